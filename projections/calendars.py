"""The working-day calendar in force, by region: what queries count remaining days with."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, LiteralString

import orjson
import psycopg
from psycopg.rows import tuple_row

from domain.monitoring.deadlines import unknown_calendar
from domain.registry.events import CalendarAmended, CalendarPublished
from domain.timing.calendar import WorkCalendar
from domain.timing.published import CalendarFacts, NamedRange, calendar_facts, calendar_from_facts
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import replace_rows


class Calendars(Projection):
    """`proj.work_calendar`: one row a region, amendments merged in."""

    name: ClassVar = "calendars"
    version: ClassVar = 1
    handles: ClassVar = frozenset({CalendarPublished.TYPE, CalendarAmended.TYPE})
    tables: ClassVar = ("work_calendar",)

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("work_calendar")} (
            region text PRIMARY KEY, version text NOT NULL, facts text NOT NULL)"""

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        regions = sorted({event.region for event in page})
        rows = []
        for region in regions:
            facts = calendar_facts(context.calendar(region))
            rows.append(
                (region, facts.version, orjson.dumps(facts._asdict(), default=tuple).decode())
            )
        columns = ("region", "version", "facts")
        replace_rows(session, self.table("work_calendar"), columns, rows, regions, key="text")


def calendar_of(connection: psycopg.Connection[Any], region: str) -> WorkCalendar:
    """The calendar in force in a region; without one, plain weekends, every date provisional."""
    row = (
        connection.cursor(row_factory=tuple_row)
        .execute("SELECT facts FROM proj.work_calendar WHERE region = %s", (region,))
        .fetchone()
    )
    if row is None:
        return unknown_calendar(region)
    found = _KNOWN.get((region, row[0]))
    if found is None:
        if len(_KNOWN) > 200:
            _KNOWN.clear()
        found = _KNOWN[region, row[0]] = _read(region, row[0])
    return found


_KNOWN: dict[tuple[str, str], WorkCalendar] = {}
"""By content, so an amended calendar is another entry and nothing needs to be invalidated."""


def _read(region: str, text: str) -> WorkCalendar:
    data = orjson.loads(text)
    facts = CalendarFacts(
        version=data["version"],
        known_from=date.fromisoformat(data["known_from"]),
        known_to=date.fromisoformat(data["known_to"]),
        holidays=tuple(
            NamedRange(name, date.fromisoformat(first), date.fromisoformat(last), source)
            for name, first, last, source in data["holidays"]
        ),
        make_up_days=tuple(date.fromisoformat(day) for day in data["make_up_days"]),
        sources=tuple(data["sources"]),
    )
    return calendar_from_facts(region, facts)
