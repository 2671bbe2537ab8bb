"""Every projection of the product by its follower, in the order in which a page is applied."""

from projections.audit_trail import AuditTrail
from projections.calendars import Calendars
from projections.certificates import Certificates
from projections.commitments import Commitments
from projections.consultations import Consultations
from projections.deliveries import Deliveries
from projections.delivery_table import KINDS
from projections.digests import Digests
from projections.document_references import DocumentReferences
from projections.documents import Documents
from projections.draws import Draws
from projections.generations import PROJECTOR, PUSH
from projections.groups import Group
from projections.inspection_plans import InspectionPlans
from projections.inspections import Inspections
from projections.linkage_findings import LinkageFindings
from projections.linkage_turns import LinkageTurns
from projections.meetings import Meetings
from projections.monitoring import Monitoring
from projections.monitoring_duties import Duties
from projections.permits import Permits
from projections.pre_approvals import PreApprovals
from projections.projection import Projection
from projections.publicity import Publicity
from projections.receipts import Receipts
from projections.recusals import Recusals
from projections.reminders import Reminders
from projections.responsibilities import Responsibilities
from projections.standard_changes import StandardChanges
from projections.subscriptions import Subscriptions
from projections.surveys import Surveys
from projections.task_inbox import TaskInbox
from projections.timers import Timers

GROUPS: tuple[Group, ...] = (
    Group(
        PROJECTOR,
        "projected",
        (
            Calendars,
            Responsibilities,
            AuditTrail,
            Monitoring,
            Duties,
            Commitments,
            TaskInbox,
            Timers,
            Documents,
            DocumentReferences,
            Permits,
            Certificates,
            Publicity,
            Surveys,
            PreApprovals,
            Subscriptions,
            Reminders,
            LinkageTurns,
            LinkageFindings,
            Digests,
            Consultations,
            StandardChanges,
            Meetings,
            Receipts,
            InspectionPlans,
            Inspections,
            Recusals,
            Draws,
        ),
    ),
    Group(PUSH, "delivered", (Deliveries,), frozenset(KINDS), at_once=True, small=250),
)
"""What must go out at once does not wait for the views that fold most (docs/adr/0016)."""

PROJECTIONS: tuple[type[Projection], ...] = tuple(
    kind for group in GROUPS for kind in group.projections
)
