"""Office hours of the simulated county: how long work takes, in time that is worked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays

OPENS, CLOSES = time(9), time(17)
DAY = timedelta(hours=8)
"""Time worked in a day; lunch is not simulated."""


@dataclass(frozen=True, slots=True)
class Office:
    """Nine to five on the calendar's working days."""

    calendar: WorkCalendar

    def at(self, day: date, hour: time) -> datetime:
        """The instant of a local time of day."""
        return datetime.combine(day, hour, self.calendar.zone).astimezone(UTC)

    def opening(self, instant: datetime) -> datetime:
        """`instant` itself while the office is open, else when it opens next."""
        local = instant.astimezone(self.calendar.zone)
        day = local.date()
        if self.calendar.is_workday(day):
            if local.time() < OPENS:
                return self.at(day, OPENS)
            if local.time() < CLOSES:
                return instant
        return self.at(self.calendar.next_workday(day), OPENS)

    def later(self, instant: datetime, work: timedelta) -> datetime:
        """When `work` hours of office time have passed after `instant`."""
        start = self.opening(instant)
        day = self.calendar.local_date(start)
        left = self.at(day, CLOSES) - start
        if work < left:
            return start + work
        days, rest = divmod(work - left, DAY)
        target = self.calendar.add_workdays(day, WorkingDays(days + 1)).date
        return self.at(target, OPENS) + rest

    def on(self, day: date, work: timedelta) -> datetime:
        """`work` after opening on `day`, or on the next working day."""
        return self.later(self.at(day, OPENS), work)

    def days_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`."""
        return self.calendar.add_workdays(day, WorkingDays(count)).date
