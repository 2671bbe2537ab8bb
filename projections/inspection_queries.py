"""Inspections: lists by what is owed, counts, one (R4), what is public (A8)."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.permit_queries import Field

COLUMNS: LiteralString = """
       inspection_id, inspection_number, region, item, org, native, state, penalty_state, trigger,
       mode, planned_date, nullif(due_on, DATE '9999-12-31') AS due_on, due_what, provisional,
       dues, owes, subject, case_id, permit_id, task_id, draw_id, commitment_id, finding,
       recorded_on, correct_by, decide_by, decided_on, decision_number, kinds, fine_cents,
       owed_cents, resulted_on, published_on, penalty_published_on, addressee, fed_back,
       acknowledged, feedback_due, position
  FROM (SELECT *, due_on AS due_key FROM proj.inspection) AS one"""
_SELECT: LiteralString = "SELECT " + COLUMNS
_LISTED: LiteralString = "SELECT due_key, " + COLUMNS
_KEY = (("due_key", "date"), ("inspection_id", "uuid"))
_PUBLIC: LiteralString = """
SELECT inspection_id, region, org, item, mode, finding, published_on FROM proj.inspection"""
_PUBLIC_KEY = (("published_on", "date"), ("inspection_id", "uuid"))


@dataclass(frozen=True, slots=True)
class InspectionFilter:
    """None means any. `due`: only those of which something is owed by that date; `owed`: only those
    that owe just this (by that date)."""

    state: str | None = None
    penalty: str | None = None
    item: str | None = None
    org: str | None = None
    subject: str | None = None
    case: str | None = None
    permit: str | None = None
    task: str | None = None
    due: str | None = None
    owed: str | None = None


_MATCH: dict[str, LiteralString] = {
    "state": " AND state = %(state)s",
    "penalty": " AND penalty_state = %(penalty)s",
    "item": " AND item = %(item)s",
    "org": " AND org = %(org)s",
    "subject": " AND subject = %(subject)s::uuid",
    "case": " AND case_id = %(case)s::uuid",
    "permit": " AND permit_id = %(permit)s::uuid",
    "task": " AND task_id = %(task)s::uuid",
    "due": " AND due_on <= %(due)s::date",
    "owed": """ AND EXISTS (SELECT FROM unnest(dues, owes) AS one_due (day, what)
      WHERE what = %(owed)s AND (%(due)s::date IS NULL OR day <= %(due)s::date))""",
}


def _matching(filters: Row) -> LiteralString:
    condition: LiteralString = ""
    for name, part in _MATCH.items():
        if filters.get(name) is not None:
            condition += part
    return condition


def inspections(
    connection: psycopg.Connection[Any],
    field: Field,
    wanted: InspectionFilter,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """R4: inspections by the date on which something is due; those that owe nothing last."""
    filters, after = asdict(wanted), None
    if cursor:
        filters, after = decode("inspections", cursor)
    where, params = field.where()
    with snapshot(connection) as (cur, position):
        listing = Listing("inspections", _LISTED, _KEY)
        bound = {**filters, **params}
        rows, following = fetch(
            cur, listing, where + _matching(filters), bound, filters, after, limit
        )
    for row in rows:
        del row["due_key"]  # what the next page goes on from: a date also where nothing is due
        with_dues(row)
    return Page(rows, following, position)


def count_inspections(connection: psycopg.Connection[Any], field: Field, *, today: date) -> Counts:
    """{by_state, by_penalty: {state: n}, overdue, overdue_by: {what is owed: n}}."""
    where, params = field.where()
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""SELECT state, penalty_state, count(*) AS n,
                       count(*) FILTER (WHERE due_on < %(today)s) AS overdue
                  FROM proj.inspection WHERE {where} GROUP BY state, penalty_state""",
            {**params, "today": today},
        ).fetchall()
        late = cur.execute(
            f"""SELECT what, count(*) AS n
                  FROM proj.inspection, unnest(dues, owes) AS one_due (day, what)
                 WHERE {where} AND due_on < %(today)s AND day < %(today)s GROUP BY what""",
            {**params, "today": today},
        ).fetchall()
    states: dict[str, int] = {}
    penalties: dict[str, int] = {}
    for row in rows:
        states[row["state"]] = states.get(row["state"], 0) + row["n"]
        penalties[row["penalty_state"]] = penalties.get(row["penalty_state"], 0) + row["n"]
    buckets = {
        "by_state": states,
        "by_penalty": penalties,
        "overdue": sum(row["overdue"] for row in rows),
        "overdue_by": {row["what"]: row["n"] for row in late},
    }
    return Counts(buckets, position)


def inspection(connection: psycopg.Connection[Any], field: Field, stream: UUID) -> Row | None:
    """One inspection, or None where there is none or the scope does not allow it."""
    where, params = field.where()
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"{_SELECT} WHERE inspection_id = %(id)s AND {where}", {**params, "id": stream}
        ).fetchone()
    return {**with_dues(row), "as_of_position": position} if row else None


def with_dues(row: Row) -> Row:
    """A row with all that is owed as a list of its own: what, by the end of which day."""
    days, what = row["dues"], row.pop("owes")
    row["dues"] = [{"what": one, "on": day} for day, one in zip(days, what, strict=True)]
    return row


def published(
    connection: psycopg.Connection[Any],
    region: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """A8: results that have been made public, the latest first; whom they are about is not told."""
    filters: dict[str, Any] = {"region": region}
    after = None
    if cursor:
        filters, after = decode("inspections_published", cursor)
    condition: LiteralString = "region = %(region)s AND published_on IS NOT NULL"
    with snapshot(connection) as (cur, position):
        listing = Listing("inspections_published", _PUBLIC, _PUBLIC_KEY, descending=True)
        rows, following = fetch(cur, listing, condition, filters, filters, after, limit)
    return Page(rows, following, position)
