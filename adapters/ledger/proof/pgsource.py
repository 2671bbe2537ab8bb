"""A log in PostgreSQL, read in one snapshot through binary COPY: nothing is decoded twice.

Every column is cast and made not null, so that a changed column type or a value out of range
becomes a finding of the verifier rather than its crash.
"""

import struct
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import Any

import psycopg
from psycopg import sql

from adapters.ledger.proof.copyout import copy_out
from adapters.ledger.proof.leaf import instant_of_2000
from adapters.ledger.proof.source import Head, Row

_COLUMNS = """
  coalesce(position::bigint, -1), coalesce(index::bigint, -1),
  coalesce(stream::uuid, '00000000-0000-0000-0000-000000000000'),
  coalesce(version::int, -1), coalesce(recorded_at::timestamptz, 'infinity'),
  CASE WHEN octet_length(leaf_hash::bytea) = 32 THEN leaf_hash::bytea
       ELSE decode(repeat('00', 32), 'hex') END,
  coalesce(type::text, ''), coalesce(state::bytea, '')
"""
_FIXED = struct.Struct("!2x4xq4xq4x16s4xi4xq4x32si")
"""The fixed columns; the count and the lengths before them cannot be others (`_COLUMNS`)."""
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
"""Signature, flags, length of an extension: always these 19 bytes (PostgreSQL manual, COPY)."""
_NO_INSTANT = "9999-99-99T99:99:99.999999Z"


@contextmanager
def snapshot(conninfo: str) -> Generator["Snapshot"]:
    """All logs of a database as of one moment, read-only."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        begin_snapshot(connection)
        yield Snapshot(connection)
        connection.execute("ROLLBACK")


def begin_snapshot(connection: psycopg.Connection[Any]) -> None:
    """Begin the transaction that a `Snapshot` needs, on an autocommit connection."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    # rows must stream from the index: a sort would first copy the whole log to disk
    connection.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")


@contextmanager
def join_snapshot(conninfo: str, name: str) -> Generator[psycopg.Connection[Any]]:
    """A connection that sees exactly what the transaction that exported `name` sees."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        begin_snapshot(connection)
        connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(name))
        yield connection
        connection.execute("ROLLBACK")


class Snapshot:
    """The logs that one repeatable-read transaction sees."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def logs(self) -> list["PgLog"]:
        """Every log, by id."""
        found = self._connection.execute("SELECT id FROM ledger.log ORDER BY id").fetchall()
        return [PgLog(self._connection, number) for (number,) in found]

    def log(self, origin: str) -> "PgLog":
        """The log of this origin; raises LookupError."""
        query = "SELECT id FROM ledger.log WHERE origin = %s"
        row = self._connection.execute(query, (origin,)).fetchone()
        if row is None:
            raise LookupError(f"no log {origin}")
        return PgLog(self._connection, row[0])

    def positions(self) -> tuple[int, int, int, int]:
        """(number of events, lowest, highest position, position of the database head)."""
        row = self._connection.execute(
            "SELECT count(*), coalesce(min(position), 0), coalesce(max(position), 0),"
            " coalesce((SELECT max(position) FROM ledger.head), 0) FROM ledger.event"
        ).fetchone()
        assert row is not None
        return row


class PgLog:
    """A `LogSource` over one row of ledger.log."""

    def __init__(self, connection: psycopg.Connection[Any], number: int) -> None:
        self._connection = connection
        self.number = number

    def head(self) -> Head:
        """The stored head; the frontier of an empty log is not kept."""
        row = self._connection.execute(
            "SELECT origin, size, root, frontier FROM ledger.log WHERE id = %s", (self.number,)
        ).fetchone()
        assert row is not None
        origin, size, root, frontier = row
        return Head(origin, size, bytes(root), bytes(frontier) if size else None)

    def count(self) -> int:
        """How many entries there are, whatever their indexes."""
        query = "SELECT count(*) FROM ledger.event WHERE log = %s"
        row = self._connection.execute(query, (self.number,)).fetchone()
        assert row is not None
        return row[0]

    def export(self) -> str:
        """The name of this snapshot, for `join_snapshot`, while the transaction lasts."""
        row = self._connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        return row[0]

    def subtrees(self) -> dict[tuple[int, int], bytes]:
        """(level, idx) → hash."""
        rows = self._connection.execute(
            "SELECT level, idx, hash FROM ledger.subtree WHERE log = %s", (self.number,)
        )
        return {(level, idx): bytes(value) for level, idx, value in rows}

    def checkpoints(self) -> list[str]:
        """The distinct notes; re-signing an unchanged log gives the same note again."""
        rows = self._connection.execute(
            "SELECT DISTINCT note FROM ledger.checkpoint WHERE log = %s", (self.number,)
        )
        return [note for (note,) in rows]

    def rows(self, start: int = 0, end: int | None = None) -> Iterator[Row]:
        """Entries in order of index. Nothing else may use the connection before it is consumed."""
        upper = "" if end is None else f"AND index < {int(end)}"
        query = (
            f"COPY (SELECT {_COLUMNS} FROM ledger.event WHERE log = {self.number} "
            f"AND index >= {int(start)} {upper} ORDER BY index) TO STDOUT (FORMAT binary)"
        )
        return _rows(copy_out(self._connection, query))


def _rows(messages: Iterable[bytes | memoryview]) -> Iterator[Row]:
    """Each message is one row, as the protocol has it; the first begins with the file header."""
    unpack, size = _FIXED.unpack_from, _FIXED.size
    last_micros, recorded_at = None, ""
    messages = iter(messages)
    first = bytes(next(messages, b""))
    for message in chain([first.removeprefix(_HEADER)], messages):
        data = bytes(message)
        if len(data) < size:  # the trailer: read on to the end
            continue
        position, index, stream, version, micros, leaf, width = unpack(data)
        if micros != last_micros:
            last_micros, recorded_at = micros, _instant(micros)
        end = size + width
        kind = _text(data[size:end])
        yield position, index, stream, version, kind, recorded_at, data[end + 4 :], leaf, None


@lru_cache(maxsize=4096)
def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _instant(micros: int) -> str:
    try:
        return instant_of_2000(micros)
    except OverflowError:  # 'infinity', or a year that no clock of ours has written
        return _NO_INSTANT
