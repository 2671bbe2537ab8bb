"""职责: who answers for a function of an item on a date, as last recorded.

Two times matter: when a record is valid and when it was recorded. Of several records valid on a
date the one recorded last wins; a correction also takes what it corrects out of the reckoning.
A record may be about a part of the region alone (属地): the narrowest that fits comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self
from uuid import UUID

from domain.registry.events import ResponsibilityAssigned
from domain.registry.powers import InFlight, ResponsibilityCorrected, ResponsibilityTransferred
from domain.registry.standards import Function

Stated = ResponsibilityAssigned | ResponsibilityTransferred | ResponsibilityCorrected


@dataclass(frozen=True, slots=True)
class Assignment:
    """`org` answers for `function` of `item_code`, [valid_from, valid_to).

    `ref` is the id of the event that says so (the envelope's authorityRef). `territory` None: all
    of the region.
    """

    item_code: str
    function: Function
    org: str
    valid_from: date
    valid_to: date | None
    ref: UUID
    territory: str | None = None

    def valid_on(self, on: date) -> bool:
        """True if the assignment holds on this date."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Record:
    """One statement about [valid_from, valid_to); `answer` None: nobody answered then.

    `in_flight` is a transfer's clause on cases accepted before `valid_from`; `instead_of`: who
    answered by what a correction took out of the reckoning.
    """

    valid_from: date
    valid_to: date | None
    ref: UUID
    answer: Assignment | None
    in_flight: InFlight | None = None
    corrects: UUID | None = None
    territory: str | None = None
    instead_of: tuple[str, ...] = ()

    @property
    def org(self) -> str | None:
        """Who answered, if anybody."""
        return self.answer.org if self.answer else None

    @classmethod
    def of(cls, event: Stated, ref: UUID, in_flight: InFlight | None) -> Self:
        """What an event states; `in_flight` of a correction is settled by the caller."""
        org = event.to_org if isinstance(event, ResponsibilityTransferred) else event.org
        until = None if isinstance(event, ResponsibilityTransferred) else event.valid_to
        key = (event.item_code, event.function)
        where = event.territory
        answer = Assignment(*key, org, event.valid_from, until, ref, where) if org else None
        corrects = event.corrects if isinstance(event, ResponsibilityCorrected) else None
        return cls(event.valid_from, until, ref, answer, in_flight, corrects, where)

    def valid_on(self, on: date) -> bool:
        """True if the record speaks of this date."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def recorded(records: Sequence[Record], event: Stated, ref: UUID) -> tuple[Record, ...]:
    """The records of one function of one item with one more event, in the order of recording."""
    if isinstance(event, ResponsibilityAssigned):
        return (*records, Record.of(event, ref, None))
    if isinstance(event, ResponsibilityTransferred):
        return (*records, Record.of(event, ref, event.in_flight))
    wrong = next((one for one in records if one.ref == event.corrects), None)
    clause = event.in_flight or (wrong.in_flight if wrong else None)
    made = Record.of(event, ref, clause)
    if wrong:
        before = (*wrong.instead_of, wrong.org)
        made = replace(made, instead_of=tuple(org for org in before if org))
    return (*(one for one in records if one is not wrong), made)


def answering(
    records: Sequence[Record],
    on: date,
    accepted: date | None = None,
    territory: str | None = None,
) -> Assignment | None:
    """Who answers on a date; None: nobody (监管空白).

    `territory`: 区划代码 of where the subject is, None: unknown, so only what holds everywhere
    fits.
    `accepted`: of the case that is worked on. Where the record in force is a transfer that leaves
    its cases behind (STAY), a case accepted before it stays with whom it was the day before; the
    clause of the latest transfer governs.
    """
    found = _in_force(records, on, territory)
    if found is None:
        return None
    if accepted is not None and found.in_flight is InFlight.STAY and accepted < found.valid_from:
        day = found.valid_from - timedelta(days=1)
        before = answering(records, day, accepted, territory)
        return before or found.answer
    return found.answer


def _in_force(records: Sequence[Record], on: date, territory: str | None) -> Record | None:
    best = None
    for one in reversed(records):
        if not one.valid_on(on):
            continue
        if one.territory is None:
            if territory is None:
                return one
            best = best or one
        elif (
            territory
            and territory.startswith(one.territory)
            and (best is None or len(best.territory or "") < len(one.territory))
        ):
            best = one
    return best
