"""监管标准变更: what regulators have told the approving side, and what it did with it (R9)."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import psycopg

from domain.consultation import standard_events as e
from projections.context import Context
from projections.pages import Listing, Page, Row, decode, fetch, snapshot
from projections.projection import Projection
from projections.reader import Recorded
from projections.scope import Scope
from projections.session import Session
from projections.tables import text_array

_STATES = {e.StandardChangeAdopted.TYPE: "ADOPTED", e.StandardChangeDeclined.TYPE: "DECLINED"}
_KEY = (("effective_on", "date"), ("change_id", "uuid"))
_SELECT: LiteralString = """
SELECT * FROM (
SELECT change_id, region, number, org, addressee, orgs, items, summary, effective_on, document,
       state, answer, notified_at, answered_at, position FROM proj.standard_change) AS told"""


class StandardChanges(Projection):
    """`proj.standard_change`: one row a change; `notified` and `answered` are positions."""

    name: ClassVar = "standard_changes"
    version: ClassVar = 1
    handles: ClassVar = frozenset({e.StandardChangeNotified.TYPE, *_STATES})
    tables: ClassVar = ("standard_change",)

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("standard_change")} (
            change_id uuid PRIMARY KEY, region text NOT NULL, number text NOT NULL,
            org text NOT NULL, addressee text NOT NULL, orgs text[] NOT NULL, items text[] NOT NULL,
            summary text NOT NULL, effective_on date NOT NULL, document text, state text NOT NULL,
            answer text, notified_at timestamptz NOT NULL, answered_at timestamptz,
            notified bigint NOT NULL, answered bigint, position bigint NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('standard_change')} (region, effective_on, change_id)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        table = self.table("standard_change")
        for event in page:
            data: Any = event.data
            if event.type in _STATES:
                session.run(
                    f"""UPDATE {table} SET state = %s, answer = %s, answered_at = %s,
                               answered = %s, position = %s WHERE change_id = %s""",
                    (_STATES[event.type], data.get("note") or data.get("reason"),
                     event.recorded_at, event.position, event.position, event.stream),
                )  # fmt: skip
            elif event.type in self.handles:
                session.run(
                    f"""INSERT INTO {table} VALUES (%s, %s, %s, %s, %s, %s::text[], %s::text[], %s,
                               %s, %s, 'OPEN', NULL, %s, NULL, %s, NULL, %s)""",
                    (event.stream, event.region, data["changeNumber"], data["org"],
                     data["addressee"], text_array([data["org"], data["addressee"]]),
                     text_array(data["itemCodes"]), data["summary"], data["effectiveOn"],
                     data.get("document"), event.recorded_at, event.position, event.position),
                )  # fmt: skip


def standard_changes(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    state: str | None = "OPEN",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Changes told by the reader's organisation or to it, by the date from which they count.
    A post limited to items sees none: a change may concern several."""
    filters: Row = {"state": state}
    after = None
    if cursor:
        filters, after = decode("standard_changes", cursor)
    where, params = scope.where(orgs="orgs", item="NULL::text")
    conditions: list[LiteralString] = [where]
    if filters["state"]:
        conditions.append("state = %(state)s")
    listing = Listing("standard_changes", _SELECT, _KEY)
    with snapshot(connection) as (cur, position):
        together: LiteralString = " AND ".join(conditions)
        rows, following = fetch(cur, listing, together, params | filters, filters, after, limit)
    for row in rows:
        row.pop("orgs")
    return Page(rows, following, position)


def standard_change(connection: psycopg.Connection[Any], scope: Scope, change: UUID) -> Row | None:
    """One change; None if it is out of scope."""
    where, params = scope.where(orgs="orgs", item="NULL::text")
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"{_SELECT} WHERE change_id = %(change)s AND {where}", params | {"change": change}
        ).fetchone()
    if row is None:
        return None
    row.pop("orgs")
    return {**row, "as_of_position": position}
