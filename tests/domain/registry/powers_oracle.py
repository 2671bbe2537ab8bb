"""A slow, independent reading of the responsibility record: every day painted by every event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.registry.events import ResponsibilityAssigned
from domain.registry.powers import (
    DelegationAnnounced,
    DelegationGranted,
    DelegationRevoked,
    InFlight,
    ResponsibilityCorrected,
    ResponsibilityTransferred,
)
from domain.registry.standards import Function
from domain.shared.act import Act
from domain.shared.event import DomainEvent
from domain.shared.ids import event_id

FIRST, DAYS = date(2026, 1, 1), 14
CALENDAR = [FIRST + timedelta(days=n) for n in range(DAYS)]


@dataclass
class Painted:
    """What one day says: who answers, by which event, and the clause it came with."""

    org: str | None
    ref: UUID
    clause: InFlight | None
    since: date


def paint(acts: Sequence[Act], item: str, function: Function) -> dict[date, Painted]:
    """Every day of the calendar that some event still in force speaks of."""
    stated = (ResponsibilityAssigned, ResponsibilityTransferred, ResponsibilityCorrected)
    mine: list[tuple[UUID, DomainEvent]] = [
        (event_id(one.originator_id, one.originator_version), one.event)
        for one in acts
        if isinstance(one.event, stated)
        and (one.event.item_code, one.event.function) == (item, function)
    ]
    wrong = {one.corrects for _, one in mine if isinstance(one, ResponsibilityCorrected)}
    clauses: dict[UUID, InFlight | None] = {}
    days: dict[date, Painted] = {}
    for ref, event in mine:
        org, clause, until = getattr(event, "org", None), None, getattr(event, "valid_to", None)
        if isinstance(event, ResponsibilityTransferred):
            org, clause = event.to_org, event.in_flight
        if isinstance(event, ResponsibilityCorrected):
            clause = event.in_flight or clauses.get(event.corrects)
        clauses[ref] = clause
        if ref in wrong:
            continue
        for day in CALENDAR:
            if event.valid_from <= day and (until is None or day < until):
                days[day] = Painted(org, ref, clause, event.valid_from)
    return days


def responsible(days: dict[date, Painted], on: date, accepted: date | None = None) -> str | None:
    """Walk back from a date, past each transfer that left the case behind."""
    held: str | None = None
    while on in days:
        told = days[on]
        held = told.org or held
        stays = accepted is not None and told.clause is InFlight.STAY and accepted < told.since
        if not stays:
            return held
        on = told.since - timedelta(days=1)
    return held


def delegates(
    acts: Sequence[Act], item: str, function: Function, delegator: str, on: date
) -> set[str]:
    """Everybody who may act in the delegator's name, judged one grant after the other."""
    found = set()
    for index, one in enumerate(acts):
        grant = one.event
        if not isinstance(grant, DelegationGranted) or grant.item_code != item:
            continue
        if grant.delegator != delegator or function not in grant.functions:
            continue
        announced, ended = None, None
        for later in acts[index + 1 :]:
            if later.originator_id != one.originator_id:
                continue
            if isinstance(later.event, DelegationGranted):
                break
            if isinstance(later.event, DelegationAnnounced):
                announced = later.event.announced_on
            if isinstance(later.event, DelegationRevoked):
                ended = later.event.ended_on
        last = min(day for day in (grant.valid_to, ended, date.max) if day)
        if announced and grant.valid_from <= on and announced <= on < last:
            found.add(grant.delegate)
    return found
