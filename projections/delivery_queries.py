"""The outgoing feed: all of it for the relay, one organisation's part for SSE and digests."""

from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg.rows import class_row

from projections.generations import PUSH
from projections.pages import Page, Row, snapshot
from projections.scope import Scope

_COLUMNS: LiteralString = """number, position, message_id, recipient, region, subject, type,
                             feed_seq, feed_hash, payload"""
_SELECT: LiteralString = f"SELECT {_COLUMNS} FROM proj.delivery"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One numbered message, ready to be sent. `payload` is CloudEvents JSON · `correlation`: of the
    act that it tells of, where it was asked for."""

    number: int
    position: int
    message_id: str
    recipient: str
    region: str
    subject: str
    type: str
    feed_seq: int
    feed_hash: str
    payload: bytes
    correlation: str | None = None


OUTGOING: LiteralString = f"""SELECT {_COLUMNS},
    (SELECT convert_from(state, 'UTF8')::jsonb -> 'meta' ->> 'correlationId'
       FROM ledger.event WHERE ledger.event.position = delivery.position) AS correlation
  FROM proj.delivery AS delivery WHERE number > %s ORDER BY number LIMIT %s"""
"""For the relay alone: deliveries after a number, at most so many, whoever they are for; rows of
`Outgoing` with `correlation`."""


def feed(
    connection: psycopg.Connection[Any], scope: Scope, *, after: int = 0, limit: int = 500
) -> Page[Outgoing]:
    """What the scope's organisations were sent after delivery `after`; for SSE.

    The last item's `number` is the next `after` (`Last-Event-ID`); `next` is None at the end.
    """
    where, params = scope.where(org="recipient")
    with snapshot(connection, PUSH) as (plain, position):
        cur = plain.connection.cursor(row_factory=class_row(Outgoing))
        items = cur.execute(
            f"{_SELECT} WHERE {where} AND number > %(after)s ORDER BY number LIMIT %(limit)s",
            {**params, "after": after, "limit": limit},
        ).fetchall()
    following = str(items[-1].number) if len(items) == limit else None
    return Page(items, following, position)


def feeds(connection: psycopg.Connection[Any], scope: Scope) -> Page[Row]:
    """The last number and hash of each feed: what a regulator compares with "you hold N, H".

    For scopes that are limited to items this is empty: a chain covers all items of its feed.
    """
    where, params = scope.where(org="recipient", item="NULL::text")
    with snapshot(connection, PUSH) as (cur, position):
        rows = cur.execute(
            f"SELECT region, recipient, seq, hash FROM proj.feed WHERE {where} ORDER BY 1, 2",
            params,
        ).fetchall()
    return Page(rows, None, position)
