"""From the calendar's events to the calendar that clocks count with."""

from datetime import date, tzinfo

from domain.registry.events import CalendarAmended, CalendarPublished, DayRange
from domain.timing.calendar import WorkCalendar
from domain.timing.days import DateRange
from domain.timing.notices import Holiday, Notice

NEVER = date(1, 1, 1)
_FRIDAY = 4


def unpublished(region: str) -> WorkCalendar:
    """Before any publication: plain weekends, every due date provisional."""
    return WorkCalendar("unpublished", region, NEVER, NEVER)


def published(region: str, event: CalendarPublished, on: date, zone: tzinfo) -> WorkCalendar:
    """The calendar that a publication of date `on` sets up; `zone` is what `event.zone` names."""
    covers = DateRange(event.known_from, event.known_to)
    notice = Notice(
        event.version, "", on, covers, (*_off(event.holidays), _worked(event.make_up_days))
    )
    return WorkCalendar(event.version, region, event.known_from, event.known_to, (notice,), zone)


def amended(calendar: WorkCalendar, event: CalendarAmended, on: date) -> WorkCalendar:
    """The next version: the days that the amendment names replace what was said before.

    `removed` days go back to the plain week.
    """
    weekdays = tuple(day for day in event.removed if day.weekday() <= _FRIDAY)
    weekend = tuple(day for day in event.removed if day.weekday() > _FRIDAY)
    holidays = (
        *(Holiday("取消调休", DateRange(day, day)) for day in weekend),
        _worked(weekdays),
        *_off(event.holidays),
        _worked(event.make_up_days),
    )
    notice = Notice(event.version, "", on, None, holidays)
    known_to = max(calendar.known_to, event.known_to)
    return WorkCalendar(
        event.version,
        calendar.region,
        calendar.known_from,
        known_to,
        (*calendar.notices, notice),
        calendar.zone,
    )


def _off(holidays: tuple[DayRange, ...]) -> tuple[Holiday, ...]:
    return tuple(Holiday(one.name, DateRange(one.first, one.last)) for one in holidays)


def _worked(days: tuple[date, ...]) -> Holiday:
    return Holiday("调休上班", None, days)
