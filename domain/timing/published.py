"""日历事件的内容: a calendar as the flat facts that calendar events carry, and back.

The events keep exceptions to the week and not the notices one by one: names of holidays survive
the round trip, and every reference, but not which notice named which day.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from domain.timing.calendar import WorkCalendar
from domain.timing.days import SHANGHAI, DateRange
from domain.timing.notices import CalendarDay, Holiday, Notice

MAKE_UP = "调休上班"


class NamedRange(NamedTuple):
    """A named run of days off, both ends included."""

    name: str
    first: dt.date
    last: dt.date


class CalendarFacts(NamedTuple):
    """What `CalendarPublished` says, in plain types."""

    version: str
    known_from: dt.date
    known_to: dt.date
    holidays: tuple[NamedRange, ...]
    make_up_days: tuple[dt.date, ...]
    sources: tuple[str, ...]


def calendar_facts(calendar: WorkCalendar) -> CalendarFacts:
    """The exceptions in force in `calendar`, amendments merged in."""
    days = sorted(calendar.days.values(), key=lambda day: day.date)
    return CalendarFacts(
        version=calendar.version,
        known_from=calendar.known_from,
        known_to=calendar.known_to,
        holidays=named_ranges(day for day in days if not day.working),
        make_up_days=tuple(day.date for day in days if day.working),
        sources=tuple(dict.fromkeys(notice.reference for notice in calendar.notices)),
    )


def calendar_from_facts(
    region: str, facts: CalendarFacts, zone: dt.tzinfo = SHANGHAI
) -> WorkCalendar:
    """The calendar that counts as the one whose facts these are; it keeps their version."""
    covers = DateRange(facts.known_from, facts.known_to)
    notice = _notice("; ".join(facts.sources), covers, facts.holidays, facts.make_up_days, ())
    return WorkCalendar(facts.version, region, facts.known_from, facts.known_to, (notice,), zone)


def amend_facts(
    calendar: WorkCalendar,
    version: str,
    known_to: dt.date,
    holidays: Iterable[tuple[str, dt.date, dt.date]] = (),
    make_up_days: Iterable[dt.date] = (),
    removed: Iterable[dt.date] = (),
    reason: str = "",
) -> WorkCalendar:
    """The next version, from what `CalendarAmended` says; `removed` days follow the plain week.

    A day both removed and named keeps the new name: removal concerns what was said before.
    """
    named = _notice(reason, None, holidays, make_up_days, ())
    fresh = {day.date for day in named.days()}
    gone = tuple(day for day in removed if day not in fresh)
    return replace(
        calendar,
        version=version,
        known_to=known_to,
        notices=(*calendar.notices, replace(named, removed=gone)),
    )


def named_ranges(days: Iterable[CalendarDay]) -> tuple[NamedRange, ...]:
    """Days in date order, gathered into runs of consecutive dates of one name."""
    runs: list[NamedRange] = []
    for day in days:
        last = runs[-1] if runs else None
        if last and last.name == day.name and (day.date - last.last).days == 1:
            runs[-1] = last._replace(last=day.date)
        else:
            runs.append(NamedRange(day.name, day.date, day.date))
    return tuple(runs)


def _notice(
    reference: str,
    covers: DateRange | None,
    holidays: Iterable[tuple[str, dt.date, dt.date]],
    make_up_days: Iterable[dt.date],
    removed: Iterable[dt.date],
) -> Notice:
    named = [Holiday(name, DateRange(first, last)) for name, first, last in holidays]
    worked = Holiday(MAKE_UP, None, tuple(make_up_days))
    # The events give no day of publication; the notice only lives inside its calendar.
    return Notice(reference, "", dt.date.min, covers, (*named, worked), tuple(removed))
