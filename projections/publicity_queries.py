"""B6 and A8: grants by what is still to be done about them, and those that are public."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg

from domain.timing.clocks import remaining_workdays
from domain.timing.days import shanghai_date
from projections.calendars import calendar_of
from projections.pages import Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

_SELECT: LiteralString = """
SELECT permit_id, case_id, region, item, item_version, org, reported, case_number, decided_on,
       decision_number, valid_from, valid_to, said, permit_number, ended, due_on,
       provisional, published_on, notice_number, delivery_due, delivered_on
  FROM proj.publicity"""
_STATES: dict[str, LiteralString] = {
    "unpublished": "published_on IS NULL AND NOT reported",
    "undelivered": "delivered_on IS NULL AND NOT reported",
    "published": "published_on IS NOT NULL",
    "all": "true",
}
STATES = tuple(_STATES)
"""A reported case that nobody said was published owes nothing here [D]."""
_SUBMITTED: LiteralString = """
SELECT stream, state FROM ledger.event
 WHERE stream = ANY(%s) AND type = 'case.application_submitted' ORDER BY stream, version"""

_ENDED: LiteralString = """
SELECT permit_id FROM proj.permit
 WHERE permit_id = ANY(%s) AND state IN ('INVALID', 'CANCELLED')"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`state` as in `STATES`; days of the decision, both included."""

    state: str = "all"
    start: date | None = None
    end: date | None = None


def grants(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    wanted: Wanted,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Grants by the last day of their publicity. `days_left`: working days, negative when late,
    None once they are public."""
    filters, after = asdict(wanted), None
    if cursor:
        filters, after = decode("publicity", cursor)
    where, params = scope.where(orgs="orgs")
    listing = Listing("publicity", _SELECT, (("due_on", "date"), ("permit_id", "uuid")))
    with snapshot(connection) as (cur, position):
        calendar = calendar_of(connection, scope.region)
        rows, following = fetch(
            cur, listing, f"{where} AND {_conditions(filters)}", {**params, **_named(filters)},
            filters, after, limit,
        )  # fmt: skip
    today = shanghai_date(now)
    for row in map(_read, rows):
        owed = row["published_on"] is None
        row["days_left"] = remaining_workdays(calendar, row["due_on"], today) if owed else None
    return Page(rows, following, position)


def published(
    connection: psycopg.Connection[Any],
    region: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """What is public in a region, newest first."""
    filters: Row = {"region": region}
    after = None
    if cursor:
        filters, after = decode("notices", cursor)
    key = (("published_on", "date"), ("permit_id", "uuid"))
    listing = Listing("notices", _SELECT, key, descending=True)
    with snapshot(connection) as (cur, position):
        rows, following = fetch(
            cur, listing, "region = %(f_region)s AND published_on IS NOT NULL"
            " AND decided_on IS NOT NULL", {"f_region": str(filters["region"])}, filters, after,
            limit,
        )  # fmt: skip
    return Page([_read(row) for row in rows], following, position)


def applications(
    connection: psycopg.Connection[Any], cases: Sequence[UUID]
) -> dict[UUID, dict[str, Any]]:
    """What was applied for in each case, as the log has it: {applicant, permitId, …}; the
    applicant is pseudonymous."""
    found: dict[UUID, dict[str, Any]] = {}
    for stream, state in connection.execute(_SUBMITTED, (list(cases),)):
        found.setdefault(stream, orjson.loads(state)["data"])
    return found


def ended(connection: psycopg.Connection[Any], permits: Collection[UUID]) -> set[UUID]:
    """Those of the permits that are no longer valid."""
    rows = connection.execute(_ENDED, (list(permits),)).fetchall() if permits else ()
    return {permit for (permit,) in rows}


def _read(row: Row) -> Row:
    row |= orjson.loads(row.pop("said"))
    return row


def _conditions(filters: Row) -> LiteralString:
    found: list[LiteralString] = ["decided_on IS NOT NULL", _STATES[filters["state"]]]
    if filters["start"] is not None:
        found.append("decided_on >= %(f_start)s::date")
    if filters["end"] is not None:
        found.append("decided_on <= %(f_end)s::date")
    return " AND ".join(found)


def _named(filters: Row) -> Row:
    return {f"f_{name}": filters[name] for name in ("start", "end")}
