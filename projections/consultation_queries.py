"""S7: consultations, and their resolutions by owner and state (domain.md §5)."""

from datetime import date
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg

from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

_SELECT: LiteralString = """
SELECT stream AS consultation_id, region, item, number, kind, topic, lead, proposer, state, level,
       held_on, open_resolutions, position FROM proj.consultation"""
_STATE: LiteralString = """CASE WHEN completed IS NOT NULL THEN 'COMPLETED'
            WHEN due < %(today)s THEN 'OVERDUE' ELSE 'OPEN' END"""
_RESOLUTIONS: LiteralString = f"""
SELECT * FROM (
SELECT stream, stream AS consultation_id, consultation AS consultation_number, region, item, number,
       text, owner, orgs, due, first_due, completed_at, {_STATE} AS state
  FROM proj.resolution) AS owed"""
_NEWEST = (("position", "bigint"), ("consultation_id", "uuid"))
_DUE = (("due", "date"), ("stream", "uuid"), ("number", "int"))


def consultations(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Those that the reader's organisation takes part in, latest acts first."""
    filters, after = {"state": state}, None
    if cursor:
        filters, after = decode("consultations", cursor)
    where, params = scope.where(orgs="orgs")
    conditions: list[LiteralString] = [where]
    if filters["state"]:
        conditions.append("state = %(state)s")
    select: LiteralString = f"SELECT * FROM ({_SELECT} WHERE {' AND '.join(conditions)}) AS own"
    listing = Listing("consultations", select, _NEWEST, descending=True)
    with snapshot(connection) as (cur, position):
        rows, following = fetch(cur, listing, "true", params | filters, filters, after, limit)
    return Page(rows, following, position)


def consultation(
    connection: psycopg.Connection[Any], scope: Scope, stream: UUID, today: date
) -> Row | None:
    """One consultation with its opinions, minutes and resolutions; None if out of scope."""
    where, params = scope.where(orgs="orgs")
    params |= {"stream": stream, "today": today}
    with snapshot(connection) as (cur, position):
        row = cur.execute(f"{_SELECT} WHERE stream = %(stream)s AND {where}", params).fetchone()
        if row is None:
            return None
        facts = cur.execute(
            "SELECT facts FROM proj.consultation WHERE stream = %(stream)s", params
        ).fetchone()
        owed = cur.execute(
            f"{_RESOLUTIONS} WHERE stream = %(stream)s ORDER BY number", params
        ).fetchall()
    assert facts
    told = orjson.loads(facts["facts"])
    opinions = ("org", "agreed", "opinion", "counted_as")
    return {
        **row,
        "reason": told["reason"],
        "about": told.get("about", []),
        "invited": told.get("invited", []),
        "agenda": told.get("agenda", []),
        "materials": told.get("materials", []),
        "silence": told.get("silence"),
        "attended": told.get("attended", []),
        "opinions": [dict(zip(opinions, one, strict=True)) for one in told["opinions"]],
        "minutes_number": told.get("minutesNumber"),
        "minutes": told.get("minutes"),
        "dissent": told.get("dissent", []),
        "resolutions": [_shown(one) for one in owed],
        "as_of_position": position,
    }


def resolutions(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    today: date,
    state: str | None = None,
    owner: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Resolutions by due date. `state`: OPEN, OVERDUE (S7) or COMPLETED."""
    filters, after = {"state": state, "owner": owner}, None
    if cursor:
        filters, after = decode("resolutions", cursor)
    where, params = scope.where(orgs="orgs")
    conditions: list[LiteralString] = [where]
    if filters["state"]:
        conditions.append("state = %(state)s")
    if filters["owner"]:
        conditions.append("owner = %(owner)s")
    params |= {"today": today, **filters}
    listing = Listing("resolutions", _RESOLUTIONS, _DUE)
    with snapshot(connection) as (cur, position):
        together: LiteralString = " AND ".join(conditions)
        rows, following = fetch(cur, listing, together, params, filters, after, limit)
    return Page([_shown(row) for row in rows], following, position)


def count_resolutions(connection: psycopg.Connection[Any], scope: Scope, *, today: date) -> Counts:
    """By state, and by owner and state."""
    where, params = scope.where(orgs="orgs")
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""SELECT owner, state, count(*) AS n FROM ({_RESOLUTIONS} WHERE {where}) AS found
                 GROUP BY owner, state ORDER BY owner, state""",
            params | {"today": today},
        ).fetchall()
    states, owners = {"OPEN": 0, "OVERDUE": 0, "COMPLETED": 0}, {}
    for row in rows:
        states[row["state"]] += row["n"]
        owners.setdefault(row["owner"], {})[row["state"]] = row["n"]
    return Counts({"by_state": states, "by_owner": owners}, position)


def _shown(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("stream", "orgs")}
