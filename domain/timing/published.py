"""日历事件的内容: a calendar as the flat facts that calendar events carry, and back.

The events keep exceptions to the week, each holiday with the notice that names it; a make-up day
belongs to the notice of the nearest holiday.
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
    """A named run of days off, both ends included, and the reference of its notice."""

    name: str
    first: dt.date
    last: dt.date
    source: str = ""


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
        holidays=named_ranges((day for day in days if not day.working), with_source=True),
        make_up_days=tuple(day.date for day in days if day.working),
        sources=tuple(dict.fromkeys(notice.reference for notice in calendar.notices)),
    )


def calendar_from_facts(
    region: str, facts: CalendarFacts, zone: dt.tzinfo = SHANGHAI
) -> WorkCalendar:
    """The calendar that counts as the one whose facts these are; it keeps their version."""
    every = "; ".join(facts.sources)
    named: dict[str, tuple[list[NamedRange], list[dt.date]]] = {every: ([], [])}
    for one in facts.holidays:
        named.setdefault(one.source or every, ([], []))[0].append(one)
    for day in facts.make_up_days:
        named[_nearest(facts.holidays, day) or every][1].append(day)
    notices = [
        _notice(source, _years(off) if source != every else None, off, worked, ())
        for source, (off, worked) in named.items()
        if off or worked or source != every
    ]
    if not notices:
        covers = DateRange(facts.known_from, facts.known_to)
        notices = [_notice(every, covers, (), (), ())]
    known = (facts.known_from, facts.known_to)
    return WorkCalendar(facts.version, region, *known, tuple(notices), zone)


def _nearest(holidays: Iterable[NamedRange], day: dt.date) -> str:
    """The source of the holiday that a make-up day is worked for."""
    far = dt.timedelta.max
    return min(
        ((min(abs(day - one.first), abs(day - one.last)), one.source) for one in holidays),
        default=(far, ""),
    )[1]


def _years(holidays: Iterable[NamedRange]) -> DateRange:
    """A notice settles the years in which its holidays end (New Year's Day may begin earlier)."""
    years = [one.last.year for one in holidays]
    return DateRange(dt.date(min(years), 1, 1), dt.date(max(years), 12, 31))


def amend_facts(
    calendar: WorkCalendar,
    version: str,
    known_to: dt.date,
    holidays: Iterable[NamedRange] = (),
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


def named_ranges(
    days: Iterable[CalendarDay], *, with_source: bool = False
) -> tuple[NamedRange, ...]:
    """Days in date order, gathered into runs of consecutive dates of one name (and source)."""
    runs: list[NamedRange] = []
    for day in days:
        new = NamedRange(day.name, day.date, day.date, day.source if with_source else "")
        last = runs[-1] if runs else None
        same = last and (last.name, last.source) == (new.name, new.source)
        if last and same and (day.date - last.last).days == 1:
            runs[-1] = last._replace(last=day.date)
        else:
            runs.append(new)
    return tuple(runs)


def _notice(
    reference: str,
    covers: DateRange | None,
    holidays: Iterable[NamedRange],
    make_up_days: Iterable[dt.date],
    removed: Iterable[dt.date],
) -> Notice:
    named = [Holiday(one.name, DateRange(one.first, one.last)) for one in holidays]
    worked = Holiday(MAKE_UP, None, tuple(make_up_days))
    # The events give no day of publication; the notice only lives inside its calendar.
    return Notice(reference, "", dt.date.min, covers, (*named, worked), tuple(removed))
