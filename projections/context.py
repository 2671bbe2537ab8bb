"""What every projection may need of the institution: calendars and item terms, folded once.

Dates always follow from the newest calendar. `changed_*` tell the projections which open rows to
compute again, so the result does not depend on where a page was cut.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import psycopg

from domain.monitoring.deadlines import ItemTerms, unknown_calendar
from domain.registry.events import CalendarAmended, CalendarPublished, ItemVersionPublished
from domain.timing.calendar import WorkCalendar
from domain.timing.published import CalendarFacts, NamedRange, amend_facts, calendar_from_facts
from projections.reader import Recorded, read_page

# The words of the partial index on ledger.event, so that the planner uses it.
_INSTITUTION = """
SELECT position FROM ledger.event
 WHERE split_part(type, '.', 1)
       IN ('jurisdiction', 'organisation', 'post', 'item', 'responsibility', 'calendar')
   AND type = ANY(%s) AND position <= %s ORDER BY position"""
_TYPES = [CalendarPublished.TYPE, CalendarAmended.TYPE, ItemVersionPublished.TYPE]


class Context:
    """Calendars by region, terms by (region, item), as of `position`."""

    def __init__(self) -> None:
        self.position = 0
        self.calendars: dict[str, WorkCalendar] = {}
        self.items: dict[tuple[str, str], ItemTerms] = {}
        self.changed_calendars: set[str] = set()
        self.changed_items: set[tuple[str, str]] = set()
        self._unknown: dict[str, WorkCalendar] = {}

    @classmethod
    def at(cls, connection: psycopg.Connection[Any], position: int) -> "Context":
        """The institution as it stood at `position`, from the log itself."""
        context = cls()
        for (found,) in connection.execute(_INSTITUTION, (_TYPES, position)).fetchall():
            context.advance(read_page(connection, found - 1, 1))
        context.position = position
        context.changed_calendars, context.changed_items = set(), set()
        return context

    @staticmethod
    def changes(page: Iterable[Recorded]) -> bool:
        """Whether a page holds an event that may move dates already computed."""
        return any(event.type in _FOLDS for event in page)

    def advance(self, page: Iterable[Recorded]) -> None:
        """Take in a page before the projections do."""
        self.changed_calendars, self.changed_items = set(), set()
        for event in page:
            self.position = event.position
            fold = _FOLDS.get(event.type)
            if fold:
                fold(self, event)

    def calendar(self, region: str) -> WorkCalendar:
        """The region's calendar; without one, plain weekends with every date provisional."""
        found = self.calendars.get(region) or self._unknown.get(region)
        if found is None:
            found = self._unknown[region] = unknown_calendar(region)
        return found

    def terms(self, region: str, item: str | None) -> ItemTerms:
        """Terms of the newest published version of an item."""
        return self.items.get((region, item or ""), _NO_TERMS)


_NO_TERMS = ItemTerms()


def _published(context: Context, event: Recorded) -> None:
    data = event.data
    facts = CalendarFacts(
        version=data["version"],
        known_from=date.fromisoformat(data["knownFrom"]),
        known_to=date.fromisoformat(data["knownTo"]),
        holidays=tuple(_ranges(data["holidays"])),
        make_up_days=tuple(_dates(data["makeUpDays"])),
        sources=tuple(data.get("sources", ())),
    )
    context.calendars[event.region] = calendar_from_facts(event.region, facts)
    context.changed_calendars.add(event.region)


def _amended(context: Context, event: Recorded) -> None:
    data = event.data
    context.calendars[event.region] = amend_facts(
        context.calendar(event.region),
        data["version"],
        date.fromisoformat(data["knownTo"]),
        _ranges(data.get("holidays", ())),
        _dates(data.get("makeUpDays", ())),
        _dates(data.get("removed", ())),
        data.get("reason", ""),
    )
    context.changed_calendars.add(event.region)


def _item(context: Context, event: Recorded) -> None:
    data = event.data
    key = (event.region, data["itemCode"])
    context.items[key] = ItemTerms(data["profile"], data["legalDays"], data["committedDays"])
    context.changed_items.add(key)


_FOLDS = {
    CalendarPublished.TYPE: _published,
    CalendarAmended.TYPE: _amended,
    ItemVersionPublished.TYPE: _item,
}


def _ranges(rows: Iterable[dict[str, str]]) -> list[NamedRange]:
    return [
        NamedRange(
            row["name"],
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["last"]),
            row.get("source", ""),
        )
        for row in rows
    ]


def _dates(days: Iterable[str]) -> list[date]:
    return [date.fromisoformat(day) for day in days]
