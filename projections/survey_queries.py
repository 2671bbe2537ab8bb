"""Surveys: lists, one survey, what to schedule by district (B8), what is lacking (J4)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from domain.timing.clocks import remaining_workdays
from domain.timing.days import shanghai_date
from projections.calendars import calendar_of
from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope
from projections.survey_detail import detail, visit_of
from projections.tables import or_none

_COLUMNS: LiteralString = """
SELECT s.survey_id, s.case_id, coalesce(s.case_number, c.case_number) AS case_number, s.item,
       s.region, s.native, s.state, s.mode, s.district, s.place, s.ordered_at, s.planned_on,
       s.staff, s.filing_required, s.filed_before_at, s.conducted_at, s.filed_after_at,
       s.concluded_at, s.passed, s.visited_at, s.merged_into, s.due_from, s.position"""
_FROM: LiteralString = """
  FROM proj.survey s LEFT JOIN proj.monitored_case c ON c.case_id = s.case_id"""
_KEY = (("s.due_from", "timestamptz"), ("s.survey_id", "uuid"))
_BY_DISTRICT = (("s.district", "text"), *_KEY)
_TO_SCHEDULE: LiteralString = """s.native AND s.conducted_at IS NULL AND s.merged_into IS NULL
   AND c.decided_at IS NULL AND NOT coalesce(c.closed, false)"""
"""Ordered by a case that is still open, and not going along with another."""
_LACKING: dict[LiteralString, LiteralString] = {
    "NOT_FILED_BEFORE": """s.filing_required AND s.merged_into IS NULL
        AND s.conducted_at IS NOT NULL
        AND (s.filed_before_at IS NULL OR s.filed_before_at >= s.conducted_at)""",
    "NOT_FILED_AFTER": """s.file_from <= %(now)s
        AND (s.filed_after_at IS NULL OR s.filed_after_at >= s.file_from)""",
    "NOT_VISITED": """s.visit_from <= %(now)s
        AND (s.visited_at IS NULL OR s.visited_at >= s.visit_from)""",
    "UNFAVOURABLE": "coalesce(s.unfavourable, false)",
}
"""As the rules P-04, P-05 and P-14 judge it; a test holds both to the same answers."""
LACKS = tuple(_LACKING)
_ONE_OF: dict[str, LiteralString] = {**_LACKING}
_NAMES: LiteralString = ", ".join(
    f"CASE WHEN {condition} THEN '{name}' END" for name, condition in _LACKING.items()
)
_ANY: LiteralString = " OR ".join(f"({condition})" for condition in _LACKING.values())


@dataclass(frozen=True, slots=True)
class SurveyFilter:
    """None means any."""

    state: str | None = None
    item: str | None = None
    case: str | None = None
    district: str | None = None


def surveys(
    connection: psycopg.Connection[Any],
    scope: Scope,
    wanted: SurveyFilter,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Surveys by the instant at which what comes next is late; those that owe nothing last."""
    filters, after = asdict(wanted), None
    if cursor:
        filters, after = decode("surveys", cursor)
    where, params = _where(scope, filters)
    listing = Listing("surveys", _COLUMNS + _FROM, _KEY)
    with snapshot(connection) as (cur, position):
        rows, following = fetch(cur, listing, where, params, filters, after, limit)
    return Page([_shown(row) for row in rows], following, position)


def survey(connection: psycopg.Connection[Any], scope: Scope, survey_id: UUID) -> Row | None:
    """One survey with its people and organisations; what the return visit heard is None but for
    who may see clues."""
    where, params = _where(scope, asdict(SurveyFilter()))
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"{_COLUMNS}, s.facts {_FROM} WHERE s.survey_id = %(id)s AND {where}",
            {**params, "id": survey_id},
        ).fetchone()
    if row is None:
        return None
    facts = row.pop("facts")
    visit = visit_of(facts) if scope.clues else None
    return {**_shown(row), **detail(facts), "visit": visit, "as_of_position": position}


