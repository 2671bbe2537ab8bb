"""J1: findings of the monitoring rules, settled ones and those that hold at this moment."""

from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg

from domain.monitoring.duties import from_json
from domain.monitoring.findings import LATE_REPORT
from domain.monitoring.rules import RULES
from projections.counters import day_of
from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

_CASE = "c.case_id, c.case_id AS about, c.region, c.item, c.case_number, c.orgs"
_ACCEPTED = "accepted"
_RECEIVED = "received"
_NO_MARK = "NULL AS mark, NULL AS facts"


def _open(
    rule: LiteralString,
    severity: LiteralString,
    since: LiteralString,
    condition: LiteralString,
    mark: LiteralString,
) -> LiteralString:
    return f"""
SELECT {_CASE}, '{rule}' AS rule, 0 AS nr, '{severity}' AS severity, c.{since} AS since,
       NULL::bigint[] AS evidence, NULL AS person, NULL AS post, '' AS note, c.case_id AS stream,
       NULL AS org, '' AS cancelled, NULL::bigint AS cancelled_by, NULL AS steps, '{mark}' AS mark,
       c.facts
  FROM proj.monitored_case c WHERE c.judged_at IS NULL AND {condition}"""


def _owed(
    since: LiteralString,
    severity: LiteralString,
    cancelled: LiteralString,
    condition: LiteralString,
    number: LiteralString = "d.case_number",
    table: LiteralString = "duty",
) -> LiteralString:
    # The number of a native case stands in the case alone.
    return f"""
SELECT d.case_id, coalesce(d.case_id, d.stream) AS about,
       d.region, coalesce(d.item, c.item) AS item,
       coalesce({number}, c.case_number, '') AS case_number, d.orgs, d.rule, d.nr,
       {severity} AS severity, {since} AS since, d.evidence, NULL AS person, NULL AS post,
       '' AS note, d.stream, d.org, '{cancelled}' AS cancelled, NULL::bigint AS cancelled_by,
       d.steps, {_NO_MARK}
  FROM proj.{table} d LEFT JOIN proj.monitored_case c ON c.case_id = d.case_id WHERE {condition}"""


# The rules of `domain.monitoring.rules` that only time makes true, as conditions on stored
# instants; a test holds both to the same answers. Rule, severity, since, condition, mark.
_BY_TIME: tuple[
    tuple[LiteralString, LiteralString, LiteralString, LiteralString, LiteralString], ...
]
_BY_TIME = (
    (
        "T-01",
        "WARN",
        "warn_from",
        """%(now)s >= c.warn_from AND (c.committed_from IS NULL OR %(now)s < c.committed_from)
               AND (c.legal_from IS NULL OR %(now)s < c.legal_from)""",
        _ACCEPTED,
    ),
    ("T-02", "YELLOW", "committed_from", "%(now)s >= c.committed_from", _ACCEPTED),
    ("T-03", "RED", "legal_from", "%(now)s >= c.legal_from", _ACCEPTED),
    (
        "T-04",
        "WARN",
        "notice_warn_from",
        "%(now)s >= c.notice_warn_from AND %(now)s < c.notice_from",
        _RECEIVED,
    ),
    ("T-04", "YELLOW", "notice_from", "%(now)s >= c.notice_from", _RECEIVED),
)
_OWED_SEVERITY: LiteralString = """CASE WHEN d.red_from <= %(now)s THEN 'RED'
                    WHEN d.yellow_from <= %(now)s THEN 'YELLOW'
                    WHEN d.warn_from <= %(now)s THEN 'WARN' ELSE 'HINT' END"""
# A vacancy matters while its organisation has tasks in hand (L-06); it ends by itself.
_LINKED: LiteralString = """d.until > %(now)s AND (d.rule <> 'L-06' OR EXISTS (
       SELECT FROM proj.task_count t WHERE t.region = d.region AND t.recipient = d.org
          AND t.state <> 'CLOSED' AND NOT t.historic AND t.n > 0))"""
