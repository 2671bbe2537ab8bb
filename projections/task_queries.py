"""R1: tasks of an organisation by state, with the time that is left to sign and to claim."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from domain.timing.calendar import WorkCalendar
from domain.timing.clocks import remaining_workdays
from domain.timing.days import end_of, shanghai_date
from projections.calendars import calendar_of
from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope
from projections.tables import or_none
from projections.task_inbox import STATES

SELECT: LiteralString = """
SELECT task_id, task_number, case_id, case_number, item, region, recipient, function, reason,
       priority, historic, state, deemed, returns, pushed_at, person, sign_due, claim_due,
       planned_date, next_due, provisional, finding, commitment_id, territory, lead, claim_model,
       interim_org, interim_basis, dispute_level, disputed_at, ruling_number, position
  FROM proj.task"""
KEY = (("next_due", "timestamptz"), ("task_id", "uuid"))


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """None means any. `open` True leaves out closed tasks; `returned` True, those that were never
    returned."""

    recipient: str | None = None
    state: str | None = None
    item: str | None = None
    case: str | None = None
    priority: str | None = None
    historic: bool | None = None
    open: bool = True
    returned: bool = False


def tasks(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    wanted: TaskFilter | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Tasks by their next due instant. `sign_hours_left` and `claim_hours_left` are clock hours,
    `…_days_left` working days; None where that clock does not run."""
    filters, after = asdict(wanted or TaskFilter()), None
    name: LiteralString = "disputed" if filters["returned"] else "tasks"
    if cursor:
        filters, after = decode(name, cursor)
    where, params = _where(scope, filters)
    listing = Listing(name, SELECT, KEY)
    with snapshot(connection) as (cur, position):
        calendar = calendar_of(connection, scope.region)
        rows, following = fetch(cur, listing, where, params, filters, after, limit)
    return Page([shown(row, calendar, now) for row in rows], following, position)


def task(
    connection: psycopg.Connection[Any], scope: Scope, task_id: UUID, *, now: datetime
) -> Row | None:
    """One task, or None where there is none or the scope does not allow it."""
    where, params = scope.where(orgs="orgs")
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"{SELECT} WHERE task_id = %(id)s AND {where}", {**params, "id": task_id}
        ).fetchone()
        calendar = calendar_of(connection, scope.region)
    return {**shown(row, calendar, now), "as_of_position": position} if row else None


def count_tasks(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    recipient: str | None = None,
) -> Counts:
    """{by_state: {state: n}, unclaimed, overdue, historic}: unclaimed are pushed or signed tasks
    with running clocks; overdue are past their next due instant."""
    where, params = _where(scope, asdict(TaskFilter(recipient=recipient, open=False)))
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""SELECT state, sum(n)::bigint AS n,
                       coalesce(sum(n) FILTER (WHERE historic), 0)::bigint AS historic,
                       coalesce(sum(n) FILTER (WHERE next_due <= %(now)s), 0)::bigint AS overdue,
                       coalesce(sum(n) FILTER (WHERE state IN ('PUSHED', 'SIGNED')
                         AND NOT historic), 0)::bigint AS unclaimed
                  FROM proj.task_count WHERE {where} GROUP BY state""",
            {**params, "now": now},
        ).fetchall()
    found = {row["state"]: row["n"] for row in rows}
    sums = {name: sum(row[name] for row in rows) for name in ("unclaimed", "overdue", "historic")}
    return Counts({"by_state": {s: found.get(s, 0) for s in STATES}, **sums}, position)


def count_disputed(connection: psycopg.Connection[Any], scope: Scope) -> Counts:
    """{to_reroute, rerouted, in_arbitration, ruled}: open tasks that have been returned."""
    where, params = _where(scope, asdict(TaskFilter(returned=True)))
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"""SELECT count(*) FILTER (WHERE state = 'TO_REROUTE') AS to_reroute,
                       count(*) FILTER (WHERE state = 'IN_ARBITRATION') AS in_arbitration,
                       count(*) FILTER (WHERE ruling_number IS NOT NULL) AS ruled,
                       count(*) FILTER (WHERE ruling_number IS NULL AND state NOT IN
                         ('TO_REROUTE', 'IN_ARBITRATION')) AS rerouted
                  FROM proj.task WHERE {where}""",
            params,
        ).fetchone()
    assert row, "an aggregate always has a row"
    return Counts(dict(row), position)


def _where(scope: Scope, filters: Row) -> tuple[LiteralString, Row]:
    where, params = scope.where(orgs="orgs")
    conditions: list[LiteralString] = [where]
    names: tuple[LiteralString, ...] = ("recipient", "state", "item", "priority")
    conditions += [f"{name} = %(f_{name})s" for name in names if filters[name] is not None]
    if filters["case"] is not None:
        conditions.append("case_id = %(f_case)s::uuid")
    if filters["historic"] is not None:
        conditions.append("historic = %(f_historic)s")
    if filters["returned"]:
        conditions.append("returns > 0")
    if filters["open"]:
        conditions.append("state <> 'CLOSED'")
    params |= {f"f_{name}": value for name, value in filters.items()}
    return " AND ".join(conditions), params


def shown(row: Row, calendar: WorkCalendar, now: datetime) -> Row:
    """A row of `SELECT` with the time that is left at `now`."""
    today = shanghai_date(now)
    row["next_due"] = or_none(row["next_due"])
    for clock in ("sign", "claim"):
        due = row[f"{clock}_due"]
        running = due is not None and (clock == "claim" or row["state"] == "PUSHED")
        left = (end_of(due, calendar.zone) - now).total_seconds() / 3600 if running else None
        row[f"{clock}_hours_left"] = None if left is None else round(left, 1)
        row[f"{clock}_days_left"] = remaining_workdays(calendar, due, today) if running else None
    return row
