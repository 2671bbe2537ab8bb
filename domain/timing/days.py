"""Due dates, and the instants at which a day begins and ends; `units` has what periods count in."""

import datetime as dt
from typing import NamedTuple

from domain.timing.units import NO_DAYS, CalendarDays, WorkingDays, WorkingHours

# A fixed offset rather than a zone file: the domain reads nothing, and China has had no summer
# time since 1991, before any case that this system can hold.
SHANGHAI: dt.tzinfo = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")


class DueDate(NamedTuple):
    """届满日: a period ends at 24:00 local time of `date`.

    `provisional` is true when a day that was counted lies outside the published holiday
    arrangements, so that only weekends were skipped there: the date may still move.
    """

    date: dt.date
    provisional: bool


class DateRange(NamedTuple):
    """Consecutive dates, both ends included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> CalendarDays:
        """Number of dates in the range."""
        return CalendarDays((self.last - self.first).days + 1)


def local_date(instant: dt.datetime, zone: dt.tzinfo) -> dt.date:
    """The date at which `instant` (aware) happens in `zone`; a naive instant is a ValueError."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its UTC offset")
    return instant.astimezone(zone).date()


def shanghai_date(instant: dt.datetime) -> dt.date:
    """The Asia/Shanghai date of an aware instant."""
    return local_date(instant, SHANGHAI)


def end_of(day: dt.date, zone: dt.tzinfo = SHANGHAI) -> dt.datetime:
    """24:00 of `day`: the first instant at which a period ending on `day` has passed."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=zone)


__all__ = [
    "NO_DAYS", "SHANGHAI", "CalendarDays", "DateRange", "DueDate", "WorkingDays", "WorkingHours",
    "end_of", "local_date", "shanghai_date",
]  # fmt: skip
