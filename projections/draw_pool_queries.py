"""两库的来源: permits and commitments of some items, and what is known of whoever holds them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from domain.supervision.draw_eligibility import PENALTY_COUNTS, Standing
from projections.pages import Row, snapshot
from projections.scope import Scope

_OBJECTS: LiteralString = """
SELECT permit_id AS key, 'PERMIT' AS kind, item, holder AS subject, permit_number AS number,
       case_id, state, valid_from, valid_to
  FROM proj.permit
 WHERE region = %(region)s AND item = ANY(%(items)s::text[]) AND state <> 'CANCELLED'
UNION ALL
SELECT commitment_id, 'COMMITMENT', item, holder, case_number, case_id, NULL, effective_on, NULL
  FROM proj.commitment
 WHERE region = %(region)s AND item = ANY(%(items)s::text[]) AND state IN ('IN_FORCE', 'CORRECTING')
 ORDER BY key LIMIT %(most)s"""
_PROMISES: LiteralString = """
SELECT holder AS subject, bool_or(state IN ('FULFILLED', 'FULFILLED_LATE')) AS kept,
       bool_or(state = 'CORRECTING') AS open_breach, bool_or(state = 'BREACHED') AS broken
  FROM proj.commitment WHERE region = %(region)s AND holder = ANY(%(subjects)s::uuid[])
 GROUP BY holder"""
_INSPECTED: LiteralString = """
SELECT subject, bool_or(cleared) AS kept, bool_or(open_breach) AS open_breach,
       coalesce(bool_or(penalised_on > %(since)s), false) AS broken,
       count(*) FILTER (WHERE org = %(org)s AND cap_year = %(year)s) AS inspections
  FROM proj.inspection WHERE region = %(region)s AND subject = ANY(%(subjects)s::uuid[])
 GROUP BY subject"""
_RECUSED: LiteralString = """
SELECT person, subject FROM proj.recusal
 WHERE region = %(region)s AND person = ANY(%(persons)s::text[]) AND declared_on <= %(on)s
   AND (valid_to IS NULL OR %(on)s < valid_to)"""


def sources(
    connection: psycopg.Connection[Any],
    scope: Scope,
    items: Sequence[str],
    persons: Sequence[str],
    on: date,
    *,
    org: str,
    most: int,
) -> tuple[list[Row], dict[UUID, Standing], list[tuple[str, UUID]], int]:
    """Candidates (at most `most` and one more), the standing of their holders, who is recused from
    whom on a date, and the position of all of it. The caller has judged whose items these are; a
    scope of items narrows them further. `org`: whose inspections of the year are counted."""
    seen = [one for one in items if scope.items is None or one in scope.items]
    params: dict[str, Any] = {"region": scope.region, "items": seen, "most": most + 1}
    with snapshot(connection) as (cur, position):
        objects = cur.execute(_OBJECTS, params).fetchall()
        subjects = list({row["subject"] for row in objects if row["subject"]})
        params |= {
            "subjects": subjects, "org": org, "year": on.year,
            "since": on - timedelta(days=PENALTY_COUNTS),
        }  # fmt: skip
        known = cur.execute(_PROMISES, params).fetchall()
        inspected = cur.execute(_INSPECTED, params).fetchall()
        recused = cur.execute(_RECUSED, {**params, "persons": list(persons), "on": on}).fetchall()
    standing = {row.pop("subject"): Standing(**row) for row in known}
    for row in inspected:
        subject = row.pop("subject")
        standing[subject] = standing.get(subject, Standing()).joined(Standing(**row))
    return objects, standing, [(row["person"], row["subject"]) for row in recused], position
