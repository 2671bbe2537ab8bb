"""检查、处罚逾期: what is overdue, by organisation (S3) and as the log once stood (agenda).

Most of their deadlines have a rule of §6 that finds them missed; for the decision of a penalty and
its delivery this is where they are seen.
"""

from datetime import date
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import orjson
import psycopg

from domain.supervision.inspection_dues import dues
from domain.timing.calendar import WorkCalendar
from projections.inspections import inspection_of
from projections.pages import Row
from projections.scope import Scope

_BY_ORG: LiteralString = """
SELECT org, count(*) AS n FROM proj.inspection WHERE org IS NOT NULL AND due_on < %(today)s AND """
_MAYBE: LiteralString = """
SELECT inspection_id, facts FROM proj.inspection
 WHERE region = %(region)s AND native AND (due_on < %(today)s OR position > %(position)s)"""


class Overdue(NamedTuple):
    """An inspection that owes something since before the day asked about; `since`: the first."""

    inspection: UUID
    number: str
    org: str | None
    since: date


def overdue_by_organisation(
    cur: psycopg.Cursor[Row], scope: Scope, *, today: date
) -> dict[str, int]:
    """Inspections of which something was owed before today."""
    where, params = scope.where(orgs="orgs")
    rows = cur.execute(f"{_BY_ORG} {where} GROUP BY org", {**params, "today": today}).fetchall()
    return {row["org"]: row["n"] for row in rows}


def overdue_as_of(
    connection: psycopg.Connection[Any],
    region: str,
    position: int,
    today: date,
    calendar: WorkCalendar,
) -> list[Overdue]:
    """What was overdue on a day, of what had been recorded by `position`."""
    said = {"region": region, "position": position, "today": today}
    found = []
    for stream, text in connection.execute(_MAYBE, said).fetchall():
        one = inspection_of(stream, orjson.loads(text), position)
        owed = dues(one, calendar)
        if owed and owed[0].on < today:
            found.append(Overdue(stream, one.number or str(stream), one.org, owed[0].on))
    return found
