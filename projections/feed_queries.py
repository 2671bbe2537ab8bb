"""One feed by its own numbers: a stretch of it, what it was at some of them, and where it ends.

The caller says whose feed it is and has made sure that it may be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import class_row

from projections.deliveries_message import START
from projections.delivery_queries import Outgoing

_COLUMNS = """number, position, message_id, recipient, region, subject, type, feed_seq, feed_hash,
              payload"""
_FEED = "region = %(region)s AND recipient = %(org)s"


@dataclass(frozen=True, slots=True)
class FeedAt:
    """`last`: number of the newest message, 0 for none · `hashes`: of the chain at the numbers that
    were asked for, as far as the feed reaches; 0 has the hash before the first message."""

    last: int
    hashes: Mapping[int, str]


def stretch(
    connection: psycopg.Connection[Any], region: str, org: str, after: int, limit: int
) -> list[Outgoing]:
    """Messages after + 1, after + 2, … of a feed, at most `limit`."""
    with connection.cursor(row_factory=class_row(Outgoing)) as cur:
        return cur.execute(
            f"""SELECT {_COLUMNS} FROM proj.delivery
                 WHERE {_FEED} AND feed_seq > %(after)s ORDER BY feed_seq LIMIT %(limit)s""",
            {"region": region, "org": org, "after": after, "limit": limit},
        ).fetchall()


def feed_at(
    connection: psycopg.Connection[Any], region: str, org: str, seqs: Sequence[int] = ()
) -> FeedAt:
    """What the feed was at these numbers."""
    params = {"region": region, "org": org, "seqs": list(seqs)}
    end = connection.execute(f"SELECT seq, hash FROM proj.feed WHERE {_FEED}", params).fetchone()
    if end is None:
        return FeedAt(0, {0: START})
    rows = connection.execute(
        f"""SELECT feed_seq, feed_hash FROM proj.delivery
             WHERE {_FEED} AND feed_seq = ANY(%(seqs)s::bigint[])""",
        params,
    ).fetchall()
    return FeedAt(end[0], {0: START, **dict(rows), end[0]: end[1]})
