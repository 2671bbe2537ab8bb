"""谁在何日负责、何时得知: who answered on a date, as known at an instant; what nobody answers for.

Of the statements that speak of a date the one recorded last counts, unless one that was known by
then corrects it (as `domain.registry.responsibilities` folds them).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString

import psycopg

from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

_SHOWN: LiteralString = """event_id, item, function, type, org, from_org, valid_from, valid_to,
  in_flight, corrects, memo, legal_basis, reason, territory, recorded_at, position"""
_CORRECTION: LiteralString = """c.corrects = r.event_id AND c.region = r.region
  AND c.item = r.item AND c.function = r.function"""
_HELD: LiteralString = f"""
SELECT DISTINCT ON (r.region, r.item, r.function, r.territory) r.*
  FROM proj.responsibility r
 WHERE r.region = %(scope_region)s AND r.recorded_at <= %(as_of)s
   AND r.valid_from <= %(valid_at)s AND (r.valid_to IS NULL OR %(valid_at)s < r.valid_to)
   AND NOT EXISTS (SELECT FROM proj.responsibility c
                    WHERE {_CORRECTION} AND c.recorded_at <= %(as_of)s)
 ORDER BY r.region, r.item, r.function, r.territory, r.position DESC"""
_IN_FORCE: LiteralString = """
SELECT DISTINCT ON (v.region, v.item) v.*
  FROM proj.item_version v
 WHERE v.region = %(scope_region)s AND v.recorded_at <= %(as_of)s
   AND v.first_day <= %(valid_at)s
 ORDER BY v.region, v.item, v.item_version DESC"""
_GAPS: LiteralString = f"""
SELECT i.region, i.item, i.name, i.item_version, f.function,
       CASE WHEN h.org IS NOT NULL THEN t.territories END AS territories
  FROM ({_IN_FORCE}) i
 CROSS JOIN unnest(%(functions)s::text[]) AS f (function)
  LEFT JOIN ({_HELD}) h ON h.item = i.item AND h.function = f.function AND h.territory = ''
  LEFT JOIN (SELECT p.item, p.function, array_agg(p.territory ORDER BY p.territory) AS territories
               FROM ({_HELD}) p WHERE p.territory <> '' AND p.org IS NULL
              GROUP BY p.item, p.function) t ON t.item = i.item AND t.function = f.function
 WHERE (h.org IS NULL OR t.territories IS NOT NULL)
   AND (f.function <> 'SURVEY' OR i.survey_required)
   AND (i.mode IS DISTINCT FROM 'CANCELLED' OR f.function IN ('SUPERVISE', 'ENFORCE'))
   AND (i.profile <> 'FILING' OR f.function IN ('ACCEPT', 'SUPERVISE', 'ENFORCE'))"""
_KEY = (("item", "text"), ("function", "text"))


@dataclass(frozen=True, slots=True)
class When:
    """On which date something was so, as known at which instant."""

    valid_at: date
    as_of: datetime


def responsible(
    connection: psycopg.Connection[Any],
    scope: Scope,
    when: When,
    *,
    item: str | None = None,
    function: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[When, Page[Row]]:
    """Who answered, by item and function; a row without `org` says that a correction found nobody.
    A cursor carries on with the `When` of its first page."""
    filters: Row = {"item": item, "function": function}
    when, filters, after = _asked("responsible", cursor, when, filters)
    where, params = scope.where(org="org")
    matching: LiteralString = " AND item = %(item)s" if filters["item"] else ""
    matching += " AND function = %(function)s" if filters["function"] else ""
    key = (*_KEY, ("territory", "text"))
    listing = Listing("responsible", f"SELECT {_SHOWN} FROM ({_HELD}) AS held", key)
    with snapshot(connection) as (cur, position):
        bound = {**filters, **params, **_bound(when)}
        rows, following = fetch(
            cur, listing, where + matching, bound, filters | _bound(when), after, limit
        )
    return when, Page(_placed(rows), following, position)


def history(
    connection: psycopg.Connection[Any], scope: Scope, *, item: str, function: str
) -> Page[Row]:
    """Every statement about one function of one item in the order of recording, with the position
    and the instant at which another corrected it."""
    where, params = scope.where(region="r.region", item="r.item", org="r.org")
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""SELECT {_SHOWN}, corrected_at, corrected_by FROM (
                  SELECT r.*, c.recorded_at AS corrected_at, c.event_id AS corrected_by
                    FROM proj.responsibility r
                    LEFT JOIN LATERAL (SELECT c.recorded_at, c.event_id FROM proj.responsibility c
                                        WHERE {_CORRECTION} ORDER BY c.position LIMIT 1) c ON true
                   WHERE {where} AND r.item = %(item)s AND r.function = %(function)s) AS told
                 ORDER BY position""",
            {**params, "item": item, "function": function},
        ).fetchall()
    return Page(_placed(rows), None, position)


def _placed(rows: list[Row]) -> list[Row]:
    return [{**row, "territory": row["territory"] or None} for row in rows]


def gaps(
    connection: psycopg.Connection[Any],
    scope: Scope,
    when: When,
    *,
    function: str,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[When, Page[Row]]:
    """监管空白 (S5): items in force with a function that nobody answered for; `territories` names
    the parts of the region that it is about, None: all that no narrower record covers."""
    when, filters, after = _asked("gaps", cursor, when, {"functions": [function]})
    shown: LiteralString = (
        f"SELECT item, name, item_version, function, territories FROM ({_GAPS}) AS gap"
    )
    where, params = scope.where(party="false")
    with snapshot(connection) as (cur, position):
        bound = {**filters, **params, **_bound(when)}
        rows, following = fetch(
            cur, Listing("gaps", shown, _KEY), where, bound, filters | _bound(when), after, limit
        )
    return when, Page(rows, following, position)


def count_gaps(
    connection: psycopg.Connection[Any], scope: Scope, when: When, functions: Sequence[str]
) -> Counts:
    """{function: items that nobody answered for}."""
    where, params = scope.where(party="false")
    bound = {**_bound(when), "functions": list(functions), **params}
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"SELECT function, count(*) AS n FROM ({_GAPS}) AS gap WHERE {where} GROUP BY function",
            bound,
        ).fetchall()
    found = {row["function"]: row["n"] for row in rows}
    return Counts({name: found.get(name, 0) for name in functions}, position)


def _asked(
    name: str, cursor: str | None, when: When, filters: Row
) -> tuple[When, Row, list[Any] | None]:
    """What is asked for: by the parameters, or by the cursor of an earlier page."""
    if cursor is None:
        return when, filters, None
    kept, after = decode(name, cursor)
    valid_at, as_of = kept.pop("valid_at"), kept.pop("as_of")
    return When(date.fromisoformat(valid_at), datetime.fromisoformat(as_of)), kept, after


def _bound(when: When) -> Row:
    return {"valid_at": when.valid_at, "as_of": when.as_of}
