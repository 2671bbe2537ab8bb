"""Shapes of the calendar's arithmetic: what `/v1/calendar/…` answers."""

from datetime import date, datetime

from app.api.contract.rows import CalendarFacts, Explained, NamedDay
from app.api.contract.shapes import Count, Shape


class DueDates(CalendarFacts):
    """When a case would have to be decided; `committed` is null where no such limit was asked."""

    start: date
    handling: str
    legal: Explained
    committed: Explained | None


class AddedHours(CalendarFacts):
    """When a period in office hours ends."""

    at: datetime
    working_hours: Count
    due: datetime
    provisional: bool
    office_hours: list[str]


class HoursBetween(CalendarFacts):
    """Office time between two instants: in minutes, and in hours begun."""

    start: datetime
    end: datetime
    minutes: int
    working_hours: Count
    provisional: bool
    office_hours: list[str]


class AddedCalendarDays(CalendarFacts):
    """`day` is the last of the period; `lastDay` the working day on which it may still be done."""

    start: date
    calendar_days: Count
    day: date
    last_day: date
    provisional: bool


class Month(Shape):
    """How many days of a month are worked, and which are not."""

    month: int
    working_days: Count
    days_off: list[date]


class Year(CalendarFacts):
    """A year: provisional until its arrangement is published."""

    year: int
    working_days: Count
    provisional: bool
    months: list[Month]
    days: list[NamedDay]
