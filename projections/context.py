"""What every projection may need of the institution: calendars and item terms, folded once.

Dates always follow from the newest calendar. `changed_*` tell the projections which open rows to
compute again, so the result does not depend on where a page was cut.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, LiteralString

import psycopg

from domain.monitoring.deadlines import ItemTerms, unknown_calendar
from domain.registry.competence import TYPES, Competence
from domain.registry.events import (
    CalendarAmended,
    CalendarPublished,
    Function,
    ItemVersionPublished,
)
from domain.registry.standards import ItemStandard
from domain.timing.calendar import WorkCalendar
from domain.timing.published import CalendarFacts, NamedRange, amend_facts, calendar_from_facts
from projections.institution_events import OF_INSTITUTION
from projections.known_posts import TYPES as POST_TYPES
from projections.known_posts import KnownPosts
from projections.reader import Recorded, read_page

# The words of the partial index on ledger.event, so that the planner uses it.
_INSTITUTION: LiteralString = f"""
SELECT position FROM ledger.event
 WHERE {OF_INSTITUTION}
   AND type = ANY(%s) AND position <= %s ORDER BY position"""


class Context:
    """Calendars and powers by region, terms by (region, item), as of `position`."""

    def __init__(self) -> None:
        self.position = 0
        self.calendars: dict[str, WorkCalendar] = {}
        self.items: dict[tuple[str, str], ItemTerms] = {}
        self.versions: dict[tuple[str, str, int], ItemTerms] = {}
        self.standards: dict[tuple[str, str, int | None], ItemStandard | None] = {}
        self.powers: dict[str, Competence] = {}
        self.posts = KnownPosts()
        self.changed_calendars: set[str] = set()
        self.changed_items: set[tuple[str, str]] = set()
        self.changed_responsibilities: set[tuple[str, str]] = set()
        self._unknown: dict[str, WorkCalendar] = {}

    @classmethod
    def at(cls, connection: psycopg.Connection[Any], position: int) -> "Context":
        """The institution as it stood at `position`, from the log itself."""
        context = cls()
        found = connection.execute(_INSTITUTION, (list(_FOLDS), position)).fetchall()
        for first, last in _runs([at for (at,) in found]):
            context.advance(read_page(connection, first - 1, last - first + 1))
        context.advance(())
        context.position = position
        return context

    @staticmethod
    def changes(page: Iterable[Recorded]) -> bool:
        """Whether a page holds an event that may move dates already computed."""
        return any(event.type in _FOLDS for event in page)

    def advance(self, page: Iterable[Recorded]) -> None:
        """Take in a page before the projections do."""
        self.changed_calendars, self.changed_items = set(), set()
        self.changed_responsibilities = set()
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

    def terms(self, region: str, item: str | None, version: int | None = None) -> ItemTerms:
        """Terms of a version of an item; of the newest if none, or an unknown one, is named."""
        known = self.versions.get((region, item or "", version)) if version is not None else None
        return known or self.items.get((region, item or ""), _NO_TERMS)

    def standard(self, region: str, item: str | None, version: int | None) -> ItemStandard | None:
        """The standard of a version of an item, as `terms` finds it; None if none was stated."""
        known = self.standards
        key = (region, item or "", version)
        return known[key] if key in known else known.get((region, item or "", None))

    def responsible(
        self, region: str, item: str, function: Function, on: date, territory: str | None = None
    ) -> str | None:
        """Who answers for a function of an item on a date: of the narrowest records that fit the
        territory, the one made last."""
        found = self.competence(region).responsible(item, function, on, territory=territory)
        return found.org if found else None

    def competence(self, region: str) -> Competence:
        """Responsibilities and delegations of a region. Not to be kept: it is folded in place."""
        return self.powers.setdefault(region, Competence())


_NO_TERMS = ItemTerms()


def _runs(positions: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbouring positions, so that a run is read at once."""
    start = 0
    for index, position in enumerate(positions):
        if index + 1 == len(positions) or positions[index + 1] != position + 1:
            yield positions[start], position
            start = index + 1


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
    stated = data.get("standard") or {}
    allowed = stated.get("specialProcedures")
    terms = ItemTerms(
        data["profile"], data["legalDays"], data["committedDays"],
        data.get("surveyRequired", False), None if allowed is None else tuple(allowed),
    )  # fmt: skip
    context.items[key] = context.versions[*key, data["itemVersion"]] = terms
    standard = ItemStandard.model_validate(stated) if stated else None
    context.standards[*key, None] = context.standards[*key, data["itemVersion"]] = standard
    context.changed_items.add(key)


def _power(context: Context, event: Recorded) -> None:
    stated = _POWERS[event.type].model_validate(event.data)
    item = context.competence(event.region).add(event.stream, event.version, stated)
    if item:
        context.changed_responsibilities.add((event.region, item))


def _post(context: Context, event: Recorded) -> None:
    context.posts.add(event)


_POWERS = {kind.TYPE: kind for kind in TYPES}
_FOLDS = {
    CalendarPublished.TYPE: _published,
    CalendarAmended.TYPE: _amended,
    ItemVersionPublished.TYPE: _item,
    **dict.fromkeys(_POWERS, _power),
    **dict.fromkeys(POST_TYPES, _post),
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
