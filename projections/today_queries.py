"""今日概况 (S1): received, accepted, decided today, overdue now, and how many limits were kept."""

from datetime import date, datetime
from typing import Any, LiteralString

import psycopg

from domain.timing.days import shanghai_date
from projections.days_of_cases import ACCEPTED, DECIDED, RECEIVED
from projections.pages import Row, snapshot
from projections.scope import Scope

KEPT: LiteralString = """
       sum(n) FILTER (WHERE legal_kept IS NOT NULL)::bigint AS legal_judged,
       sum(n) FILTER (WHERE legal_kept)::bigint AS legal_kept,
       sum(n) FILTER (WHERE committed_kept IS NOT NULL)::bigint AS committed_judged,
       sum(n) FILTER (WHERE committed_kept)::bigint AS committed_kept"""
"""Columns on `day_count` that `rate` reads."""
_PASSED: LiteralString = f"""
SELECT sum(n) FILTER (WHERE kind = 'RECEIVED' AND day = %(today)s)::bigint AS received,
       sum(n) FILTER (WHERE kind = 'ACCEPTED' AND day = %(today)s)::bigint AS accepted,
       sum(n) FILTER (WHERE kind = 'DECIDED' AND day = %(today)s)::bigint AS decided,
       sum(n) FILTER (WHERE kind = 'DECIDED')::bigint AS of_period,
       {KEPT}
  FROM proj.day_count WHERE day >= %(since)s AND day <= %(today)s AND """
_OVERDUE = """
SELECT sum(n) FILTER (WHERE legal_from <= %(now)s)::bigint AS legal,
       sum(n) FILTER (WHERE committed_from <= %(now)s)::bigint AS committed,
       sum(n) FILTER (WHERE notice_from <= %(now)s)::bigint AS notice
  FROM proj.case_count WHERE light IS NULL AND """


def today(
    connection: psycopg.Connection[Any], scope: Scope, *, now: datetime, since: date | None = None
) -> Row:
    """What happened on the local date of `now`, and of the decisions since `since` (default: the
    first of the month) how many kept their legal and their committed limit."""
    day = shanghai_date(now)
    since = since or day.replace(day=1)
    where, params = scope.where(orgs="orgs")
    params |= {"now": now, "today": day, "since": min(since, day)}
    with snapshot(connection) as (cur, position):
        passed: Row = cur.execute(f"{_PASSED}{where}", params).fetchone() or {}
        overdue: Row = cur.execute(f"{_OVERDUE}{where}", params).fetchone() or {}
    return {
        "day": day,
        "since": min(since, day),
        **{kind.lower(): passed[kind.lower()] or 0 for kind in (RECEIVED, ACCEPTED, DECIDED)},
        "overdue": {name: n or 0 for name, n in overdue.items()},
        "decided_since": passed["of_period"] or 0,
        "legal": rate(passed, "legal"),
        "committed": rate(passed, "committed"),
        "position": position,
    }


def rate(passed: Row, clock: str) -> Row:
    """On-time rate in per mille, rounded down; None where there is nothing to judge."""
    judged, kept = passed[f"{clock}_judged"] or 0, passed[f"{clock}_kept"] or 0
    return {"judged": judged, "kept": kept, "permille": kept * 1000 // judged if judged else None}
