"""办件队列: B1 my queue, B2 what comes up, B4–B6 what is owed of a case (domain.md §5)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, LiteralString

import orjson
import psycopg

from domain.monitoring.duties import Duty, from_json
from domain.monitoring.findings import Severity
from domain.monitoring.rules import RULES
from domain.timing.calendar import WorkCalendar
from domain.timing.clocks import remaining_workdays
from domain.timing.days import WorkingDays, end_of, shanghai_date
from projections.calendars import calendar_of
from projections.monitoring_queries import SELECT, shown
from projections.pages import Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

_ACCEPTED = (
    ("accepted_on", "date"), ("accepted_at", "timestamptz"), ("case_id", "uuid"),
)  # fmt: skip
_COMING = (("warn_from", "timestamptz"), ("case_id", "uuid"))
_OWED: LiteralString = """
SELECT d.opens_at, d.case_id, d.rule, d.nr, d.stream, d.steps, d.evidence, d.org, d.region,
       coalesce(d.item, c.item) AS item,
       coalesce(d.case_number, c.case_number, '') AS case_number, c.phase
  FROM proj.duty d LEFT JOIN proj.monitored_case c ON c.case_id = d.case_id"""
_OWED_KEY = (
    ("d.opens_at", "timestamptz"), ("d.case_id", "uuid"), ("d.rule", "text"), ("d.nr", "int"),
    ("d.stream", "uuid"),
)  # fmt: skip
_DAY = timedelta(days=1)
_TITLES = {rule.id: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """`phases` empty: whatever has been accepted and waits for its decision."""

    phases: tuple[str, ...] = ()
    item: str | None = None
    org: str | None = None
    paused: bool | None = None


def queue(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    wanted: QueueFilter,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Accepted cases in the order of their acceptance, with both due dates (B1; 许可§57)."""
    conditions: list[LiteralString] = ["NOT closed AND accepted_on IS NOT NULL"]
    return _cases(connection, scope, ("queue", _ACCEPTED), conditions, now, wanted, cursor, limit)


def coming(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    days: int,
    wanted: QueueFilter,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Undecided cases whose warning begins within so many working days (B2), the nearest first."""
    conditions: list[LiteralString] = [
        "judged_at IS NULL AND warn_from > %(now)s AND warn_from < %(until)s"
    ]
    calendar = calendar_of(connection, scope.region)
    last = calendar.add_workdays(calendar.local_date(now), WorkingDays(days)).date
    until = {"until": end_of(last, calendar.zone)}
    listed = ("coming", _COMING)
    return _cases(connection, scope, listed, conditions, now, wanted, cursor, limit, until)


def _cases(
    connection: psycopg.Connection[Any],
    scope: Scope,
    listed: tuple[str, tuple[tuple[LiteralString, LiteralString], ...]],
    conditions: list[LiteralString],
    now: datetime,
    wanted: QueueFilter,
    cursor: str | None,
    limit: int,
    more: Row | None = None,
) -> Page[Row]:
    filters, after = {**asdict(wanted), **(more or {})}, None
    if cursor:
        filters, after = decode(listed[0], cursor)
    where, params = scope.where(orgs="orgs")
    conditions = [where, *conditions]
    conditions.append(
        "phase = ANY(%(f_phases)s::text[])" if filters["phases"] else "judged_at IS NULL"
    )
    if filters["item"] is not None:
        conditions.append("item = %(f_item)s")
    if filters["org"] is not None:
        conditions.append("orgs @> ARRAY[%(f_org)s::text]")
    if filters["paused"] is not None:
        conditions.append(f"paused_since IS {'NOT ' if filters['paused'] else ''}NULL")
    params |= {"now": now, **{f"f_{name}": value for name, value in filters.items()}}
    params |= {"f_phases": list(filters["phases"]), "until": filters.get("until")}
    listing = Listing(listed[0], SELECT, listed[1])
    with snapshot(connection) as (cur, position):
        calendar = calendar_of(connection, scope.region)
        together: LiteralString = " AND ".join(conditions)
        rows, following = fetch(cur, listing, together, params, filters, after, limit)
    return Page([shown(row, calendar, now) for row in rows], following, position)


def owed(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    rules: tuple[str, ...],
    late: bool = False,
    item: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """What is still to be done of a case, the most urgent first; `late`: what should be by now."""
    filters: Row = {"rules": list(rules), "late": late, "item": item}
    after = None
    if cursor:
        filters, after = decode("owed", cursor)
    where, params = scope.where(region="d.region", item="d.item", orgs="d.orgs")
    conditions: list[LiteralString] = [where, "d.pending", "d.rule = ANY(%(f_rules)s::text[])"]
    if filters["late"]:
        conditions.append("d.opens_at <= %(now)s")
    if filters["item"] is not None:
        conditions.append("d.item = %(f_item)s")
    params |= {"now": now, **{f"f_{name}": value for name, value in filters.items()}}
    with snapshot(connection) as (cur, position):
        calendar = calendar_of(connection, scope.region)
        together: LiteralString = " AND ".join(conditions)
        listing = Listing("owed", _OWED, _OWED_KEY)
        rows, following = fetch(cur, listing, together, params, filters, after, limit)
    return Page([_owed(row, calendar, now) for row in rows], following, position)


def _owed(row: Row, calendar: WorkCalendar, now: datetime) -> Row:
    steps = orjson.loads(row.pop("steps"))
    duty = from_json(row["rule"], steps, row["evidence"], row["org"])
    rule, found = _TITLES[row["rule"]], duty.at(now)
    due = _due(duty)
    for name in ("stream", "nr", "opens_at"):
        row.pop(name)
    return row | {
        "title": rule.zh,
        "title_en": rule.en,
        "law": rule.law,
        "note": found.note if found else duty.steps[0].note,
        "severity": found.severity if found else None,
        "due": due,
        "remaining": remaining_workdays(calendar, due, shanghai_date(now)),
        "evidence": list(duty.evidence),
    }


def _due(duty: Duty) -> date:
    """The last day in time: a warning comes before it, everything else after."""
    instants = [one.since for one in duty.steps if one.severity is not Severity.WARN]
    return shanghai_date(min(instants or [one.since for one in duty.steps])) - _DAY
