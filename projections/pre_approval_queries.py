"""B7: pre-approvals that have not been converted, those that can be first (domain.md §5)."""

from datetime import datetime
from typing import Any, LiteralString

import psycopg

from domain.approval.pre_approval import CONVERTIBLE
from domain.timing.days import shanghai_date
from projections.pages import Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

# turn 0: nothing is awaited · 1: preconditions or acceptance are · 2: unfavourable or expired
_LISTED: LiteralString = """
SELECT * FROM (
SELECT p.case_id, c.region, c.item, c.case_number, c.orgs, c.phase, c.accepted_on, p.opined_at,
       p.favourable, p.valid_until,
       CASE WHEN NOT p.favourable OR p.valid_until < %(today)s THEN 2
            WHEN p.missing = 0 AND c.phase = ANY(%(convertible)s::text[]) THEN 0
            ELSE 1 END AS turn
  FROM proj.pre_approval p JOIN proj.monitored_case c ON c.case_id = p.case_id
 WHERE p.region = %(scope_region)s AND p.opined_at IS NOT NULL AND NOT p.converted
   AND c.decided_at IS NULL AND NOT c.closed) AS listed"""
_KEY = (("turn", "int"), ("opined_at", "timestamptz"), ("case_id", "uuid"))


def pre_approvals(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    ready: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Undecided cases whose pre-approval has not been converted: by turn, then by the age of the
    opinion; `ready`: the first turn alone. Whether materials or item have changed meanwhile is for
    the case itself to tell."""
    filters: Row = {"ready": ready}
    after = None
    if cursor:
        filters, after = decode("pre_approvals", cursor)
    where, params = scope.where(orgs="orgs")
    conditions: list[LiteralString] = [where]
    if filters["ready"]:
        conditions.append("turn = 0")
    params |= {"today": shanghai_date(now), "convertible": [one.value for one in CONVERTIBLE]}
    listing = Listing("pre_approvals", _LISTED, _KEY)
    with snapshot(connection) as (cur, position):
        together: LiteralString = " AND ".join(conditions)
        rows, following = fetch(cur, listing, together, params, filters, after, limit)
    for row in rows:
        row.pop("orgs")
    return Page(rows, following, position)
