"""Permits: lists, one permit, what runs out or waits for its cancellation (R7), reminders (A5)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.permits import LATER
from projections.scope import Scope

REMINDERS = (60, 30)
"""[D] domain.md §5, A5: so many calendar days before the last day a holder is reminded to renew."""
MANY = 20
"""Permits of one number that the public is shown; more are not looked at."""

_SELECT = """
SELECT permit_id, permit_number, case_id, case_number, item, region, native, state, valid_from,
       valid_to, renew_by, renewal_case, renewal_late, suspended_until, ended_by, ended_on,
       cancelled_on, cancelled_for, due_on, provisional, position FROM proj.permit"""
_KEY = (("due_on", "date"), ("permit_id", "uuid"))
_PARTY: LiteralString = """(orgs && %(scope_orgs)s::text[]
    OR item = ANY(%(field_items)s::text[]))"""
_ALIVE: LiteralString = "state IN ('VALID', 'RENEWING', 'SUSPENDED')"
DUE: LiteralString = f"({_ALIVE} OR state = 'INVALID') AND due_on <= %(last)s"
"""In force and running out, or ended and not cancelled."""
_TO_REMIND: LiteralString = f"""{_ALIVE} AND renewal_case IS NULL
   AND due_on >= %(today)s AND due_on <= %(last)s"""


@dataclass(frozen=True, slots=True)
class Field:
    """Who asks: the scope of the post, and the items that its organisation decides, supervises or
    enforces today, since whoever answers for an item answers for its permits too."""

    scope: Scope
    items: Sequence[str] = ()

    def where(self) -> tuple[LiteralString, dict[str, Any]]:
        where, params = self.scope.where(party=_PARTY)
        return where, {**params, "field_items": list(self.items)}


@dataclass(frozen=True, slots=True)
class PermitFilter:
    """None means any. `number`: exact; `case`: the one that led to the permit."""

    state: str | None = None
    item: str | None = None
    number: str | None = None
    case: str | None = None


def permits(
    connection: psycopg.Connection[Any],
    field: Field,
    wanted: PermitFilter,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Permits by the date on which something is due; those that owe nothing last."""
    filters, after = asdict(wanted), None
    if cursor:
        filters, after = decode("permits", cursor)
    return _page(connection, field, "permits", _matching(filters), filters, after, limit)


def due_permits(
    connection: psycopg.Connection[Any],
    field: Field,
    *,
    today: date,
    days: int = 30,
    item: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """R7: what runs out within `days` calendar days, and what has ended and is not cancelled.

    Rows carry `bucket` (EXPIRING, TO_CANCEL, OVERDUE) and `days_left`, negative: overdue.
    """
    filters: dict[str, Any] = {"days": days, "item": item}
    after = None
    if cursor:
        filters, after = decode("due_permits", cursor)
    condition: LiteralString = " AND " + DUE
    last = today + timedelta(days=int(filters["days"]))
    page = _page(
        connection, field, "due_permits", condition + _matching(filters), filters, after, limit,
        last=last,
    )  # fmt: skip
    for row in page.items:
        row["days_left"] = (row["due_on"] - today).days
        waits = "TO_CANCEL" if row["due_on"] >= today else "OVERDUE"
        row["bucket"] = waits if row["state"] == "INVALID" else "EXPIRING"
    return page


def to_remind(
    connection: psycopg.Connection[Any],
    field: Field,
    *,
    today: date,
    item: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """A5: permits that run out within 60 days and for which nobody has asked a further term.

    Rows carry `days_left` to the last day, and `reminder`: which of `REMINDERS` has come.
    """
    filters: dict[str, Any] = {"item": item}
    after = None
    if cursor:
        filters, after = decode("to_remind", cursor)
    condition: LiteralString = " AND " + _TO_REMIND
    page = _page(
        connection, field, "to_remind", condition + _matching(filters), filters, after, limit,
        today=today, last=today + timedelta(days=max(REMINDERS)),
    )  # fmt: skip
    for row in page.items:
        row["days_left"] = (row["due_on"] - today).days
        row["reminder"] = reminder_of(row, today)
    return page


def reminder_of(row: Row, today: date) -> int | None:
    """Which reminder of the renewal has come for a permit in force; None: none."""
    if row["valid_to"] is None or row["renewal_case"] or row["renew_by"] is None:
        return None
    left = (row["valid_to"] - today).days
    return min((one for one in REMINDERS if 0 <= left <= one), default=None)


def count_permits(connection: psycopg.Connection[Any], field: Field) -> Counts:
    """{by_state: {state: n}}."""
    where, params = field.where()
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""SELECT state, sum(n)::bigint AS n FROM proj.permit_count
                 WHERE {where} GROUP BY state""",
            params,
        ).fetchall()
    return Counts({"by_state": {row["state"]: row["n"] for row in rows}}, position)


def permit(connection: psycopg.Connection[Any], field: Field, permit_id: UUID) -> Row | None:
    """One permit, or None where there is none or the scope does not allow it."""
    where, params = field.where()
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"{_SELECT} WHERE permit_id = %(id)s AND {where}", {**params, "id": permit_id}
        ).fetchone()
    return {**_shown(row), "as_of_position": position} if row else None


def numbered_permits(
    connection: psycopg.Connection[Any], regions: Sequence[str], number: str
) -> tuple[list[Row], int]:
    """A4: the permits that bear a number in any of the regions, newest term first."""
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""{_SELECT} WHERE region = ANY(%s) AND permit_number = %s
                ORDER BY valid_from DESC, permit_id LIMIT %s""",
            (list(regions), number, MANY),
        ).fetchall()
    return rows, position


def _page(
    connection: psycopg.Connection[Any],
    field: Field,
    name: str,
    condition: LiteralString,
    filters: Row,
    after: list[Any] | None,
    limit: int,
    **more: date,
) -> Page[Row]:
    where, params = field.where()
    bound = {**filters, **params, **more}
    with snapshot(connection) as (cur, position):
        listing = Listing(name, _SELECT, _KEY)
        rows, following = fetch(cur, listing, where + condition, bound, filters, after, limit)
    return Page([_shown(row) for row in rows], following, position)


def _shown(row: Row) -> Row:
    return {**row, "due_on": None if row["due_on"] == LATER else row["due_on"]}


def _matching(filters: Row) -> LiteralString:
    state: LiteralString = " AND state = %(state)s" if filters.get("state") else ""
    item: LiteralString = " AND item = %(item)s" if filters.get("item") else ""
    number: LiteralString = " AND permit_number = %(number)s" if filters.get("number") else ""
    case: LiteralString = " AND case_id = %(case)s::uuid" if filters.get("case") else ""
    return state + item + number + case
