"""Lights, lists and explanations of the monitoring view, as of a moment that the caller gives."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg

from domain.monitoring.deadlines import ItemTerms, deadlines
from domain.monitoring.facts import CaseFacts
from domain.monitoring.findings import Finding, Severity
from domain.monitoring.rules import CaseView, standing
from domain.timing.calendar import WorkCalendar
from domain.timing.clocks import remaining_workdays
from domain.timing.days import shanghai_date
from domain.timing.explanation import (
    Explanation,
    explain_case,
    explain_limit,
    explain_stated,
)
from domain.timing.facts import Clock
from domain.timing.limits import ONE_TIME_NOTICE, stated_due
from projections.calendars import calendar_of
from projections.clock_queries import FurtherClocks, further_clocks
from projections.duty_queries import owed_by
from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope
from projections.tables import or_none

LIGHTS = ("GREEN", "WARN", "YELLOW", "RED")

LIGHT = """
CASE WHEN coalesce(judged_at, %(now)s) >= legal_from THEN 'RED'
     WHEN coalesce(judged_at, %(now)s) >= committed_from
       OR judged_at IS NULL AND %(now)s >= notice_from THEN 'YELLOW'
     WHEN judged_at IS NULL AND (%(now)s >= warn_from OR %(now)s >= notice_warn_from) THEN 'WARN'
     ELSE 'GREEN' END"""
"""正常, 预警, 黄牌, 红牌: T-01 and T-04 warn, T-02 and T-04 are yellow, T-03 is red."""

SELECT = f"""
SELECT case_id, region, item, case_number, native, phase, step, outcome, submitted_at, received_at,
       accepted_on, accepted_at, decided_at, ended_at, closed, legal_due, committed_due, stated_due,
       notice_due, warn_from, provisional, paused_since, disputed, judged_at, next_due,
       calendar_version, position, {LIGHT} AS light,
       CASE WHEN paused_since IS NOT NULL THEN facts END AS facts
  FROM proj.monitored_case"""
_KINDS = f"""
SELECT coalesce(light, {LIGHT}) AS light, sum(n)::bigint AS n
  FROM (SELECT *, CASE WHEN light IS NOT NULL THEN '-infinity'::timestamptz END AS judged_at
          FROM proj.case_count) AS kinds"""
_BY_DUE = (("next_due", "timestamptz"), ("case_id", "uuid"))
_BY_NUMBER = (("case_number", "text"), ("case_id", "uuid"))


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """`open` True lists undecided cases by their next due date, otherwise by case number."""

    light: str | None = None
    item: str | None = None
    org: str | None = None
    number: str | None = None
    """Prefix of the case number."""
    open: bool | None = True


@dataclass(frozen=True, slots=True)
class CaseExplanation:
    """Why each due date of a case is what it is; None where that clock does not run."""

    case_id: UUID
    legal: Explanation | None
    committed: Explanation | None
    notice: Explanation | None
    stated: Explanation | None
    further: FurtherClocks
    findings: tuple[Finding, ...]
    position: int


def cases(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    wanted: CaseFilter | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Cases with their light and remaining working days at `now` (negative: late)."""
    filters, after = asdict(wanted or CaseFilter()), None
    if cursor:
        filters, after = decode("cases", cursor)
    by_due = filters["open"] is True
    where, params = _where(scope, filters, now)
    listing = Listing("cases", SELECT, _BY_DUE if by_due else _BY_NUMBER)
    with snapshot(connection) as (cur, position):
        calendar = calendar_of(connection, scope.region)
        rows, following = fetch(cur, listing, where, params, filters, after, limit)
    return Page([shown(row, calendar, now) for row in rows], following, position)


def case(
    connection: psycopg.Connection[Any], scope: Scope, case_id: UUID, *, now: datetime
) -> Row | None:
    """One case, or None where there is none or the scope does not allow it."""
    where, params = scope.where(orgs="orgs")
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"{SELECT} WHERE case_id = %(case)s AND {where}",
            {**params, "case": case_id, "now": now},
        ).fetchone()
        if row is None:
            return None
        seen = shown(row, calendar_of(connection, scope.region), now)
    return {**seen, "as_of_position": position}


def count_lights(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    wanted: CaseFilter | None = None,
) -> Counts:
    """How many cases show each light; every light is named, also with 0."""
    filters = asdict(wanted or CaseFilter())
    where, params = _where(scope, filters, now)
    # counters know no numbers; the cases of a prefix come from an index
    by_row = filters["number"] or filters["light"]
    count = f"SELECT {LIGHT} AS light, count(*) AS n FROM proj.monitored_case" if by_row else _KINDS
    with snapshot(connection) as (cur, position):
        rows = cur.execute(f"{count} WHERE {where} GROUP BY 1", params).fetchall()
    found = {row["light"]: row["n"] for row in rows}
    return Counts({light: found.get(light, 0) for light in LIGHTS}, position)


