"""Certificate batches: lists, one of them, and what has not been in one yet."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import class_row

from projections.pages import Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

_SELECT = """SELECT batch_id, region, org, priority, first, last, part, parts, lines, counted_at,
                    sent_at, position FROM proj.push_batch"""
_KEY = (("position", "bigint"),)
_SETTLED = """
SELECT coalesce(max(counted_at), 0) FROM proj.push_batch
 WHERE region = %(region)s AND priority = %(priority)s
   AND last < (SELECT max(last) FROM proj.push_batch
                WHERE region = %(region)s AND priority = %(priority)s)"""
_CHANGES = f"""
SELECT c.position, c.permit_id, p.permit_number, p.item, c.reason, c.effective_on, c.recorded_at
  FROM proj.certificate c JOIN proj.permit p USING (permit_id)
 WHERE c.region = %(region)s AND c.position > ({_SETTLED}) AND c.position <= %(through)s
   AND p.item = ANY(%(items)s)
 ORDER BY c.position"""
_FIRST = f"SELECT min(recorded_at) FROM ({_CHANGES}) AS change"


@dataclass(frozen=True, slots=True)
class BatchFilter:
    """None means any."""

    priority: str | None = None
    org: str | None = None


class Change(NamedTuple):
    """What became of one certificate, in the order of the log."""

    position: int
    permit_id: UUID
    permit_number: str | None
    item: str
    reason: str
    effective_on: date
    recorded_at: datetime


def unsettled(
    connection: psycopg.Connection[Any],
    region: str,
    priority: str,
    items: list[str],
    through: int,
) -> list[Change]:
    """Changes of these items, recorded up to position `through`, since the batch before the last
    one of this urgency: the last may not have reached everybody yet."""
    params = {"region": region, "priority": priority, "items": items, "through": through}
    with connection.cursor(row_factory=class_row(Change)) as cur:
        return cur.execute(_CHANGES, params).fetchall()


def first_unsettled(
    connection: psycopg.Connection[Any], region: str, priority: str, items: list[str]
) -> datetime | None:
    """When the first of them was recorded."""
    params = {"region": region, "priority": priority, "items": items, "through": 2**62}
    row = connection.execute(_FIRST, params).fetchone()
    return row[0] if row else None


def batches(
    connection: psycopg.Connection[Any],
    scope: Scope,
    wanted: BatchFilter,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Batches, the newest first, without their lines. None for a scope that is limited to items: a
    batch covers all of them."""
    filters, after = asdict(wanted), None
    if cursor:
        filters, after = decode("push_batches", cursor)
    where, params = _where(scope)
    if filters.get("priority"):
        where += " AND priority = %(priority)s"
    if filters.get("org"):
        where += " AND org = %(org)s"
    listing = Listing("push_batches", _SELECT, _KEY, descending=True)
    with snapshot(connection) as (cur, position):
        rows, following = fetch(cur, listing, where, {**params, **filters}, filters, after, limit)
    return Page(rows, following, position)


def batch(connection: psycopg.Connection[Any], scope: Scope, batch_id: UUID) -> Row | None:
    """One batch with its certificates, or None where the scope does not allow it."""
    where, params = _where(scope)
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"SELECT * FROM proj.push_batch WHERE batch_id = %(id)s AND {where}",
            {**params, "id": batch_id},
        ).fetchone()
    if row is None:
        return None
    return {**row, "certificates": orjson.loads(row["certificates"]), "as_of_position": position}


def _where(scope: Scope) -> tuple[LiteralString, dict[str, Any]]:
    return scope.where(org="org", item="NULL::text")
