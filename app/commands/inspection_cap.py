"""The yearly cap of a company (fact 22): a rule across streams, kept by claims.

Each inspection that counts takes the next slot of its organisation, company and year. Two that are
planned at once want the same slot: one gets it, the other looks again and sees it taken. A slot
stays taken for ever; whether it counts is asked of its inspection, so a cancelled one frees room.
Reports take none, as they never conflict; what is planned here afterwards counts them all the same.
"""

from collections.abc import Generator
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from adapters.ledger.batch import Claim
from app.commands.effects import Effect, Find, GiveBack, Load, Reported, Taken
from domain.supervision import inspection as inspections
from domain.supervision.inspection_state import Inspection, InspectionPhase, cap_slot


class Slots(NamedTuple):
    """`used`: inspections that count; `claims`: the slot that one more of them takes."""

    used: int
    claims: tuple[Claim, ...]


def slots(
    inspection: Inspection, stream: UUID, region: str, year: int
) -> Generator[Effect, Any, Slots]:
    """The slots of the inspection's company in a year. Empty where no cap holds."""
    if not inspection.capped or inspection.org is None:
        return Slots(0, ())
    assert inspection.subject
    subject, number = inspection.subject.subject_id, 1
    used = yield from _reported(Reported(region, inspection.org, subject, year))
    while True:
        text = cap_slot(inspection.org, subject, year, number)
        taken: Taken | None = yield Find(text)
        if taken is None:
            return Slots(used, (Claim(text, sha256(stream.bytes).digest()),))
        holder = (yield GiveBack(taken.position, taken.count))[0].stream
        if holder != stream:
            other = inspections.fold((yield Load(holder)))
            used += _counts(other, year)
        number += 1


def _reported(asked: Reported) -> Generator[Effect, Any, int]:
    used = 0
    for stream in (yield asked):
        other = inspections.fold((yield Load(stream)))
        ours = other.subject is not None and other.subject.subject_id == asked.subject
        same = ours and other.org == asked.org and other.region == asked.region
        used += same and other.capped and not other.native and _counts(other, asked.year)
    return used


def _counts(other: Inspection, year: int) -> bool:
    planned = other.planned_date
    alive = other.phase is not InspectionPhase.CANCELLED
    return alive and planned is not None and planned.year == year