_ARMS: tuple[LiteralString, ...] = (
    f"""SELECT {_CASE}, f.rule, f.nr, f.severity, f.since, f.evidence, f.person, f.post, f.note,
                   c.case_id AS stream, NULL AS org, f.cancelled, f.cancelled_by, NULL AS steps,
                   {_NO_MARK}
              FROM proj.finding f JOIN proj.monitored_case c ON c.case_id = f.case_id""",
    *(_open(*rule) for rule in _BY_TIME),
    _owed(
        "d.opens_at",
        _OWED_SEVERITY,
        "",
        "d.opens_at <= %(now)s",
    ),
    _owed(
        "d.mooted_from",
        "d.mooted_severity",
        LATE_REPORT,
        "d.mooted_at <= %(now)s AND d.opens_at > %(now)s",
    ),
    _owed(
        "d.opens_at", _OWED_SEVERITY, "", f"d.opens_at <= %(now)s AND {_LINKED}",
        "NULL", "linkage_duty",
    ),
    _owed(
        "d.mooted_from", "d.mooted_severity", LATE_REPORT,
        "d.mooted_at <= %(now)s AND d.opens_at > %(now)s", "NULL", "linkage_duty",
    ),
)  # fmt: skip
_HOLDING = ", ".join(f"('{rule}', '{grade}', {holds})" for rule, grade, _, holds, _ in _BY_TIME)
# The same from the counters. They know the days of a duty, not its instants, so those with one on
# the day of asking are counted by row; so are the few whose item only the case names.
_COUNTED: LiteralString = f"""
SELECT region, item, orgs, rule, severity, n FROM proj.finding_count
 UNION ALL
SELECT c.region, c.item, c.orgs, r.rule, r.severity, c.n
  FROM proj.case_count c CROSS JOIN LATERAL (VALUES {_HOLDING}) AS r (rule, severity, holds)
 WHERE c.light IS NULL AND r.holds
 UNION ALL
SELECT d.region, d.item, d.orgs, d.rule, {_OWED_SEVERITY}, d.n
  FROM proj.duty_count d WHERE d.opens_at <= %(now)s AND d.opens_at <> %(day)s
   AND d.warn_from IS DISTINCT FROM %(day)s
   AND d.yellow_from IS DISTINCT FROM %(day)s AND d.red_from IS DISTINCT FROM %(day)s
 UNION ALL
SELECT d.region, d.item, d.orgs, d.rule, {_OWED_SEVERITY}, 1
  FROM proj.duty d WHERE d.item IS NOT NULL AND d.opens_at <= %(now)s AND (
       d.opens_at >= %(day)s AND d.opens_at < %(next_day)s
    OR d.warn_from <> d.opens_at AND d.warn_from >= %(day)s AND d.warn_from < %(next_day)s
    OR d.yellow_from >= %(day)s AND d.yellow_from < %(next_day)s
    OR d.red_from >= %(day)s AND d.red_from < %(next_day)s)
 UNION ALL
SELECT d.region, c.item, d.orgs, d.rule, {_OWED_SEVERITY}, 1
  FROM proj.duty d LEFT JOIN proj.monitored_case c ON c.case_id = d.case_id
 WHERE d.item IS NULL AND d.opens_at <= %(now)s
 UNION ALL
SELECT d.region, coalesce(d.item, c.item), d.orgs, d.rule, {_OWED_SEVERITY}, 1
  FROM proj.linkage_duty d LEFT JOIN proj.monitored_case c ON c.case_id = d.case_id
 WHERE d.opens_at <= %(now)s AND {_LINKED}"""
_NUMBERS: tuple[LiteralString, ...] = ("1", "2", "3", "4", "5")  # places in `_ARMS`
_NUMBERED = ", ".join(f"({at}, {rule[3]})" for at, rule in zip(_NUMBERS, _BY_TIME, strict=True))
_SHOWN: LiteralString = """
SELECT case_id, about, region, item, case_number, rule, nr, severity, since,
       array_remove(CASE WHEN mark IS NULL THEN evidence
         ELSE ARRAY[(facts::json #>> ARRAY['facts', 'marks', mark, '2'])::bigint] END, NULL)
         AS evidence, person, post, note, stream, org, cancelled, cancelled_by, steps"""
_KEY = (
    ("since", "timestamptz"), ("about", "uuid"), ("rule", "text"), ("nr", "int"),
    ("stream", "uuid"),
)  # fmt: skip
_RULES = {rule.id: rule for rule in RULES}


