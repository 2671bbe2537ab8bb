"""Every event type of the product, listed once per context; a duplicate name stops the start."""

from domain.approval.events import EVENTS as APPROVAL
from domain.commitment.events import EVENTS as COMMITMENT
from domain.consultation.events import EVENTS as CONSULTATION
from domain.delivery.events import EVENTS as DELIVERY
from domain.permit.events import EVENTS as PERMIT
from domain.registry.events import EVENTS as REGISTRY
from domain.shared.event import DomainEvent
from domain.shared.refusals import CommandRefused
from domain.supervision.dispute_events import EVENTS as DISPUTE
from domain.supervision.draw_events import EVENTS as DRAW
from domain.supervision.events import EVENTS as SUPERVISION
from domain.supervision.inspection_events import EVENTS as INSPECTION

EVENTS: tuple[type[DomainEvent], ...] = (
    *REGISTRY,
    *APPROVAL,
    *PERMIT,
    *COMMITMENT,
    *SUPERVISION,
    *DISPUTE,
    *INSPECTION,
    *DRAW,
    *CONSULTATION,
    *DELIVERY,
    CommandRefused,
)


def by_type(events: tuple[type[DomainEvent], ...] = EVENTS) -> dict[str, type[DomainEvent]]:
    """Map each stored name to its class.

    Raises:
        ValueError: two classes claim one name.
    """
    found: dict[str, type[DomainEvent]] = {}
    for event in events:
        if event.TYPE in found:
            raise ValueError(f"event type {event.TYPE} is declared twice")
        found[event.TYPE] = event
    return found
