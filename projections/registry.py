"""Every projection of the product, in the order in which a page is applied."""

from projections.audit_trail import AuditTrail
from projections.calendars import Calendars
from projections.commitments import Commitments
from projections.deliveries import Deliveries
from projections.monitoring import Monitoring
from projections.monitoring_duties import Duties
from projections.projection import Projection
from projections.task_inbox import TaskInbox
from projections.timers import Timers

PROJECTIONS: tuple[type[Projection], ...] = (
    Calendars,
    AuditTrail,
    Monitoring,
    Duties,
    Commitments,
    TaskInbox,
    Deliveries,
    Timers,
)
