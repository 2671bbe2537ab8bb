"""年度频次: how often each company is inspected in a year, and which of it are beyond the cap (R4).

Reported inspections count as those worked here do: a report is never refused, so what exceeds the
cap is shown with the inspections that do.
"""

from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from projections.pages import Row, snapshot
from projections.permit_queries import Field

MOST_BEYOND = 20
"""Inspections beyond the cap that are named of one company; `used` counts them all."""
_USED: LiteralString = """
SELECT org, subject, cap_year, count(*)::int AS used,
       (count(*) FILTER (WHERE NOT native))::int AS reported, max(planned_date) AS last_planned
  FROM proj.inspection"""
_BEYOND: LiteralString = """
SELECT inspection_id, inspection_number, planned_date, native FROM (
SELECT *, row_number() OVER (PARTITION BY org, subject ORDER BY planned_date, position) AS place
  FROM proj.inspection
 WHERE region = %(region)s AND cap_year = %(year)s AND org = %(org)s AND subject = %(subject)s::uuid
) AS one WHERE place > %(cap)s"""


def caps(
    connection: psycopg.Connection[Any],
    field: Field,
    *,
    year: int,
    org: str | None = None,
    subject: str | None = None,
    limit: int = 50,
) -> tuple[list[Row], int]:
    """By organisation and company; the most first."""
    where, params = field.where()
    said = {**params, "org": org, "subject": subject, "year": year, "limit": limit}
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            f"""{_USED} WHERE {where} AND cap_year = %(year)s
                   AND (%(org)s::text IS NULL OR org = %(org)s)
                   AND (%(subject)s::uuid IS NULL OR subject = %(subject)s::uuid)
                 GROUP BY org, subject, cap_year ORDER BY used DESC, org, subject
                 LIMIT %(limit)s""",
            said,
        ).fetchall()
    return rows, position


def beyond(
    connection: psycopg.Connection[Any],
    field: Field,
    year: int,
    exceeded: Sequence[tuple[str, UUID, int]],
) -> dict[tuple[str, UUID], list[Row]]:
    """Of (organisation, company, cap): the inspections of the year beyond the cap, as planned."""
    found: dict[tuple[str, UUID], list[Row]] = {}
    where, params = field.where()
    with snapshot(connection) as (cur, _):
        for org, subject, cap in exceeded:
            said = {
                **params, "region": field.scope.region, "year": year, "org": org,
                "subject": str(subject), "cap": cap, "most": MOST_BEYOND,
            }  # fmt: skip
            found[org, subject] = cur.execute(
                f"{_BEYOND} AND {where} ORDER BY place LIMIT %(most)s", said
            ).fetchall()
    return found
