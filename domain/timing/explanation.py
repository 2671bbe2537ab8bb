"""期限说明: why a due date is what it is. Built on demand, day by day; the clocks stay cheap.

The days after the start up to the due day fall into four heaps: counted, taken out by a pause,
named holidays, plain weekends. Their sizes add up to the whole span.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from domain.timing.calendar import SATURDAY, WorkCalendar
from domain.timing.clocks import case_clock
from domain.timing.days import NO_DAYS, CalendarDays, DateRange, DueDate, WorkingDays
from domain.timing.extensions import ExtensionVerdict, judge_extensions
from domain.timing.facts import STATUTORY, CaseTimes, Clock, ProcedureKind
from domain.timing.limits import Limit, StatedDue, limit_due
from domain.timing.notices import CalendarDay
from domain.timing.pauses import pauses, run
from domain.timing.published import NamedRange, named_ranges


@dataclass(frozen=True, slots=True)
class PauseNote:
    """One special procedure as a clock sees it: (after, through] takes out `days`.

    Where procedures overlap, a day is counted under each, but taken out once.
    """

    kind: ProcedureKind
    after: dt.date
    through: dt.date
    days: WorkingDays
    noticed: WorkingDays | None
    open: bool
    capped: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that made a due date; `domain.timing.wording.lines` puts it into words."""

    clock: str
    zh: str
    en: str
    basis: tuple[str, ...]
    start: dt.date
    limit: WorkingDays
    due: DueDate
    counted: tuple[DateRange, ...] = ()
    holidays: tuple[NamedRange, ...] = ()
    make_up_days: tuple[tuple[dt.date, str], ...] = ()
    weekend_days: CalendarDays = CalendarDays(0)  # noqa: RUF009 (a NewType call is the identity)
    pauses: tuple[PauseNote, ...] = ()
    excluded: WorkingDays = NO_DAYS
    unserved_excluded_nothing: tuple[ProcedureKind, ...] = ()
    extensions: tuple[ExtensionVerdict, ...] = ()
    extended: WorkingDays = NO_DAYS
    not_before: bool = False
    undisputed_due: DueDate | None = None
    stated_at: dt.datetime | None = None
    calendar_version: str = ""
    known_from: dt.date | None = None
    known_to: dt.date | None = None
    zone: str = ""
    sources: tuple[str, ...] = ()


def explain_case(
    calendar: WorkCalendar, times: CaseTimes, clock: Clock, as_of: dt.date | None = None
) -> Explanation:
    """Why `case_clock` with the same arguments gives what it gives."""
    state = case_clock(calendar, times, clock, as_of)
    verdicts = judge_extensions(calendar, times, clock, as_of)
    stops = pauses(calendar, times, clock, as_of)
    days = WorkingDays(times.limit(clock) + state.extended)
    applied = run(calendar, times.start, days, stops).applied
    notes = tuple(
        PauseNote(
            kind=stop.procedure.kind,
            after=max(stop.after, times.start),
            through=stop.through,
            days=calendar.workdays_between(max(stop.after, times.start), stop.through),
            noticed=stop.procedure.noticed,
            open=stop.procedure.is_open,
            capped=stop.capped,
            disputed=not stop.procedure.notice_served,
        )
        for stop in stops
        if any(after <= max(stop.after, times.start) < through for after, through in applied)
        or stop.procedure is state.paused_by
    )
    unserved = [p.kind for p in times.procedures if not p.notice_served]
    legal = clock is Clock.LEGAL
    return Explanation(
        clock=clock.value,
        zh="法定期限" if legal else "承诺期限",
        en="legal limit" if legal else "committed limit",
        basis=(STATUTORY[times.handling].basis, "行政许可法 §45", "行政许可法 §82"),
        start=times.start,
        limit=times.limit(clock),
        due=state.due,
        pauses=notes,
        excluded=state.excluded,
        unserved_excluded_nothing=() if legal else tuple(unserved),
        extensions=verdicts,
        extended=state.extended,
        not_before=state.is_paused,
        undisputed_due=state.undisputed_due,
        **_heaps(calendar, times.start, state.due.date, applied),
    )


def explain_limit(
    calendar: WorkCalendar, start: dt.date, limit: Limit, days: WorkingDays | None = None
) -> Explanation:
    """Why `limit_due` with the same arguments gives what it gives."""
    due = limit_due(calendar, start, limit, days)
    return Explanation(
        clock=limit.code,
        zh=limit.zh,
        en=limit.en,
        basis=(limit.basis,),
        start=start,
        limit=limit.days if days is None else days,
        due=due,
        **_heaps(calendar, start, due.date, ()),
    )


def explain_stated(calendar: WorkCalendar, start: dt.date, stated: StatedDue) -> Explanation:
    """For a deadline that the source states: nothing was computed, and the note says so."""
    return Explanation(
        clock="stated",
        zh="来源载明的期限",
        en="deadline stated by the source",
        basis=(),
        start=start,
        limit=NO_DAYS,
        due=stated.due,
        stated_at=stated.instant.astimezone(calendar.zone),
        calendar_version=calendar.version,
        zone=str(calendar.zone),
    )


def _heaps(
    calendar: WorkCalendar,
    start: dt.date,
    due: dt.date,
    applied: Collection[tuple[dt.date, dt.date]],
) -> dict[str, Any]:
    """Sort the days of (start, due], and name the notices that had a say."""
    counted, off, make_up = [], [], []
    weekend = 0
    for day in _after(start, due):
        named = calendar.days.get(day)
        if not calendar.is_workday(day):
            if named:
                off.append(named)
            else:
                weekend += 1
        elif not any(after < day <= through for after, through in applied):
            counted.append(day)
            if named and day.weekday() >= SATURDAY:
                make_up.append((day, named.name))
    return {
        "counted": _ranges(counted),
        "holidays": named_ranges(off),
        "make_up_days": tuple(make_up),
        "weekend_days": CalendarDays(weekend),
        "calendar_version": calendar.version,
        "known_from": calendar.known_from,
        "known_to": calendar.known_to,
        "zone": str(calendar.zone),
        "sources": _sources(calendar, start, due),
    }


def _sources(calendar: WorkCalendar, start: dt.date, due: dt.date) -> tuple[str, ...]:
    touched = {day.source for day in _named(calendar, start, due)}
    return tuple(
        notice.reference
        for notice in calendar.notices
        if notice.reference in touched
        or (notice.covers and notice.covers.first <= due and notice.covers.last > start)
    )


def _named(calendar: WorkCalendar, start: dt.date, due: dt.date) -> Iterable[CalendarDay]:
    return (calendar.days[day] for day in _after(start, due) if day in calendar.days)


def _after(start: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (start + dt.timedelta(days=i) for i in range(1, (last - start).days + 1))


def _ranges(days: Iterable[dt.date]) -> tuple[DateRange, ...]:
    ranges: list[DateRange] = []
    for day in days:
        if ranges and (day - ranges[-1].last).days == 1:
            ranges[-1] = DateRange(ranges[-1].first, day)
        else:
            ranges.append(DateRange(day, day))
    return tuple(ranges)