def findings(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    now: datetime,
    case: UUID | None = None,
    rule: str | None = None,
    severity: str | None = None,
    cancelled: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Findings, the newest first, each with its rule's title, legal article and evidence.

    `evidence` are positions in the log. `cancelled` lists those that a late report has mooted,
    instead of those that stand. The time of the first page is kept for the others.
    """
    filters: dict[str, Any] = {
        "case": str(case) if case else None,
        "rule": rule,
        "severity": severity,
        "cancelled": cancelled,
        "now": now.isoformat(),
    }
    after = None
    if cursor:
        filters, after = decode("findings", cursor)
    where, params = _where(scope, filters)
    with snapshot(connection) as (cur, position):
        arms = _ARMS
        if not filters["cancelled"] and filters["case"] is None:
            arms = _telling(cur, scope, params["now"])
        listing = Listing("findings", _SHOWN, _KEY, descending=True, arms=arms)
        rows, following = fetch(cur, listing, where, params, filters, after, limit)
    at = params["now"]
    return Page([_named(row, at) for row in rows], following, position)


def count_findings(connection: psycopg.Connection[Any], scope: Scope, *, now: datetime) -> Counts:
    """How many findings stand, of each rule and severity: {rule: {severity: n}}."""
    where, params = scope.where(orgs="orgs")
    day = day_of(now)
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""SELECT rule, severity, sum(n)::bigint AS n FROM ({_COUNTED}) AS found
                 WHERE {where} AND {scope.weights}
                 GROUP BY rule, severity ORDER BY rule, severity""",
            {**params, "now": now, "day": day, "next_day": day + timedelta(days=1)},
        ).fetchall()
    buckets: dict[str, dict[str, int]] = {rule.id: {} for rule in RULES}
    for row in rows:
        buckets[row["rule"]][row["severity"]] = row["n"]
    return Counts(buckets, position)


def _telling(cur: psycopg.Cursor[Row], scope: Scope, now: datetime) -> tuple[LiteralString, ...]:
    """The arms that have anything to show in this scope; those of duties in any case.

    An arm is read newest first: where there is nothing, that is a look at all there is.
    """
    where, params = scope.where(orgs="orgs")
    rows = cur.execute(
        f"""SELECT 0 AS arm FROM proj.finding_count WHERE {where}
             UNION
            SELECT r.arm FROM proj.case_count c
             CROSS JOIN LATERAL (VALUES {_NUMBERED}) AS r (arm, holds)
             WHERE c.light IS NULL AND r.holds AND {where}""",
        {**params, "now": now},
    ).fetchall()
    known = {row["arm"] for row in rows}
    return tuple(arm for at, arm in enumerate(_ARMS) if at in known or at > len(_BY_TIME))


def _where(scope: Scope, filters: Row) -> tuple[LiteralString, Row]:
    where, params = scope.where(orgs="orgs")
    conditions: list[LiteralString] = [where, scope.weights]
    conditions.append("cancelled <> ''" if filters.get("cancelled") else "cancelled = ''")
    params["now"] = filters["now"]
    if isinstance(filters["now"], str):
        params["now"] = datetime.fromisoformat(filters["now"])
    if filters["case"] is not None:
        conditions.append("case_id = %(f_case)s::uuid")
    if filters["rule"] is not None:
        conditions.append("rule = %(f_rule)s")
    if filters["severity"] is not None:
        conditions.append("severity = %(f_severity)s")
    params |= {f"f_{name}": value for name, value in filters.items() if name != "now"}
    return " AND ".join(conditions), params


def _named(row: Row, now: datetime) -> Row:
    rule = _RULES[row["rule"]]
    row.pop("about")
    steps = row.pop("steps")
    found = None
    if steps is not None:
        found = from_json(rule.id, orjson.loads(steps), row["evidence"], row["org"]).at(now)
    if found is None:
        row["steps"] = []
    else:
        row |= {"note": found.note, "steps": found.steps, "evidence": list(found.evidence)}
        row["cancelled_by"] = found.cancelled_by
    row["cancelled"] = row["cancelled"] or None
    return {**row, "title": rule.zh, "title_en": rule.en, "law": rule.law, "notify": rule.notify}
