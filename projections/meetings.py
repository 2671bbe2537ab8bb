"""会议、通报、考核: agendas and what came of them, bulletins, frozen assessments (S4)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, LiteralString

import orjson
import psycopg

from domain.consultation import rhythm_events as e
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session

_KINDS = {
    e.MonthlyBulletinPublished.TYPE: "BULLETIN",
    e.YearlyAssessmentFrozen.TYPE: "ASSESSMENT",
}
_LINES = ("lines", "scores")
_PLACE: LiteralString = "region = %s AND kind = %s AND first = %s"
_HELD = (e.WeeklyMeetingHeld.TYPE, e.MonthlyConsultationHeld.TYPE)


class Meetings(Projection):
    """`proj.period_record`: one row for each agenda (WEEKLY, MONTHLY), bulletin (BULLETIN) and
    assessment (ASSESSMENT), by the first day of what it is of. `counted_at`: the position as of
    which; `held`: who came and what was settled, of a meeting that was held."""

    name: ClassVar = "meetings"
    version: ClassVar = 1
    handles: ClassVar = frozenset({*_KINDS, *_HELD, e.AgendaPrepared.TYPE})
    tables: ClassVar = ("period_record",)

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("period_record")} (
            region text NOT NULL, kind text NOT NULL, first date NOT NULL, stream uuid NOT NULL,
            counted_at bigint NOT NULL, recorded_at timestamptz NOT NULL, held_at timestamptz,
            held text, facts text NOT NULL, position bigint NOT NULL,
            PRIMARY KEY (region, kind, first))"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('period_record')} (stream)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        table = self.table("period_record")
        for event in page:
            if event.type in _HELD:
                session.run(
                    f"""UPDATE {table} SET held_at = %s, held = %s, position = %s
                         WHERE stream = %s""",
                    (event.occurred_at, _text(event.data), event.position, event.stream),
                )
            elif event.type in self.handles:
                data = event.data
                kind = _KINDS.get(event.type) or data["kind"]
                place = (event.region, kind, _first(data))
                rows = session.read(f"SELECT facts FROM {table} WHERE {_PLACE}", place)
                session.run(f"DELETE FROM {table} WHERE {_PLACE}", place)
                session.run(
                    f"INSERT INTO {table} VALUES (%s, %s, %s, %s, %s, %s, NULL, NULL, %s, %s)",
                    (*place, event.stream, data["position"], event.recorded_at,
                     _text(_joined(rows, data)), event.position),
                )  # fmt: skip


def _joined(rows: Sequence[Any], data: dict[str, Any]) -> dict[str, Any]:
    """With the lines of the events before it: of many organisations there are several."""
    for (text,) in rows:
        before = orjson.loads(text)
        data = {**data, **{name: [*before[name], *data[name]] for name in _LINES if name in data}}
    return data


def _first(data: dict[str, Any]) -> str:
    return data.get("first") or data.get("month") or f"{data['year']}-01-01"


def _text(data: dict[str, Any]) -> str:
    return orjson.dumps(data).decode()


def latest(connection: psycopg.Connection[Any], region: str, kind: str) -> date | None:
    """A day of the first period that may lack its record: an agenda is of the period after the one
    that ended, a bulletin or an assessment of that period itself."""
    row = connection.execute(
        """SELECT max(first) FROM proj.period_record WHERE region = %s AND kind = %s""",
        (region, kind),
    ).fetchone()
    return row[0] if row else None


def first_push(connection: psycopg.Connection[Any], region: str) -> datetime | None:
    """When the region's first task was pushed, history left out."""
    row = connection.execute(
        "SELECT min(pushed_at) FROM proj.linkage_turn WHERE region = %s AND NOT historic",
        (region,),
    ).fetchone()
    return row[0] if row else None