def ended_late(connection: psycopg.Connection[Any], scope: Scope) -> Counts:
    """Lateness that the sources themselves state: ended cases against their stated deadline.

    Buckets: ended, late, in_time, without_deadline, not_ended.
    """
    where, params = scope.where(orgs="orgs")
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""SELECT ended, sum(n)::bigint AS n FROM proj.case_count
                 WHERE {where} GROUP BY ended""",
            params,
        ).fetchall()
    found = {row["ended"]: row["n"] for row in rows}
    ended = sum(n for name, n in found.items() if name != "not_ended")
    kinds = ("late", "in_time", "without_deadline", "not_ended")
    return Counts({"ended": ended, **{name: found.get(name, 0) for name in kinds}}, position)


def explain(
    connection: psycopg.Connection[Any], scope: Scope, case_id: UUID, *, now: datetime
) -> CaseExplanation | None:
    """Recompute the due dates of a case from its stored facts, with every day that was skipped."""
    where, params = scope.where(orgs="orgs")
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"SELECT facts FROM proj.monitored_case WHERE case_id = %(case)s AND {where}",
            {**params, "case": case_id},
        ).fetchone()
        if row is None:
            return None
        calendar = calendar_of(connection, scope.region)
        owed = owed_by(cur, scope, case_id, now)
        facts, terms = _stored(row["facts"])
        further = further_clocks(cur, case_id, facts, calendar, shanghai_date(now))
    stored = orjson.loads(row["facts"])
    judged = {name: stored[name] for name in ("outside", "unqualified", "beyond")}
    today = shanghai_date(now)
    dates = deadlines(facts, calendar, terms, today)
    times, received = dates.times, facts.day("received")
    stated = None
    if dates.stated is not None:
        start = times.start if times else shanghai_date(facts.at("submitted") or dates.stated)
        stated = explain_stated(calendar, start, stated_due(dates.stated, calendar))
    found = standing(CaseView(facts, dates, calendar, terms, now, **judged))
    return CaseExplanation(
        case_id=case_id,
        legal=explain_case(calendar, times, Clock.LEGAL, today) if times and not stated else None,
        committed=explain_case(calendar, times, Clock.COMMITTED, today)
        if times and times.committed and not stated
        else None,
        notice=explain_limit(calendar, date.fromisoformat(received), ONE_TIME_NOTICE)
        if received
        else None,
        stated=stated,
        further=further,
        findings=(
            *(one for one in found if scope.clues or one.severity is not Severity.CLUE),
            *owed,
        ),
        position=position,
    )


def _where(scope: Scope, filters: Row, now: datetime) -> tuple[LiteralString, Row]:
    where, params = scope.where(orgs="orgs")
    conditions: list[LiteralString] = [where]
    params |= {"now": now, **{f"f_{name}": value for name, value in filters.items()}}
    if filters["light"] is not None:
        conditions.append(f"{LIGHT} = %(f_light)s")
    if filters["item"] is not None:
        conditions.append("item = %(f_item)s")
    if filters["org"] is not None:
        conditions.append("orgs @> ARRAY[%(f_org)s::text]")
    if filters["number"]:
        params["f_number"] = _prefix(filters["number"])
        conditions.append("case_number LIKE %(f_number)s")
    if filters["open"] is not None:
        conditions.append(f"judged_at IS {'' if filters['open'] else 'NOT '}NULL")
    return " AND ".join(conditions), params


def _prefix(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"


def _stored(text: str) -> tuple[CaseFacts, ItemTerms]:
    stored = orjson.loads(text)
    return CaseFacts(**stored["facts"]), ItemTerms(**stored["terms"])


def shown(row: Row, calendar: WorkCalendar, now: datetime) -> Row:
    """What a reader sees: while a case is paused its legal due date is a lower bound at `now`."""
    today = shanghai_date(now)
    text = row.pop("facts")
    if text is not None:
        facts, terms = _stored(text)
        dates = deadlines(facts, calendar, terms, today)
        row["legal_due"], row["provisional"] = dates.legal_due, dates.provisional
    row["next_due"] = or_none(row["next_due"])
    row["paused"] = row["paused_since"] is not None
    at = shanghai_date(row["judged_at"]) if row["judged_at"] else today
    for clock in ("legal", "committed", "notice"):
        due = row[f"{clock}_due"]
        row[f"{clock}_remaining"] = due and remaining_workdays(calendar, due, at)
    return row
