"""证照批次: certificates go out by urgency, daily, weekly or monthly, on working days (S2).

Decisions go out at once, as tasks; this tells each regulator of the certificates in its field.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

import psycopg

from app.rhythm import Ended, Issue
from domain.consultation.periods import Cycle
from domain.delivery.batch_commands import PushCertificateBatch
from domain.delivery.batch_events import CertificateLine
from domain.delivery.batches import period_closed_by
from domain.registry.institution import Institution
from domain.registry.standards import Function, PushPriority
from domain.supervision.events import PushReason
from projections.certificate_queries import Change, first_unsettled, unsettled


class CertificateBatches:
    """One urgency: what was recorded up to the end of a working day that closes its period."""

    cycle: ClassVar[Cycle] = Cycle.WORKING_DAY

    def __init__(self, priority: PushPriority) -> None:
        self.priority = priority
        self.name = f"certificate-batches-{priority.value.lower()}"

    def since(self, connection: psycopg.Connection[Any], institution: Institution) -> date | None:
        """The day on which the oldest certificate was recorded that may be in no batch."""
        items = _items(institution, self.priority)
        if not items:
            return None
        first = first_unsettled(connection, institution.region, self.priority.value, items)
        return institution.calendar.local_date(first) if first else None

    def issues(self, ended: Ended) -> Iterator[Issue]:
        """One batch for each organisation that has certificates, in the order of their codes."""
        institution, last = ended.institution, ended.period.last
        first = period_closed_by(institution.calendar, self.priority, last)
        if first is None:
            return
        items = _items(institution, self.priority)
        changes = unsettled(
            ended.connection, ended.region, self.priority.value, items, ended.position
        )
        by_org: dict[str, list[Change]] = {}
        for change in changes:
            for org in _recipients(institution, change, self.priority):
                by_org.setdefault(org, []).append(change)
        for org in sorted(by_org):
            yield Issue(
                PushCertificateBatch(
                    org=org,
                    priority=self.priority,
                    first=first,
                    last=last,
                    certificates=tuple(_line(change) for change in by_org[org]),
                    position=ended.position,
                )
            )


BY_URGENCY = tuple(CertificateBatches(priority) for priority in PushPriority)


def _items(institution: Institution, priority: PushPriority) -> list[str]:
    """Items of which any version has this urgency."""
    return sorted(
        code
        for code, versions in institution.items.items()
        if any(one.push_priority is priority for one in versions.values())
    )


def _recipients(institution: Institution, change: Change, priority: PushPriority) -> list[str]:
    """Who supervises or enforces the item on the day from which the change counts, if it has this
    urgency then."""
    item = institution.item_on(change.item, change.effective_on)
    if item is None or item.push_priority is not priority:
        return []
    found = (
        institution.responsible(change.item, function, change.effective_on)
        for function in (Function.SUPERVISE, Function.ENFORCE)
    )
    return list(dict.fromkeys(one.org for one in found if one))


def _line(change: Change) -> CertificateLine:
    """A permit whose issue was never reported has no number; it is named by its identifier."""
    return CertificateLine(
        permit_id=change.permit_id,
        permit_number=change.permit_number or str(change.permit_id),
        item_code=change.item,
        reason=PushReason(change.reason),
        position=change.position,
    )
