"""From the calendar's events to the calendar that clocks count with."""

from collections.abc import Callable
from datetime import date, tzinfo

from domain.registry.events import CalendarAmended, CalendarPublished, DayRange
from domain.timing.calendar import WorkCalendar
from domain.timing.days import SHANGHAI
from domain.timing.notices import CalendarDataError
from domain.timing.published import CalendarFacts, NamedRange, amend_facts, calendar_from_facts

NEVER = date(1, 1, 1)


def unpublished(region: str) -> WorkCalendar:
    """Before any publication: plain weekends, every due date provisional."""
    return WorkCalendar("unpublished", region, NEVER, NEVER)


def zone_or_shanghai(zones: Callable[[str], tzinfo], name: str) -> tzinfo:
    """The zone that a recorded calendar names; one that nobody knows leaves the days Shanghai's,
    so that a bad act of the past halts no reader."""
    try:
        return zones(name)
    except CalendarDataError:
        return SHANGHAI


def published(region: str, event: CalendarPublished, zone: tzinfo) -> WorkCalendar:
    """The calendar that a publication sets up; `zone` is what `event.zone` names."""
    facts = CalendarFacts(
        event.version,
        event.known_from,
        event.known_to,
        _named(event.holidays),
        event.make_up_days,
        event.sources,
    )
    return calendar_from_facts(region, facts, zone)


def amended(calendar: WorkCalendar, event: CalendarAmended) -> WorkCalendar:
    """The next version: what the amendment names replaces what was said before. Never refuses: one
    that takes back more than was ever known leaves the first day known."""
    return amend_facts(
        calendar,
        event.version,
        max(event.known_to, calendar.known_from),
        _named(event.holidays),
        event.make_up_days,
        event.removed,
        event.reason,
    )


def _named(holidays: tuple[DayRange, ...]) -> tuple[NamedRange, ...]:
    return tuple(NamedRange(one.name, one.first, one.last, one.source or "") for one in holidays)
