"""R7: how many permits of one's field want attention, and who was met operating without one."""

from datetime import date, timedelta
from typing import Any, LiteralString

import psycopg

from projections.pages import Listing, Page, Row, decode, fetch, snapshot
from projections.permit_queries import DUE, Field

_COUNT: LiteralString = f"""
SELECT count(*) FILTER (WHERE state <> 'INVALID') AS "EXPIRING",
       count(*) FILTER (WHERE state = 'INVALID' AND due_on >= %(today)s) AS "TO_CANCEL",
       count(*) FILTER (WHERE state = 'INVALID' AND due_on < %(today)s) AS "OVERDUE"
  FROM proj.permit WHERE {DUE}"""
_MET: LiteralString = """
SELECT inspection_id, number, org, item, subject, planned_on, clue, position
  FROM (SELECT *, inspection_number AS number, planned_date AS planned_on
          FROM proj.inspection) AS one"""
_PARTY: LiteralString = """(org = ANY(%(scope_orgs)s::text[])
    OR item = ANY(%(field_items)s::text[]))"""


def attention(
    connection: psycopg.Connection[Any],
    field: Field,
    *,
    today: date,
    days: int = 30,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[Page[Row], dict[str, int]]:
    """Inspections that a complaint or clue led to, of somebody for whom no permit is named; and
    how many there are beside the permits that run out within `days`, or have ended and are not
    cancelled, in time or overdue."""
    filters: dict[str, Any] = {"days": days}
    after = None
    if cursor:
        filters, after = decode("attention", cursor)
    where, params = field.where()
    met, also = field.scope.where(party=_PARTY)
    bound = {
        **params, **also, "today": today, "last": today + timedelta(days=int(filters["days"])),
    }  # fmt: skip
    met += " AND without_permit"
    listing = Listing("attention", _MET, (("planned_on", "date"), ("inspection_id", "uuid")))
    with snapshot(connection) as (cur, position):
        counts = cur.execute(f"{_COUNT} AND {where}", bound).fetchone() or {}
        found = cur.execute(f"SELECT count(*) AS n FROM proj.inspection WHERE {met}", bound)
        counts["WITHOUT_PERMIT"] = (found.fetchone() or {"n": 0})["n"]
        rows, following = fetch(cur, listing, met, bound, filters, after, limit)
    return Page(rows, following, position), counts
