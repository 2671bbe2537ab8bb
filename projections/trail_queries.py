"""J2: one case act by act, each with its place in the log and the hash that proves it."""

from typing import Any, Literal, LiteralString
from uuid import UUID

import psycopg

from domain.catalogue import by_type
from domain.shared.ids import event_id
from domain.timing.days import shanghai_date
from projections.calendars import calendar_of
from projections.pages import BadCursor, Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

Order = Literal["position", "occurrence"]

TITLES: dict[str, str] = {
    name: (event.__doc__ or name).partition(":")[0].strip() for name, event in by_type().items()
}
"""Chinese title of each type: the first term of the event's docstring."""

_SELECT = """
SELECT t.position, t.case_id, t.stream, e.version, t.region, t.item, t.type, t.occurred_at,
       t.recorded_at, t.person, t.role, t.post, t.org, t.entry_mode, t.source_system,
       t.out_of_order, l.origin AS log, e.index AS log_index, e.leaf_hash
  FROM proj.trail t JOIN ledger.event e ON e.position = t.position
  JOIN ledger.log l ON l.id = e.log"""
_PARTY = """EXISTS (SELECT 1 FROM proj.trail_party p
                     WHERE p.case_id = t.case_id AND p.org = ANY(%(scope_orgs)s::text[]))"""
_KEYS: dict[str, tuple[tuple[LiteralString, LiteralString], ...]] = {
    "position": (("t.position", "bigint"),),
    "occurrence": (("t.occurred_at", "timestamptz"), ("t.position", "bigint")),
}


def trail(
    connection: psycopg.Connection[Any],
    scope: Scope,
    case: UUID,
    *,
    order: Order = "position",
    cursor: str | None = None,
    limit: int = 200,
) -> Page[Row]:
    """Every act of a case that the scope allows, in the order recorded or the order it happened.

    Rows carry `title` (Chinese), `event_id`, `leaf_hash` (hex), `late` (recorded more than one
    working day after it happened) and `out_of_order` (happened before an act recorded earlier).
    An unknown case, or one out of scope, is an empty page.
    """
    filters: dict[str, Any] = {"case": str(case), "order": order}
    after = None
    if cursor:
        filters, after = decode("trail", cursor)
        if filters.get("case") != str(case):  # reads are logged under the case that was asked for
            raise BadCursor("this cursor belongs to the trail of another case")
    where, params = scope.where(region="t.region", item="t.item", party=_PARTY)
    listing = Listing("trail", _SELECT, _bare(filters["order"]))
    with snapshot(connection) as (cur, position):
        calendar = calendar_of(connection, scope.region)
        rows, following = fetch(
            cur,
            listing,
            f"t.case_id = %(case)s AND {where}",
            {**params, "case": filters["case"]},
            filters,
            after,
            limit,
        )
        for row in rows:
            recorded, occurred = (
                shanghai_date(row["recorded_at"]),
                shanghai_date(row["occurred_at"]),
            )
            row["late"] = calendar.workdays_between(occurred, recorded) > 1
            row["title"] = TITLES.get(row["type"], row["type"])
            row["event_id"] = event_id(row["stream"], row["version"])
            row["leaf_hash"] = bytes(row["leaf_hash"]).hex()
    return Page(rows, following, position)


def _bare(order: str) -> tuple[tuple[LiteralString, LiteralString], ...]:
    return _KEYS["occurrence" if order == "occurrence" else "position"]
