"""How far each subscription is: rows of ops, each change one statement, so that a kill loses none.

Settling never goes back (`greatest`): a worker that has lost its role a moment ago and the one that
has it now send a message twice at worst, with the same webhook-id.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

_OPEN = """
INSERT INTO ops.webhook (subscription, round, seq) VALUES (%(id)s, %(round)s, %(seq)s)
ON CONFLICT (subscription) DO UPDATE
   SET round = excluded.round, attempts = 0, next_at = NULL, failing_since = NULL
 WHERE ops.webhook.round < excluded.round"""
_READ = """
SELECT subscription, round, seq, number, attempts, next_at, failing_since FROM ops.webhook
 WHERE subscription = %s"""
_DELIVERED = """
UPDATE ops.webhook
   SET seq = greatest(seq, %(seq)s), number = greatest(number, %(number)s), attempts = 0,
       next_at = NULL, failing_since = NULL, last_status = %(status)s, last_failure = NULL,
       delivered_seq = greatest(delivered_seq, %(seq)s), delivered_at = %(now)s
 WHERE subscription = %(id)s"""
_PASSED = """
UPDATE ops.webhook SET seq = greatest(seq, %(seq)s), number = greatest(number, %(number)s),
       attempts = 0, next_at = NULL
 WHERE subscription = %(id)s"""
_FAILED = """
UPDATE ops.webhook
   SET attempts = %(attempts)s, next_at = %(next_at)s, last_status = %(status)s,
       last_failure = %(failure)s, failing_since = coalesce(failing_since, %(now)s)
 WHERE subscription = %(id)s"""
_DEAD = """
INSERT INTO ops.dead_letter (channel, number, reason) VALUES (%(channel)s, %(seq)s, %(failure)s)
ON CONFLICT (channel, number) DO UPDATE SET reason = excluded.reason, redriven_at = NULL"""
_REDRIVES = """
SELECT feed_seq, round, attempts, next_at, settled FROM ops.webhook_redrive
 WHERE subscription = %s"""
_REDRIVEN = """
INSERT INTO ops.webhook_redrive (subscription, feed_seq, round, attempts, next_at, settled)
VALUES (%(id)s, %(seq)s, %(round)s, %(attempts)s, %(next_at)s, %(settled)s)
ON CONFLICT (subscription, feed_seq) DO UPDATE
   SET round = excluded.round, attempts = excluded.attempts, next_at = excluded.next_at,
       settled = excluded.settled"""
_SENT_AGAIN = """
UPDATE ops.dead_letter SET redriven_at = %(now)s WHERE channel = %(channel)s AND number = %(seq)s"""
Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """`seq`, `number`: the last settled message; `attempts`: of the one after it."""

    subscription: UUID
    round: int
    seq: int
    number: int
    attempts: int
    next_at: datetime | None
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class Redrive:
    """A dead letter that is sent again, since the act at version `round`."""

    feed_seq: int
    round: int
    attempts: int = 0
    next_at: datetime | None = None
    settled: bool = False


def channel(subscription: UUID) -> str:
    """Of its dead letters in ops."""
    return f"webhook:{subscription}"


def opened(connection: Connection, subscription: UUID, round_: int, first: int) -> Progress:
    """The progress, begun at `first` if there is none; anew after an act of the subscription."""
    said = {"id": subscription, "round": round_, "seq": first - 1}
    connection.execute(_OPEN, said)
    with connection.cursor(row_factory=class_row(Progress)) as cur:
        found = cur.execute(_READ, [subscription]).fetchone()
    assert found
    return found


def delivered(
    connection: Connection, which: UUID, seq: int, number: int, status: int | None, now: datetime
) -> None:
    """A message was taken, and with it all before it are settled."""
    said = {"id": which, "seq": seq, "number": number, "status": status, "now": now}
    connection.execute(_DELIVERED, said)


def passed(connection: Connection, which: UUID, seq: int, number: int) -> None:
    """Up to here nothing was wanted."""
    connection.execute(_PASSED, {"id": which, "seq": seq, "number": number})


def failed(
    connection: Connection,
    which: UUID,
    attempts: int,
    next_at: datetime | None,
    failure: str,
    status: int | None,
    now: datetime,
) -> None:
    """One more attempt of the next message has failed."""
    said = {"id": which, "attempts": attempts, "next_at": next_at}
    connection.execute(_FAILED, {**said, "failure": failure, "status": status, "now": now})


def dead(connection: Connection, which: UUID, seq: int, number: int, failure: str) -> None:
    """A message is given up; the feed goes on after it."""
    with connection.transaction():
        said = {"channel": channel(which), "seq": seq, "failure": failure}
        connection.execute(_DEAD, said)
        passed(connection, which, seq, number)


def redrives(connection: Connection, which: UUID) -> dict[int, Redrive]:
    """What is known of messages that are sent again, by feed number."""
    return {row[0]: Redrive(*row) for row in connection.execute(_REDRIVES, [which])}


def redriven(
    connection: Connection, which: UUID, one: Redrive, now: datetime, failure: str
) -> None:
    """After an attempt: `settled` without a failure: taken; with one: among the dead again."""
    said = {
        "id": which, "seq": one.feed_seq, "round": one.round, "attempts": one.attempts,
        "next_at": one.next_at, "settled": one.settled,
        "channel": channel(which), "now": now, "failure": failure,
    }  # fmt: skip
    with connection.transaction():
        connection.execute(_REDRIVEN, said)
        if one.settled:
            connection.execute(_DEAD if failure else _SENT_AGAIN, said)
