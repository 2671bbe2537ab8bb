"""扣除: which days special procedures take out of a clock (行政许可法 §45).

A pause is the half-open interval (after, through]: the day a procedure starts still counts.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.timing.calendar import WorkCalendar
from domain.timing.days import NO_DAYS, DueDate, WorkingDays
from domain.timing.facts import CaseTimes, Clock, ProcedureSpan


class Pause(NamedTuple):
    """The days (after, through] that one procedure takes out of one clock."""

    after: dt.date
    through: dt.date
    procedure: ProcedureSpan
    capped: bool


class Run(NamedTuple):
    """A clock run through its pauses: when it ends, and what was taken out."""

    due: DueDate
    excluded: WorkingDays
    applied: tuple[tuple[dt.date, dt.date], ...]


def pauses(
    calendar: WorkCalendar, times: CaseTimes, clock: Clock, as_of: dt.date | None
) -> list[Pause]:
    """The pauses of a clock, an open procedure running through `as_of` (None: not at all yet).

    The legal clock takes out the actual time. The committed clock takes out no more than was
    told plus what was approved on top, and nothing at all if no written notice was served.
    """
    found = []
    for one in times.procedures:
        through = one.ended or max(as_of or one.started, one.started)
        capped = False
        if clock is Clock.COMMITTED:
            if not one.notice_served:
                continue
            cap = noticed_until(calendar, one).date
            capped = cap < through
            through = min(through, cap)
        found.append(Pause(one.started, through, one, capped))
    return found


def noticed_until(calendar: WorkCalendar, procedure: ProcedureSpan) -> DueDate:
    """The day when the time told for a special procedure, with its extension, is used up."""
    told = WorkingDays((procedure.noticed or NO_DAYS) + procedure.extended)
    return calendar.add_workdays(procedure.started, told)


def run(calendar: WorkCalendar, start: dt.date, days: WorkingDays, stops: Sequence[Pause]) -> Run:
    """Count `days` working days from `start`, leaving out the union of `stops`.

    A pause that begins after the clock has run out takes nothing out: a period that has ended
    cannot be suspended.
    """
    due = calendar.add_workdays(start, days)
    if not stops:
        return Run(due, NO_DAYS, ())
    excluded = 0
    applied = []
    beyond = False
    for after, through in _union(stops):
        if after > due.date:
            break
        begin = max(after, start)
        if through <= begin:
            continue
        applied.append((begin, through))
        excluded += calendar.workdays_between(begin, through)
        due = calendar.add_workdays(start, WorkingDays(days + excluded))
        beyond = beyond or through > calendar.known_to
    due = DueDate(due.date, due.provisional or beyond)
    return Run(due, WorkingDays(excluded), tuple(applied))


def _union(stops: Iterable[Pause]) -> list[tuple[dt.date, dt.date]]:
    merged: list[tuple[dt.date, dt.date]] = []
    for after, through in sorted(stop[:2] for stop in stops):
        if merged and after <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], through))
        else:
            merged.append((after, through))
    return merged
