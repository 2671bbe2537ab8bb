"""The yearly cap of a company (fact 22): a rule across streams, kept by claims.

Each inspection that counts takes the next slot of its organisation, company and year. Two that are
planned at once want the same slot: one gets it, the other looks again and sees it taken. A slot
stays taken for ever; whether it counts is asked of its inspection, so a cancelled one frees room.
"""

from collections.abc import Generator
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from adapters.ledger.batch import Claim
from app.commands.effects import Effect, Find, GiveBack, Load, Taken
from domain.supervision import inspection as inspections
from domain.supervision.inspection_state import Inspection, InspectionPhase, cap_slot


class Slots(NamedTuple):
    """`used`: inspections that count; `claims`: the slot that one more of them takes."""

    used: int
    claims: tuple[Claim, ...]


def slots(inspection: Inspection, stream: UUID, year: int) -> Generator[Effect, Any, Slots]:
    """The slots of the inspection's company in a year. Empty where no cap holds."""
    if not inspection.capped or inspection.org is None:
        return Slots(0, ())
    assert inspection.subject
    subject, used, number = inspection.subject.subject_id, 0, 1
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


def _counts(other: Inspection, year: int) -> bool:
    planned = other.planned_date
    alive = other.phase is not InspectionPhase.CANCELLED
    return alive and planned is not None and planned.year == year
