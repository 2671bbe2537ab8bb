"""工作小时: periods counted in office hours, and what one office's day is made of.

An hour is sixty minutes within office hours of a working day; a period may begin and end at any
minute. Opening hours beyond the working day (5+X) add nothing to any period (domain.md §1.5).
"""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from domain.timing.calendar import WorkCalendar
from domain.timing.units import WorkingDays, WorkingHours

_NOTHING, _HOUR = dt.timedelta(), dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)
_ORIGIN = dt.date(1, 1, 1)


class DueInstant(NamedTuple):
    """When a period in hours ends; `provisional` as of a `DueDate`."""

    at: dt.datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """办公时间 of a working day: spans of local time, in order, without touching."""

    spans: tuple[tuple[dt.time, dt.time], ...]

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError("office hours must be spans of time, one after the other")

    @property
    def length(self) -> dt.timedelta:
        """Office time of a working day."""
        return self.passed(dt.time.max)

    def passed(self, now: dt.time) -> dt.timedelta:
        """Office time of a working day that lies before `now`."""
        spent = (max(min(_since(now), _since(last)) - _since(first), _NOTHING)
                 for first, last in self.spans)  # fmt: skip
        return sum(spent, _NOTHING)

    def when(self, passed: dt.timedelta) -> dt.time:
        """The earliest time by which so much office time has passed."""
        for first, last in self.spans:
            span = _since(last) - _since(first)
            if passed <= span:
                return (dt.datetime.combine(_ORIGIN, first) + passed).time()
            passed -= span
        raise ValueError("a working day is not that long")


OFFICE_HOURS = OfficeHours(((dt.time(9), dt.time(12)), (dt.time(13, 30), dt.time(17, 30))))
"""[D]: seven hours a day; a region's own hours are given in their place."""


def add_working_hours(
    calendar: WorkCalendar, at: dt.datetime, n: WorkingHours, office: OfficeHours = OFFICE_HOURS
) -> DueInstant:
    """When `n` office hours have passed since the aware instant `at`; 0 gives `at`.

    A negative `n` is a ValueError, another unit a TypeError.
    """
    count = WorkingHours.checked(n)
    if count < 0:
        raise ValueError("a period cannot be negative")
    if count == 0:
        return DueInstant(at, provisional=False)
    local = at.astimezone(calendar.zone)
    today, left = local.date(), count * _HOUR
    spent = office.passed(local.time()) if calendar.is_workday(today) else office.length
    if left <= office.length - spent:
        day, rest = today, spent + left
    else:
        full, rest = divmod(left - (office.length - spent), office.length)
        full, rest = (full, rest) if rest else (full - 1, office.length)
        day = calendar.add_workdays(today, WorkingDays(full + 1)).date
    end = dt.datetime.combine(day, office.when(rest), tzinfo=calendar.zone)
    return DueInstant(end, provisional=not calendar.is_known(today, day))


def office_time_between(
    calendar: WorkCalendar, a: dt.datetime, b: dt.datetime, office: OfficeHours = OFFICE_HOURS
) -> dt.timedelta:
    """Office time between two aware instants; negative if `b` comes first."""
    return _position(calendar, b, office) - _position(calendar, a, office)


def working_hours_between(
    calendar: WorkCalendar, a: dt.datetime, b: dt.datetime, office: OfficeHours = OFFICE_HOURS
) -> WorkingHours:
    """The same in hours begun: rounded up; 0 if `b` is not later."""
    spent = office_time_between(calendar, a, b, office)
    return WorkingHours(max(-(-spent // _HOUR), 0))


def _position(calendar: WorkCalendar, at: dt.datetime, office: OfficeHours) -> dt.timedelta:
    """Office time from a fixed origin."""
    local = at.astimezone(calendar.zone)
    today = office.passed(local.time()) if calendar.is_workday(local.date()) else _NOTHING
    before = calendar.workdays_between(_ORIGIN, local.date() - _DAY)
    return int(before) * office.length + today


def _since(time: dt.time) -> dt.timedelta:
    return dt.datetime.combine(_ORIGIN, time.replace(tzinfo=None)) - dt.datetime.combine(
        _ORIGIN, dt.time()
    )
