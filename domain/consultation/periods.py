"""周期: what the rhythm repeats, and which periods have ended (S4「年考核」)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from domain.timing.calendar import WorkCalendar
from domain.timing.days import end_of

_WEEK = timedelta(days=6)


class Cycle(StrEnum):
    """周期种类. A day is a working day; a week begins on Monday."""

    WORKING_DAY = "WORKING_DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


class Period(NamedTuple):
    """One period, both dates included."""

    first: date
    last: date


def period_of(cycle: Cycle, day: date) -> Period:
    """The period that `day` belongs to."""
    match cycle:
        case Cycle.WORKING_DAY:
            return Period(day, day)
        case Cycle.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + _WEEK)
        case Cycle.MONTH:
            first = day.replace(day=1)
            return Period(first, _day_before((first + timedelta(days=31)).replace(day=1)))
        case Cycle.YEAR:
            return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def ended(calendar: WorkCalendar, cycle: Cycle, since: date, now: datetime) -> Iterator[Period]:
    """The periods that have ended by `now`, in order, from that of `since` on.

    It stops before the first period that the published holiday arrangements do not cover: what
    comes after is made up once they are published.
    """
    period = period_of(cycle, since)
    while end_of(period.last, calendar.zone) <= now and calendar.is_known(*period):
        if cycle is not Cycle.WORKING_DAY or calendar.is_workday(period.first):
            yield period
        period = period_of(cycle, period.last + timedelta(days=1))


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
