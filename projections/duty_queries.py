"""The duties of one case at a moment, by the rules themselves."""

from datetime import datetime
from uuid import UUID

import orjson
import psycopg

from domain.monitoring.duties import from_json, told
from domain.monitoring.findings import Finding
from projections.pages import Row
from projections.scope import Scope


def owed_by(
    cur: psycopg.Cursor[Row], scope: Scope, case_id: UUID, now: datetime
) -> tuple[Finding, ...]:
    """What stands at `now` of the duties that a case, its tasks and its commitments have caused."""
    where, params = scope.where(orgs="orgs")
    rows = cur.execute(
        f"""SELECT rule, steps, evidence, org FROM (
              SELECT rule, steps, evidence, org, stream, nr FROM proj.duty
               WHERE case_id = %(case)s AND {where}
               UNION ALL
              SELECT rule, steps, evidence, org, stream, nr
                FROM (SELECT d.rule, d.steps, d.evidence, d.org, d.stream, d.nr, d.region, d.orgs,
                             coalesce(d.item, c.item) AS item
                        FROM proj.linkage_duty d
                        LEFT JOIN proj.monitored_case c ON c.case_id = d.case_id
                       WHERE d.case_id = %(case)s) AS linked
               WHERE {where}) AS owed
             ORDER BY rule, stream, nr""",
        {**params, "case": case_id},
    ).fetchall()
    duties = (
        from_json(row["rule"], orjson.loads(row["steps"]), row["evidence"], row["org"])
        for row in rows
    )
    return tuple(found for found in told(duties, now) if not found.cancelled)
