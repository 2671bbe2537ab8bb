"""S3 联动健康度: how departments answer what is pushed to them, and the tasks behind each number.

Counted by the organisation that a task was first pushed to; what only informs (不予许可) and
history are left out. A clock that still runs counts neither as kept nor as missed.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, LiteralString

import psycopg

from domain.timing.days import end_of
from projections.calendars import calendar_of
from projections.inspections_overdue import overdue_by_organisation
from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope
from projections.task_queries import KEY, SELECT, shown


class Measure(StrEnum):
    """What a number of the linkage counts."""

    PUSHED = "PUSHED"
    SIGNED_LATE = "SIGNED_LATE"
    CLAIMED = "CLAIMED"
    BOUNCED = "BOUNCED"
    IN_ARBITRATION = "IN_ARBITRATION"
    FEEDBACK_LATE = "FEEDBACK_LATE"


_SIGN_DUE: LiteralString = "sign_by IS NOT NULL AND (answered_at IS NOT NULL OR sign_by <= %(now)s)"
_FED_DUE: LiteralString = (
    "resulted_at IS NOT NULL AND (fed_back_at IS NOT NULL OR feedback_by <= %(now)s)"
)
_IS: dict[Measure, LiteralString] = {
    Measure.PUSHED: "true",
    Measure.SIGNED_LATE: f"{_SIGN_DUE} AND coalesce(answered_at, %(now)s) >= sign_by",
    Measure.CLAIMED: "claimed_at IS NOT NULL",
    Measure.BOUNCED: "returns > 0",
    Measure.IN_ARBITRATION: "state = 'IN_ARBITRATION'",
    Measure.FEEDBACK_LATE: f"{_FED_DUE} AND coalesce(fed_back_at, %(now)s) >= feedback_by",
}
_SUMS: LiteralString = f"""count(*) AS pushed,
  count(*) FILTER (WHERE {_SIGN_DUE}) AS sign_due,
  count(*) FILTER (WHERE {_IS[Measure.SIGNED_LATE]}) AS signed_late,
  count(claimed_at) AS claimed,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM claimed_at - pushed_at) / 3600)
    FILTER (WHERE claimed_at IS NOT NULL) AS claim_median_hours,
  count(*) FILTER (WHERE returns > 0) AS bounced,
  count(*) FILTER (WHERE state = 'IN_ARBITRATION') AS in_arbitration,
  count(*) FILTER (WHERE {_FED_DUE}) AS feedback_due,
  count(*) FILTER (WHERE {_IS[Measure.FEEDBACK_LATE]}) AS feedback_late"""


@dataclass(frozen=True, slots=True)
class Span:
    """Days of the first push, in the region's own time; `until` is the last."""

    since: date
    until: date


def health(
    connection: psycopg.Connection[Any], scope: Scope, span: Span, *, now: datetime
) -> tuple[Counts, list[Row]]:
    """(all together, one row a department by code): numbers, and the rates that follow from them;
    a rate of nothing is None. What of inspections is overdue is counted as of now."""
    where, params = scope.where(orgs="orgs")
    with snapshot(connection) as (cur, position):
        bound = {**params, **_instants(connection, scope, span), "now": now}
        rows = cur.execute(
            f"""SELECT pushed_to AS org, grouping(pushed_to) AS whole, {_SUMS}
                  FROM proj.task WHERE {where} AND {_COUNTED}
                 GROUP BY GROUPING SETS ((pushed_to), ()) ORDER BY whole DESC, pushed_to""",
            bound,
        ).fetchall()
        today = calendar_of(connection, scope.region).local_date(now)
        late = overdue_by_organisation(cur, scope, today=today)
    whole, *told = (_rated(row) for row in rows)
    told = _with_inspections(told, late, whole)
    del whole["org"]
    return Counts(whole, position), told


def behind(
    connection: psycopg.Connection[Any],
    scope: Scope,
    span: Span,
    measure: Measure,
    *,
    now: datetime,
    org: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """The tasks that a number counts."""
    filters: Row = {"org": org, "measure": measure.value, **_stated(span)}
    after = None
    if cursor:
        filters, after = decode("linkage", cursor)
    span = Span(date.fromisoformat(filters["since"]), date.fromisoformat(filters["until"]))
    where, params = scope.where(orgs="orgs")
    of_org: LiteralString = " AND pushed_to = %(of_org)s" if filters["org"] else ""
    matching = f"{where} AND {_COUNTED} AND {_IS[Measure(filters['measure'])]}{of_org}"
    with snapshot(connection) as (cur, position):
        bound = {**params, **_instants(connection, scope, span), "now": now}
        bound["of_org"] = filters["org"]
        calendar = calendar_of(connection, scope.region)
        listing = Listing("linkage", SELECT, KEY)
        rows, following = fetch(cur, listing, matching, bound, filters, after, limit)
    return Page([shown(row, calendar, now) for row in rows], following, position)


_COUNTED: LiteralString = """NOT historic AND reason <> 'REFUSED'
   AND first_pushed_at >= %(first)s AND first_pushed_at < %(beyond)s"""


def _stated(span: Span) -> Row:
    return {name: day.isoformat() for name, day in asdict(span).items()}


def _instants(connection: psycopg.Connection[Any], scope: Scope, span: Span) -> Row:
    zone = calendar_of(connection, scope.region).zone
    first = datetime.combine(span.since, datetime.min.time(), zone)
    return {"first": first, "beyond": end_of(span.until, zone)}


def _rated(row: Row) -> Row:
    """Rates of 1, rounded to four digits; hours to a tenth."""
    row.pop("whole")
    median = row["claim_median_hours"]
    row["claim_median_hours"] = None if median is None else round(float(median), 1)
    row["signing_rate"] = _share(row["sign_due"] - row["signed_late"], row["sign_due"])
    row["bounce_rate"] = _share(row["bounced"], row["pushed"])
    row["feedback_rate"] = _share(row["feedback_due"] - row["feedback_late"], row["feedback_due"])
    return row


def _with_inspections(rows: list[Row], late: dict[str, int], whole: Row) -> list[Row]:
    whole["overdue_inspections"] = sum(late.values())
    told = [*rows, *(_without_tasks(whole, org) for org in late.keys() - {r["org"] for r in rows})]
    for row in told:
        row["overdue_inspections"] = late.get(row["org"], 0)
    return sorted(told, key=lambda row: row["org"] or "")


def _without_tasks(like: Row, org: str) -> Row:
    """A department that was pushed nothing in the span, and has overdue inspections."""
    none = {name: 0 if isinstance(value, int) else None for name, value in like.items()}
    rates = ("claim_median_hours", "signing_rate", "bounce_rate", "feedback_rate")
    return {**none, **dict.fromkeys(rates), "org": org}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
