"""自然日: periods of calendar days, which bind the applicant (行政许可法 §50; 民法典 §201–203)."""

import datetime as dt

from domain.timing.calendar import WorkCalendar
from domain.timing.days import DueDate
from domain.timing.units import CalendarDays


def add_calendar_days(start: dt.date, n: CalendarDays) -> dt.date:
    """The `n`-th day after `start`, which is not itself counted; another unit is a TypeError."""
    return start + dt.timedelta(days=_count(n))


def subtract_calendar_days(day: dt.date, n: CalendarDays) -> dt.date:
    """The `n`-th day before `day`."""
    return day - dt.timedelta(days=_count(n))


def calendar_days_between(a: dt.date, b: dt.date) -> CalendarDays:
    """Days in (a, b]; negative if `b` comes first."""
    return CalendarDays((b - a).days)


def last_day(calendar: WorkCalendar, start: dt.date, n: CalendarDays) -> DueDate:
    """The last day of a period of calendar days: one that is not worked moves to the next that is
    (民法典 §203)."""
    day = add_calendar_days(start, n)
    if calendar.is_workday(day):
        return DueDate(day, provisional=not calendar.is_known(day, day))
    moved = calendar.next_workday(day)
    return DueDate(moved, provisional=not calendar.is_known(day, moved))


def _count(n: CalendarDays) -> int:
    count = CalendarDays.checked(n)
    if count < 0:
        raise ValueError("a period cannot be negative")
    return count