def to_schedule(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    district: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """B8: what is still to be surveyed, district by district, the most urgent of each first.
    `days_left`: working days until it is late, None where no clock runs."""
    filters, after = asdict(SurveyFilter(district=district)), None
    if cursor:
        filters, after = decode("surveys_to_schedule", cursor)
    where, params = _where(scope, filters)
    listing = Listing("surveys_to_schedule", _COLUMNS + _FROM, _BY_DISTRICT)
    with snapshot(connection) as (cur, position):
        calendar = calendar_of(connection, scope.region)
        conditions: LiteralString = f"{where} AND {_TO_SCHEDULE}"
        rows, following = fetch(cur, listing, conditions, params, filters, after, limit)
    shown = [_shown(row) for row in rows]
    today = shanghai_date(now)
    for row in shown:
        late = row["due_from"]  # 24:00 of the last day
        last = shanghai_date(late).toordinal() - 1 if late else None
        due = today.fromordinal(last) if last else None
        row["days_left"] = remaining_workdays(calendar, due, today) if due else None
    return Page(shown, following, position)


def count_to_schedule(connection: psycopg.Connection[Any], scope: Scope) -> Counts:
    """How many are to be scheduled, by district; "" where the order names none."""
    where, params = _where(scope, asdict(SurveyFilter()))
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""SELECT s.district, count(*) AS n {_FROM} WHERE {where} AND {_TO_SCHEDULE}
                 GROUP BY s.district ORDER BY s.district""",
            params,
        ).fetchall()
    return Counts({row["district"]: row["n"] for row in rows}, position)


def lacking(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    lack: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """J4: what lacks a filing or its return visit, or was complained of; the newest first.

    `lacks` names what, `visit` what was heard. The time of the first page is kept for the others.
    """
    filters: Row = {"lack": lack, "now": now.isoformat()}
    after = None
    if cursor:
        filters, after = decode("surveys_lacking", cursor)
    where, params = _where(scope, asdict(SurveyFilter()))
    params["now"] = datetime.fromisoformat(filters["now"])
    conditions = _ONE_OF[filters["lack"]] if filters["lack"] else _ANY
    select = f"{_COLUMNS}, array_remove(ARRAY[{_NAMES}], NULL) AS lacks, s.facts {_FROM}"
    listing = Listing("surveys_lacking", select, (("s.position", "bigint"),), descending=True)
    with snapshot(connection) as (cur, position):
        both: LiteralString = f"{where} AND ({conditions})"
        rows, following = fetch(cur, listing, both, params, filters, after, limit)
    for row in rows:
        row["visit"] = visit_of(row.pop("facts"))
    return Page([_shown(row) for row in rows], following, position)


def count_lacking(connection: psycopg.Connection[Any], scope: Scope, *, now: datetime) -> Counts:
    """How many surveys lack what."""
    where, params = _where(scope, asdict(SurveyFilter()))
    sums: LiteralString = ", ".join(
        f'count(*) FILTER (WHERE {condition}) AS "{name}"' for name, condition in _LACKING.items()
    )
    with snapshot(connection) as (cur, position):
        row = cur.execute(f"SELECT {sums} {_FROM} WHERE {where}", {**params, "now": now}).fetchone()
    return Counts(dict(row or {}), position)


def _where(scope: Scope, filters: Row) -> tuple[LiteralString, Row]:
    where, params = scope.where(region="s.region", item="s.item", orgs="s.orgs")
    conditions: list[LiteralString] = [where]
    names: tuple[LiteralString, ...] = ("state", "item", "district")
    conditions += [f"s.{name} = %(f_{name})s" for name in names if filters[name] is not None]
    if filters["case"] is not None:
        conditions.append("s.case_id = %(f_case)s::uuid")
    params |= {f"f_{name}": value for name, value in filters.items()}
    return " AND ".join(conditions), params


def _shown(row: Row) -> Row:
    return {**row, "district": row["district"] or None, "due_from": or_none(row["due_from"])}
