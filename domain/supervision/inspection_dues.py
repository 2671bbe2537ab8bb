"""检查期限: what is owed of an inspection and its penalty, and by when (domain.md §3.5, every ⏱).

What a source works is not owed here. Rules of §6 watch four of these (L-04 INSPECT, C-03 REINSPECT,
T-08 the publicity); that no penalty is decided or delivered late no rule says, so lists and agendas
must.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.supervision.inspection_planning import OPEN
from domain.supervision.inspection_state import Inspection, InspectionPhase
from domain.supervision.penalty_investigation import decide_by
from domain.supervision.penalty_state import Penalty, PenaltyPhase
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays
from domain.timing.limits import PUBLICITY

RESULT_DAYS = WorkingDays(20)  # fact 22: 国发〔2019〕5号
DELIVERY_DAYS = WorkingDays(7)  # 处罚§61
WITHDRAWN_DAYS = WorkingDays(3)  # 处罚§48


class Owed(StrEnum):
    """检查期限种类: what is owed."""

    INSPECT = "INSPECT"
    REINSPECT = "REINSPECT"
    DECIDE_PENALTY = "DECIDE_PENALTY"
    DELIVER_PENALTY = "DELIVER_PENALTY"
    PUBLISH_PENALTY = "PUBLISH_PENALTY"
    END_PUBLICITY = "END_PUBLICITY"
    PUBLISH_RESULT = "PUBLISH_RESULT"


class Due(NamedTuple):
    """`on`: the last day. `provisional`: holidays of that time are not published yet."""

    on: date
    what: Owed
    provisional: bool = False


def dues(one: Inspection, calendar: WorkCalendar) -> list[Due]:
    """Everything that is owed of an inspection worked here, what is due first coming first."""
    if not one.native:
        return []
    return sorted([*_of_inspection(one), *_of_penalty(one.penalty), *_in_days(one, calendar)])


def _of_inspection(one: Inspection) -> Iterator[Due]:
    if one.phase in OPEN and one.planned_date:
        yield Due(one.planned_date, Owed.INSPECT)
    if one.phase is InspectionPhase.CORRECTING and one.correct_by:
        yield Due(one.correct_by, Owed.REINSPECT)


def _of_penalty(penalty: Penalty) -> Iterator[Due]:
    decision = decide_by(penalty)
    if decision and penalty.phase in (PenaltyPhase.FILED, PenaltyPhase.NOTICED):
        yield Due(decision, Owed.DECIDE_PENALTY)


def _in_days(one: Inspection, calendar: WorkCalendar) -> Iterator[Due]:
    penalty = one.penalty
    waits: list[tuple[date | None, WorkingDays, Owed]] = []
    if penalty.phase is PenaltyPhase.DECIDED and not penalty.delivered_on:
        waits.append((penalty.decided_on, DELIVERY_DAYS, Owed.DELIVER_PENALTY))
    if penalty.phase is PenaltyPhase.DECIDED and not penalty.published_on:
        waits.append((penalty.decided_on, PUBLICITY.days, Owed.PUBLISH_PENALTY))
    if penalty.published_on and not penalty.publicity_ended:
        waits.append((penalty.withdrawn_on, WITHDRAWN_DAYS, Owed.END_PUBLICITY))
    if not one.published_on:
        waits.append((one.resulted_on, RESULT_DAYS, Owed.PUBLISH_RESULT))
    for since, days, what in waits:
        if since:
            due = calendar.add_workdays(since, days)
            yield Due(due.date, what, due.provisional)
