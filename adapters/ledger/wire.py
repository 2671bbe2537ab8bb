"""The appender's own connection: two prepared statements in one round trip, nothing in between.

psycopg's cursors cost about 100 µs a statement in Python; at one writer that alone would halve the
rate. This talks to libpq through psycopg's C wrapper. That wrapper keeps the GIL in calls that
block, so nothing here may block: the socket is non-blocking, and waiting is done in `poll`.
"""

import select
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import ConnStatus, ExecStatus, Format

from adapters.ledger import packing as p
from adapters.ledger.bounded import BoundedConnection

_BATCH_TYPES = (p.INT4S, p.UUIDS, p.BYTEAS, p.TEXTS)
_APPEND_TYPES = (
    *(p.INT8, p.INT4S, p.INT8S, p.UUIDS, p.INT4S, p.TEXTS, p.INSTANTS, p.BYTEAS, p.BYTEAS),
    *(p.BYTEAS, p.INT8S, p.INT4S, p.BYTEAS),
    *(p.INT4S, p.INT8S, p.BYTEAS, p.BYTEAS, p.INSTANTS),
    *(p.INT4S, p.INT4S, p.INT8S, p.BYTEAS),
    *(p.TEXTS, p.INT8S),
)


def _call(function: str, columns: str, types: Sequence[int]) -> str:
    marks = ", ".join(f"${number}" for number in range(1, len(types) + 1))
    return f"SELECT {columns} {function}({marks})"


_STATEMENTS: dict[bytes, tuple[str, Sequence[int]]] = {
    b"begin": ("BEGIN ISOLATION LEVEL READ COMMITTED", ()),
    b"batch": (_call("ledger.begin_batch", "* FROM", _BATCH_TYPES), _BATCH_TYPES),
    b"append": (_call("ledger.append", "", _APPEND_TYPES), _APPEND_TYPES),
    b"commit": ("COMMIT", ()),
    b"rollback": ("ROLLBACK", ()),
    b"leaf": ("SELECT leaf_hash FROM ledger.event WHERE position = $1", (p.INT8,)),
}
_FROZEN = "SET idle_in_transaction_session_timeout = '10s'"
"""A process that is frozen between its two trips must not keep the head lock from all others."""
_KEEPALIVE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A server that vanished without a word is noticed in seconds, not in two hours."""
SILENCE = 10.0
"""Seconds that a server which is there may say nothing: writers wait for it."""
_GOOD = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK, ExecStatus.PIPELINE_SYNC)


class Wire:
    """One connection in pipeline mode with the appender's statements prepared on it."""

    def __init__(self, url: str) -> None:
        given = conninfo_to_dict(url)
        wanted = {name: value for name, value in _KEEPALIVE.items() if name not in given}
        self._connection: psycopg.Connection[Any] = BoundedConnection.connect(
            make_conninfo(url, **wanted),
            autocommit=True,
            application_name="shenguan-appender",
        )
        self._connection.execute(_FROZEN)
        self._pg = self._connection.pgconn
        self._pg.enter_pipeline_mode()
        self._pg.nonblocking = 1
        self._poll = select.poll()
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        try:
            for name, (statement, types) in _STATEMENTS.items():
                self._pg.send_prepare(name, statement.encode(), types)
            self._answers()
        except psycopg.Error as error:
            raise self._failure(error) from error

    def close(self) -> None:
        """Close; an open transaction is rolled back by the server."""
        self._connection.close()

    def run(self, *statements: tuple[bytes, Sequence[bytes]]) -> list[list[bytes | None]]:
        """Run statements in one round trip; returns the first row of each, or an empty one.

        Raises:
            psycopg.OperationalError: the connection is gone; the fate of a COMMIT is unknown.
            psycopg.Error: a statement failed; a transaction begun before is open and aborted.
        """
        for name, values in statements:
            formats = [Format.BINARY] * len(values)
            self._pg.send_query_prepared(name, values, formats, Format.BINARY)
        return self._answers()

    def _answers(self) -> list[list[bytes | None]]:
        """Send what is queued and take every answer."""
        self._pg.pipeline_sync()
        while self._pg.flush():
            if self._wait(select.POLLIN | select.POLLOUT) & select.POLLIN:
                self._pg.consume_input()
        rows: list[list[bytes | None]] = []
        failure: psycopg.Error | None = None
        while True:
            while self._pg.is_busy():
                self._wait(select.POLLIN)
                self._pg.consume_input()
            result = self._pg.get_result()
            if result is None:
                if self._pg.status == ConnStatus.BAD:
                    break
                continue  # end of one statement's results
            if result.status == ExecStatus.PIPELINE_SYNC:
                break
            if result.status not in _GOOD and result.status != ExecStatus.PIPELINE_ABORTED:
                failure = failure or errors.error_from_result(result)
            count = result.nfields if result.ntuples else 0
            rows.append([result.get_value(0, column) for column in range(count)])
        if failure or self._pg.status == ConnStatus.BAD:
            raise self._failure(failure)
        return rows

    def _failure(self, error: psycopg.Error | None) -> psycopg.Error:
        """The error, as an OperationalError if the connection is gone: libpq's have no SQLSTATE."""
        if error is None or self._pg.status == ConnStatus.BAD:
            return psycopg.OperationalError(str(error or "the connection is lost"))
        return error

    def _wait(self, wanted: int) -> int:
        self._poll.register(self._pg.socket, wanted)
        ready = self._poll.poll(SILENCE * 1000)
        if not ready:
            self.close()
            raise psycopg.OperationalError(f"the database said nothing for {SILENCE:.0f} s")
        return ready[0][1]
