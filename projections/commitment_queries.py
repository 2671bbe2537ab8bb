"""R2: commitments due for verification in the next N working days, by department."""

from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from domain.timing.clocks import remaining_workdays
from domain.timing.days import WorkingDays, end_of, shanghai_date
from projections.calendars import calendar_of
from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope
from projections.tables import or_none

_SELECT = """
SELECT commitment_id, case_id, case_number, item, region, verifier, state, signed_at, effective_on,
       due_on, due_from, provisional, position FROM proj.commitment"""
_KEY = (("due_from", "timestamptz"), ("commitment_id", "uuid"))


def due_commitments(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    days: int = 5,
    verifier: str | None = None,
    item: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """What is overdue, due today, or due within `days` working days, the most urgent first.

    Rows carry `remaining` working days (0: today, negative: overdue) and `bucket`.
    """
    filters: dict[str, Any] = {"days": days, "verifier": verifier, "item": item}
    after = None
    if cursor:
        filters, after = decode("due_commitments", cursor)
    where, params = scope.where(orgs="orgs")
    listing = Listing("due_commitments", _SELECT, _KEY)
    with snapshot(connection) as (cur, position):
        calendar = calendar_of(connection, scope.region)
        today = shanghai_date(now)
        last = calendar.add_workdays(today, WorkingDays(int(filters["days"]))).date
        conditions = f"{where} AND due_from <= %(last)s {_matching(filters)}"
        bound = {**filters, **params, "last": end_of(last, calendar.zone)}
        rows, following = fetch(cur, listing, conditions, bound, filters, after, limit)
    for row in rows:
        row["remaining"] = remaining_workdays(calendar, row["due_on"], today)
        row["bucket"] = (
            "OVERDUE" if row["due_on"] < today else "TODAY" if row["due_on"] == today else "NEXT"
        )
    return Page(rows, following, position)


def count_commitments(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    days: int = 5,
    verifier: str | None = None,
) -> Counts:
    """{by_verifier: {org: {overdue, today, next}}, by_item: {item: {…}}, by_state: {state: n}}.

    `next` counts what is due after today within `days` working days.
    """
    where, params = scope.where(orgs="orgs")
    with snapshot(connection) as (cur, position):
        calendar = calendar_of(connection, scope.region)
        today = shanghai_date(now)
        last = calendar.add_workdays(today, WorkingDays(days)).date
        rows = cur.execute(
            f"""SELECT verifier, item, state,
                       coalesce(sum(n) FILTER (WHERE due_on < %(today)s), 0)::bigint AS overdue,
                       coalesce(sum(n) FILTER (WHERE due_on = %(today)s), 0)::bigint AS today,
                       coalesce(sum(n) FILTER (WHERE due_on > %(today)s AND due_on <= %(last)s), 0)
                         ::bigint AS next,
                       sum(n)::bigint AS n
                  FROM proj.commitment_count WHERE {where} {_matching({"verifier": verifier})}
                 GROUP BY verifier, item, state""",
            {**params, "today": today, "last": last, "verifier": verifier},
        ).fetchall()
    buckets: dict[str, dict[str, Any]] = {"by_verifier": {}, "by_item": {}, "by_state": {}}
    for row in rows:
        buckets["by_state"][row["state"]] = buckets["by_state"].get(row["state"], 0) + row["n"]
        for group, name in (("by_verifier", row["verifier"]), ("by_item", row["item"])):
            if name is not None:
                zero = {"overdue": 0, "today": 0, "next": 0}
                bucket = buckets[group].setdefault(name, zero)
                for part in bucket:
                    bucket[part] += row[part]
    return Counts(buckets, position)


def commitment(
    connection: psycopg.Connection[Any], scope: Scope, commitment_id: UUID
) -> Row | None:
    """One commitment, or None where there is none or the scope does not allow it."""
    where, params = scope.where(orgs="orgs")
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"{_SELECT} WHERE commitment_id = %(id)s AND {where}", {**params, "id": commitment_id}
        ).fetchone()
    if row is None:
        return None
    return {**row, "due_from": or_none(row["due_from"]), "as_of_position": position}


def _matching(filters: Row) -> LiteralString:
    verifier: LiteralString = " AND verifier = %(verifier)s" if filters.get("verifier") else ""
    item: LiteralString = " AND item = %(item)s" if filters.get("item") else ""
    return verifier + item
