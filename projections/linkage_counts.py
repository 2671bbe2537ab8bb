"""What the rhythm counts, as the log stood at a position (domain.md §1.3, §7)."""

from datetime import date, datetime
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import class_row

from projections.generations import PROJECTOR

_LATEST = """
SELECT position FROM ledger.event WHERE log = (SELECT id FROM ledger.log WHERE region = %s)
   AND recorded_at < %s ORDER BY index DESC LIMIT 1"""
_FOUR = """
SELECT org, count(*) AS pushed,
       count(*) FILTER (WHERE waits) AS unclaimed,
       count(*) FILTER (WHERE claimed <= %(position)s AND claimed_at >= %(begins)s)
         AS claimed_today,
       count(*) FILTER (WHERE waits AND pushed_at >= %(month)s) AS unclaimed_this_month
  FROM (SELECT *, coalesce(least(answered, ended) > %(position)s, true) AS waits
          FROM proj.linkage_turn
         WHERE region = %(region)s AND NOT historic AND NOT interim
           AND pushed <= %(position)s) AS turn
 GROUP BY org ORDER BY org"""
_SENT = """
SELECT t.org, min(t.pushed_at) AS first, d.last
  FROM proj.linkage_turn t
  LEFT JOIN (SELECT org, max(day) AS last FROM proj.digest WHERE region = %(region)s GROUP BY org) d
    USING (org)
 WHERE t.region = %(region)s AND NOT t.historic AND NOT t.interim
 GROUP BY t.org, d.last ORDER BY t.org"""


class FourCounts(NamedTuple):
    """日报四数 of one organisation: all pushed to it so far, those it has not answered, those that
    it claimed on the day, those of this month that it has not answered. History that was only
    reported counts nowhere, nor does who answers only during a dispute; what was deemed claimed is
    neither unclaimed nor claimed."""

    org: str
    pushed: int
    unclaimed: int
    claimed_today: int
    unclaimed_this_month: int


class Digested(NamedTuple):
    """An organisation, when it was first pushed anything, and the last day it has a digest of."""

    org: str
    first: datetime
    last: date | None


def position_at(connection: psycopg.Connection[Any], region: str, end: datetime) -> int:
    """Position of the last event of the region recorded before `end`; 0 if there is none."""
    row = connection.execute(_LATEST, (region, end)).fetchone()
    return row[0] if row else 0


def is_read(connection: psycopg.Connection[Any], position: int) -> bool:
    """Whether the projections have read everything up to `position`."""
    row = connection.execute(
        "SELECT position >= %s FROM ops.follower WHERE name = %s", (position, PROJECTOR)
    ).fetchone()
    return bool(row and row[0])


def four_counts(
    connection: psycopg.Connection[Any],
    region: str,
    position: int,
    *,
    begins: datetime,
    month: datetime,
) -> list[FourCounts]:
    """By organisation, as of `position`. `begins`: of the day, `month`: of its month."""
    params = {"region": region, "position": position, "begins": begins, "month": month}
    with connection.cursor(row_factory=class_row(FourCounts)) as cur:
        return cur.execute(_FOUR, params).fetchall()


def digested(connection: psycopg.Connection[Any], region: str) -> list[Digested]:
    """Every organisation that has been pushed anything, with its last digest."""
    with connection.cursor(row_factory=class_row(Digested)) as cur:
        return cur.execute(_SENT, {"region": region}).fetchall()
