"""Subscriptions of an organisation with how far they are, their dead letters, its reminders."""

from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg

from projections.pages import Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

_ITEM: LiteralString = """CASE WHEN items <> '{}' AND items <@ %(scope_items)s::text[]
    THEN items[1] END"""
"""A post that is limited to items sees the subscriptions that are limited to these."""
_SELECT = """
SELECT s.subscription_id, s.region, s.org, s.channel, s.endpoint, s.posts, s.wanted, s.state,
       s.from_seq, s.generation, s.rotated_at, s.requested_at, s.reason, s.position,
       w.delivered_seq, w.delivered_at, coalesce(w.attempts, 0) AS failures, w.next_at,
       w.failing_since, w.last_status, w.last_failure,
       CASE WHEN s.state = 'ENDED' THEN 0
            ELSE greatest(0, coalesce(f.seq, 0) - coalesce(w.seq, s.from_seq - 1)) END AS backlog,
       (SELECT count(*) FROM proj.dead_letter d
         WHERE d.subscription_id = s.subscription_id AND NOT d.redriven) AS dead_letters
  FROM proj.subscription s
  LEFT JOIN ops.webhook w ON w.subscription = s.subscription_id
  LEFT JOIN proj.feed f ON f.region = s.region AND f.recipient = s.org"""
_OWN: LiteralString = " AND (%(subscription)s::uuid IS NULL OR subscription_id = %(subscription)s)"
_KEY = (("requested_at", "timestamptz"), ("subscription_id", "uuid"))
_LETTERS = """
SELECT feed_seq, at, attempts, reason, status, redriven, position FROM proj.dead_letter"""
_SMS = """
SELECT sms_id, region, org, post, reminder, about, number, due, state, queued_at, ended_at, reason,
       position FROM proj.sms"""


def subscriptions(
    connection: psycopg.Connection[Any], scope: Scope, *, cursor: str | None = None, limit: int = 50
) -> Page[Row]:
    """By the time of their request. `backlog`: messages of the feed that are not settled yet;
    `failures`: attempts that failed since the last success."""
    after = decode("subscriptions", cursor)[1] if cursor else None
    where, params = _where(scope)
    with snapshot(connection) as (cur, position):
        listing = Listing("subscriptions", _SELECT, _KEY)
        rows, following = fetch(cur, listing, where, params, {}, after, limit)
    return Page([_shown(row) for row in rows], following, position)


def count(connection: psycopg.Connection[Any], region: str, org: str) -> int:
    """How many subscriptions of an organisation have not ended; for a ruling."""
    row = connection.execute(
        """SELECT count(*) FROM proj.subscription
            WHERE region = %s AND org = %s AND state <> 'ENDED'""",
        [region, org],
    ).fetchone()
    return row[0] if row else 0


def subscription(connection: psycopg.Connection[Any], scope: Scope, which: UUID) -> Row | None:
    """One subscription, or None where there is none or the scope does not allow it."""
    where, params = _where(scope, which)
    with snapshot(connection) as (cur, position):
        row = cur.execute(f"{_SELECT} WHERE {where}", params).fetchone()
    return {**_shown(row), "as_of_position": position} if row else None


def dead_letters(
    connection: psycopg.Connection[Any],
    scope: Scope,
    which: UUID,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row] | None:
    """Dead letters of one subscription by feed number; None where `subscription` is None."""
    after = decode("dead_letters", cursor)[1] if cursor else None
    where, params = _where(scope, which)
    with snapshot(connection) as (cur, position):
        if cur.execute(f"SELECT FROM proj.subscription s WHERE {where}", params).fetchone() is None:
            return None
        listing = Listing("dead_letters", _LETTERS, (("feed_seq", "bigint"),))
        mine = "subscription_id = %(subscription)s"
        rows, following = fetch(cur, listing, mine, params, {}, after, limit)
    return Page(rows, following, position)


def reminders(
    connection: psycopg.Connection[Any], scope: Scope, *, cursor: str | None = None, limit: int = 50
) -> Page[Row]:
    """Reminders to the posts of the scope's organisations, the newest first."""
    after = decode("reminders", cursor)[1] if cursor else None
    where, params = scope.where(org="org", item="NULL::text")
    with snapshot(connection) as (cur, position):
        key = (("queued_at", "timestamptz"), ("sms_id", "uuid"))
        listing = Listing("reminders", _SMS, key, descending=True)
        rows, following = fetch(cur, listing, where, params, {}, after, limit)
    return Page(rows, following, position)


def _where(scope: Scope, which: UUID | None = None) -> tuple[LiteralString, dict[str, Any]]:
    where, params = scope.where(org="s.org", item=_ITEM, region="s.region")
    return where + _OWN, {**params, "subscription": which}


def _shown(row: Row) -> Row:
    """What stands behind the `?` of an address may be a password of its receiver."""
    endpoint, wanted = row["endpoint"], orjson.loads(row["wanted"])
    return {**row, "endpoint": endpoint and endpoint.partition("?")[0], "wanted": wanted}
