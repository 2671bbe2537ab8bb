"""Cursor pages: the sort key and the filters are fixed inside an opaque cursor.

A cursor grants nothing: the reader's scope is applied to every page anew. Every result states its
follower's position of the snapshot that it was read from.
"""

import base64
import binascii
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, LiteralString, TypeVar
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import dict_row

from projections.generations import PROJECTOR

MAX_LIMIT = 1000
RESERVED = ("scope_", "key_")
"""Parameters of the scope and of the sort key: no filter of a cursor may be called like them."""
Row = dict[str, Any]
T = TypeVar("T")


class BadCursor(ValueError):
    """The cursor was not made by this query."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`next` is None on the last page; `position` is the follower's in this snapshot."""

    items: list[T]
    next: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are in each bucket."""

    buckets: dict[str, Any]
    position: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One list query: where, in which order, from which row on."""

    name: str
    select: LiteralString
    key: tuple[tuple[LiteralString, LiteralString], ...]  # (column, SQL type); unique together
    descending: bool = False
    arms: tuple[LiteralString, ...] = ()
    """Where the list is a union of these: each gives one page of its own, so that each can be read
    from an index, and `select` is what is shown of the page that they make together."""

    def page(self, conditions: LiteralString) -> LiteralString:
        """The statement of one page."""
        direction = "DESC" if self.descending else "ASC"
        order = ", ".join(f"{name} {direction}" for name, _ in self.key)
        end = f"ORDER BY {order} LIMIT %(size)s"
        if not self.arms:
            return f"{self.select} WHERE {conditions} {end}"
        each = " UNION ALL ".join(
            f"(SELECT * FROM ({arm}) AS arm WHERE {conditions} {end})" for arm in self.arms
        )
        return (
            f"{self.select} FROM (SELECT * FROM ({each}) AS found {end}) AS page ORDER BY {order}"
        )


def encode(query: str, filters: Mapping[str, Any], key: list[Any]) -> str:
    """An opaque cursor after the row with `key`."""
    packed = orjson.dumps({"q": query, "f": dict(filters), "k": key}, default=str)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode(query: str, cursor: str) -> tuple[dict[str, Any], list[Any]]:
    """Filters and key of a cursor; raises BadCursor."""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = orjson.loads(packed)
        if found["q"] != query:
            raise BadCursor(f"this cursor belongs to {found['q']}, not to {query}")
        if any(name.startswith(RESERVED) for name in found["f"]):
            raise BadCursor("not a cursor of this service")
        return dict(found["f"]), list(found["k"])
    except BadCursor:
        raise
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise BadCursor("not a cursor of this service") from error


@contextmanager
def snapshot(
    connection: psycopg.Connection[Any], follower: str = PROJECTOR
) -> Generator[tuple[psycopg.Cursor[Row], int]]:
    """A cursor of dict rows on one snapshot, and the follower's position in it.

    Inside a transaction of the caller's, its snapshot is used as it is.
    """
    idle = connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cur:
        if idle:
            cur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = cur.execute(
            "SELECT position FROM ops.follower WHERE name = %s", (follower,)
        ).fetchone()
        yield cur, row["position"] if row else 0


def fetch(
    cur: psycopg.Cursor[Row],
    listing: Listing,
    where: LiteralString,
    params: Mapping[str, Any],
    filters: Mapping[str, Any],
    after: list[Any] | None,
    limit: int,
) -> tuple[list[Row], str | None]:
    """One keyset page of `listing` under `where`, and the cursor of the next."""
    size = max(1, min(limit, MAX_LIMIT))
    columns = [name for name, _ in listing.key]
    names = ", ".join(columns)
    conditions: list[LiteralString] = [where]
    bound = dict(params)
    if after is not None:
        if len(after) != len(columns):
            raise BadCursor("not a cursor of this query")
        marks = ", ".join(f"%({_bare(name)})s::{kind}" for name, kind in listing.key)
        beyond: LiteralString = "<" if listing.descending else ">"
        conditions.append(f"({names}) {beyond} ({marks})")
        # said of the first column alone too: an arm of a union may know no index for all of them
        conditions.append(f"{columns[0]} {beyond}= {marks.partition(', ')[0]}")
        bound |= {_bare(name): value for name, value in zip(columns, after, strict=True)}
    statement = listing.page(" AND ".join(conditions))
    try:
        rows = cur.execute(statement, bound | {"size": size + 1}).fetchall()
    except psycopg.DataError as error:
        if after is None:
            raise
        raise BadCursor("not a cursor of this query") from error
    more = len(rows) > size
    rows = rows[:size]
    following = None
    if more:
        key = [_plain(rows[-1][name.rpartition(".")[2]]) for name in columns]
        following = encode(listing.name, filters, key)
    return rows, following


def _bare(column: LiteralString) -> LiteralString:
    """Name of the parameter that holds a key column's value."""
    return "key_" + column.replace(".", "_")


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
