"""ELAPSED 计时: time counted to the second and rounded up, for internal warnings only.

A working day is worth 24 hours, any other day none. It never decides lawfulness: the legal and
committed clocks count days. The rule is that of Hunan's published electronic-supervision example.
"""

import datetime as dt
from typing import NamedTuple

from domain.timing.calendar import WorkCalendar
from domain.timing.clocks import WARN_BEFORE
from domain.timing.days import NO_DAYS, WorkingDays

_DAY = dt.timedelta(days=1)


class ElapsedThresholds(NamedTuple):
    """Instants *after* which (not at which) each light comes on; aware, in the calendar's zone."""

    warn_after: dt.datetime
    yellow_after: dt.datetime
    red_after: dt.datetime
    provisional: bool


def elapsed_thresholds(
    calendar: WorkCalendar,
    accepted_at: dt.datetime,
    committed: WorkingDays,
    legal: WorkingDays,
    excluded: WorkingDays = NO_DAYS,
    warn_before: WorkingDays = WARN_BEFORE,
) -> ElapsedThresholds:
    """When warn, yellow and red come on for a case accepted at an aware instant.

    The rounding up brings the warning forward: the day that is `warn_before` days from the end
    begins as soon as the one before it is full. `excluded` lengthens both limits.
    """
    warn = max(committed + excluded - warn_before - 1, 0)
    late, last = _after(calendar, accepted_at, committed + excluded), legal + excluded
    red = _after(calendar, accepted_at, last)
    return ElapsedThresholds(
        warn_after=_after(calendar, accepted_at, warn)[0],
        yellow_after=late[0],
        red_after=red[0],
        provisional=late[1] or red[1],
    )


def elapsed_days(calendar: WorkCalendar, since: dt.datetime, until: dt.datetime) -> WorkingDays:
    """Working time between two aware instants in days, rounded up; 0 if `until` is not later."""
    if until <= since:
        return WorkingDays(0)
    passed = _position(calendar, until) - _position(calendar, since)
    return WorkingDays(-(-passed // _DAY))


def _position(calendar: WorkCalendar, instant: dt.datetime) -> dt.timedelta:
    """Working time from a fixed origin to the instant."""
    local = instant.astimezone(calendar.zone)
    before = calendar.workdays_between(dt.date(1, 1, 1), local.date() - _DAY)
    today = local.replace(tzinfo=None) - dt.datetime.combine(local.date(), dt.time())
    return before * _DAY + (today if calendar.is_workday(local.date()) else dt.timedelta())


def _after(calendar: WorkCalendar, since: dt.datetime, days: int) -> tuple[dt.datetime, bool]:
    """The instant when `days` days of working time have passed, and whether it is provisional."""
    local = since.astimezone(calendar.zone)
    if not calendar.is_workday(local.date()):
        opening = calendar.next_workday(local.date())
        local = dt.datetime.combine(opening, dt.time(), tzinfo=calendar.zone)
    due = calendar.add_workdays(local.date(), WorkingDays(days))
    return dt.datetime.combine(due.date, local.timetz()), due.provisional
