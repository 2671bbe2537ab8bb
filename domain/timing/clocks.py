"""办理期限的两只钟: the legal and the committed due date of a case.

due = start + limit + extension + excluded, all in working days; start not counted; the due day
ends at 24:00 local time. Supplementing after acceptance stops nothing: the list of 行政许可法
§45 is closed.
"""

import datetime as dt
from typing import NamedTuple

from domain.timing.calendar import WorkCalendar
from domain.timing.days import NO_DAYS, DueDate, WorkingDays
from domain.timing.extensions import judge_extensions
from domain.timing.facts import CaseTimes, Clock, ProcedureSpan
from domain.timing.pauses import Pause, noticed_until, pauses, run

WARN_BEFORE = WorkingDays(2)  # T-01; a default, to be configured with an effective date


class ClockState(NamedTuple):
    """Where a clock stands.

    While `paused_by` is set the due date is a lower bound: "not before `due`". `disputed` (legal
    clock only) means that time was taken out for a procedure without served written notice;
    `undisputed_due` is then the date without it, for whoever holds that it must not count.
    """

    clock: Clock
    due: DueDate
    excluded: WorkingDays
    extended: WorkingDays
    paused_by: ProcedureSpan | None
    disputed: bool
    undisputed_due: DueDate | None

    @property
    def is_paused(self) -> bool:
        """True while an open special procedure holds the clock."""
        return self.paused_by is not None


def legal_clock(
    calendar: WorkCalendar, times: CaseTimes, as_of: dt.date | None = None
) -> ClockState:
    """法定期限: see `case_clock`."""
    return case_clock(calendar, times, Clock.LEGAL, as_of)


def committed_clock(
    calendar: WorkCalendar, times: CaseTimes, as_of: dt.date | None = None
) -> ClockState:
    """承诺期限: see `case_clock`."""
    return case_clock(calendar, times, Clock.COMMITTED, as_of)


def case_clock(
    calendar: WorkCalendar, times: CaseTimes, clock: Clock, as_of: dt.date | None = None
) -> ClockState:
    """The state of one clock; `as_of` (today) only matters while a special procedure is open."""
    limit = times.limit(clock)
    if not times.procedures and not times.extensions:
        due = calendar.add_workdays(times.start, limit)
        return ClockState(clock, due, NO_DAYS, NO_DAYS, None, False, None)
    extended = WorkingDays(
        sum(int(one.granted) for one in judge_extensions(calendar, times, clock, as_of))
    )
    days = WorkingDays(limit + extended)
    stops = pauses(calendar, times, clock, as_of)
    result = run(calendar, times.start, days, stops)
    served = [stop for stop in stops if stop.procedure.notice_served]
    undisputed = None
    if len(served) < len(stops):
        undisputed = run(calendar, times.start, days, served).due
    paused_by = _holding(calendar, stops, clock, result.due, as_of)
    contested = undisputed is not None and (
        undisputed != result.due or (paused_by is not None and not paused_by.notice_served)
    )
    return ClockState(
        clock=clock,
        due=result.due,
        excluded=result.excluded,
        extended=extended,
        paused_by=paused_by,
        disputed=contested,
        undisputed_due=undisputed if contested else None,
    )


def warn_from(calendar: WorkCalendar, due: dt.date, before: WorkingDays = WARN_BEFORE) -> dt.date:
    """The first day of the warning (T-01): `before` working days ahead of a due date."""
    return calendar.subtract_workdays(due, before).date


def remaining_workdays(calendar: WorkCalendar, due: dt.date, today: dt.date) -> int:
    """Working days left after `today`; 0 on the due day itself, negative when late."""
    return calendar.workdays_between(today, due)


def is_late(calendar: WorkCalendar, due: dt.date, at: dt.datetime) -> bool:
    """True if the aware instant `at` lies after 24:00 of `due` in the calendar's zone."""
    return calendar.local_date(at) > due


def _holding(
    calendar: WorkCalendar,
    stops: list[Pause],
    clock: Clock,
    due: DueDate,
    as_of: dt.date | None,
) -> ProcedureSpan | None:
    """The earliest open procedure that holds the clock: begun in time, its cap not used up."""
    for stop in sorted(stops, key=lambda one: one.after):
        one = stop.procedure
        if not one.is_open or one.started > due.date:
            continue
        if clock is Clock.LEGAL or (as_of or one.started) <= noticed_until(calendar, one).date:
            return one
    return None
