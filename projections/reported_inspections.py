"""Inspections that sources report of a company, by the view and by what the log has learned since.

Reports take no slot of the yearly cap, because a report is never refused; whoever plans the next
inspection here must see them all the same (fact 22).
"""

from typing import Any, LiteralString
from uuid import UUID

import psycopg

from domain.supervision.inspection_events import InspectionPlanned
from projections.generations import PROJECTOR
from projections.supervised import FARTHEST

_REACHED: LiteralString = """
SELECT coalesce((SELECT position FROM ops.follower WHERE name = %s), 0), position
  FROM ledger.head WHERE id = 1"""
_IN_VIEW: LiteralString = """
SELECT inspection_id FROM proj.inspection
 WHERE region = %s AND org = %s AND subject = %s AND cap_year = %s AND NOT native"""
_SINCE: LiteralString = """
SELECT DISTINCT stream FROM ledger.event
 WHERE position > %s AND position <= %s AND type = %s
   AND position(convert_to(%s, 'UTF8') IN state) > 0"""


def reported_on(
    connection: psycopg.Connection[Any], region: str, org: str, subject: UUID, year: int
) -> list[UUID]:
    """Streams that may count against the cap of a company in a year; the reader folds them.

    What the log has taken far ahead of the view (a whole history being imported) is left out.
    """
    row = connection.execute(_REACHED, [PROJECTOR]).fetchone()
    position, head = row if row else (0, 0)
    found: list[Any] = []
    try:
        found = connection.execute(_IN_VIEW, [region, org, subject, year]).fetchall()
    except psycopg.errors.UndefinedTable:  # the projector has never run yet
        position = 0
    if position < head <= position + FARTHEST:
        said = [position, head, InspectionPlanned.TYPE, str(subject)]
        found += connection.execute(_SINCE, said).fetchall()
    return list(dict.fromkeys(stream for (stream,) in found))
