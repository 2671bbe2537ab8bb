"""What the role `webhooks` has to do: subscriptions with something due, and messages of a feed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import class_row

_READY = """
SELECT s.subscription_id, s.region, s.org, s.channel, s.requested,
       coalesce(w.attempts, 0) > 0 AS failing
  FROM proj.subscription s
  LEFT JOIN ops.webhook w ON w.subscription = s.subscription_id
  LEFT JOIN proj.feed f ON f.region = s.region AND f.recipient = s.org
 WHERE s.state IN ('UNVERIFIED', 'ACTIVE')
   AND (w.subscription IS NULL OR w.round < s.round
        OR ((w.next_at IS NULL OR w.next_at <= %(now)s)
            AND (s.state = 'UNVERIFIED' OR f.seq > w.seq))
        OR (SELECT r.next_at IS NULL OR r.next_at <= %(now)s
              FROM proj.dead_letter d LEFT JOIN ops.webhook_redrive r
                ON r.subscription = d.subscription_id AND r.feed_seq = d.feed_seq
               AND r.round >= d.round
             WHERE d.subscription_id = s.subscription_id AND d.redriven
               AND NOT coalesce(r.settled, false)
             ORDER BY d.feed_seq LIMIT 1))
 ORDER BY s.subscription_id"""
_AFTER = """
SELECT number, position, message_id, item, function, priority, type, stream, feed_seq, payload
  FROM proj.delivery
 WHERE region = %(region)s AND recipient = %(org)s AND number > %(number)s AND feed_seq > %(seq)s
 ORDER BY number LIMIT %(limit)s"""
_SOME = """
SELECT number, position, message_id, item, function, priority, type, stream, feed_seq, payload
  FROM proj.delivery
 WHERE region = %(region)s AND recipient = %(org)s AND feed_seq = ANY(%(seqs)s)
 ORDER BY number"""


@dataclass(frozen=True, slots=True)
class Due:
    """A subscription with something to do. `requested`: position of its request in the log.
    `failing`: its last attempt was in vain."""

    subscription_id: UUID
    region: str
    org: str
    channel: str
    requested: int
    failing: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a feed. `stream`: what it is about."""

    number: int
    position: int
    message_id: str
    item: str | None
    function: str | None
    priority: str | None
    type: str
    stream: UUID
    feed_seq: int
    payload: bytes

    @property
    def data(self) -> dict[str, Any]:
        """What it says."""
        return orjson.loads(self.payload)["data"]


def due(connection: psycopg.Connection[Any], now: datetime) -> list[Due]:
    """Subscriptions that can be worked on at `now`; for the worker alone."""
    with connection.cursor(row_factory=class_row(Due)) as cur:
        return cur.execute(_READY, {"now": now}).fetchall()


def messages(
    connection: psycopg.Connection[Any],
    one: Due,
    *,
    number: int,
    seq: int,
    limit: int,
) -> list[Message]:
    """What follows in the feed of a subscription's organisation; for the worker alone."""
    said = {"region": one.region, "org": one.org, "number": number, "seq": seq, "limit": limit}
    with connection.cursor(row_factory=class_row(Message)) as cur:
        return cur.execute(_AFTER, said, binary=True).fetchall()


def named(connection: psycopg.Connection[Any], one: Due, seqs: list[int]) -> list[Message]:
    """Messages by their number in that feed, in its order; for the worker alone."""
    said = {"region": one.region, "org": one.org, "seqs": seqs}
    with connection.cursor(row_factory=class_row(Message)) as cur:
        return cur.execute(_SOME, said, binary=True).fetchall()
