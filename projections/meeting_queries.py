"""S4 and the rhythm: digests, agendas, bulletins, assessments, each line to whom it concerns."""

from datetime import date
from typing import Any, LiteralString

import orjson
import psycopg

from projections.pages import Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

_DIGESTS: LiteralString = "SELECT * FROM proj.digest"
_KEY = (("day", "date"), ("org", "text"))
_RECORDS: LiteralString = """
SELECT kind, first, stream, counted_at, recorded_at, held_at, held, facts FROM proj.period_record
 WHERE region = %(region)s AND kind = ANY(%(kinds)s::text[])
   AND (%(first)s::date IS NULL OR first = %(first)s) ORDER BY first DESC, kind LIMIT 120"""


def digests(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    day: date | None = None,
    org: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Digests of the organisations in scope, the newest days first. Posts limited to items see
    none: a digest counts all items."""
    filters: Row = {"day": day.isoformat() if day else None, "of": org}
    after = None
    if cursor:
        filters, after = decode("digests", cursor)
    where, params = scope.where(org="org", item="NULL::text")
    conditions: list[LiteralString] = [where]
    if filters["day"]:
        conditions.append("day = %(day)s::date")
    if filters["of"]:
        conditions.append("org = %(of)s")
    listing = Listing("digests", _DIGESTS, _KEY, descending=True)
    with snapshot(connection) as (cur, position):
        together: LiteralString = " AND ".join(conditions)
        rows, following = fetch(cur, listing, together, params | filters, filters, after, limit)
    return Page(rows, following, position)


def records(
    connection: psycopg.Connection[Any],
    scope: Scope,
    kinds: tuple[str, ...],
    first: date | None = None,
) -> Page[Row]:
    """Agendas, bulletins or assessments, the newest first, at most 120: of their lines those of the
    organisations in scope. Posts limited to items see no lines."""
    params = {"region": scope.region, "kinds": list(kinds), "first": first}
    with snapshot(connection) as (cur, position):
        rows = cur.execute(_RECORDS, params).fetchall()
    return Page([_shown(row, scope) for row in rows], None, position)


def _shown(row: Row, scope: Scope) -> Row:
    facts, held = orjson.loads(row["facts"]), row["held"]
    common = {"first": row["first"], "counted_at": row["counted_at"]}
    if row["kind"] == "BULLETIN":
        lines = _mine(facts["lines"], scope)
        return {**common, "published_at": row["recorded_at"], "lines": lines}
    if row["kind"] == "ASSESSMENT":
        return {
            "year": facts["year"],
            "scheme": facts["scheme"],
            "frozen_at": row["recorded_at"],
            "counted_at": row["counted_at"],
            "scores": _mine(facts["scores"], scope),
        }
    told = orjson.loads(held) if held else {}
    return {
        **common,
        "meeting_id": row["stream"],
        "kind": row["kind"],
        "prepared_at": row["recorded_at"],
        "lines": _mine(facts["lines"], scope),
        "omitted": facts.get("omitted", 0),
        "held_at": row["held_at"],
        "attended": told.get("attended", []),
        "settled": told.get("settled", []),
        "consultations": told.get("consultations", []),
        "minutes": told.get("minutes"),
    }


def _mine(lines: list[Any], scope: Scope) -> list[Any]:
    if scope.items is not None:
        return []
    return [one for one in lines if scope.orgs is None or one.get("org") in scope.orgs]
