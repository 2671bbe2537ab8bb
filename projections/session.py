"""How a projection reads and writes while a page is applied.

Most of a projector's time is its own folding and PostgreSQL's writing in turn. `Behind` lets the
two overlap: writes go to a thread in the order given, while the next projection folds. It reads
what is committed, which is enough because a projection keeps in memory what it has touched since.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from types import TracebackType
from typing import Any, LiteralString, Protocol, Self

import psycopg
from psycopg.rows import tuple_row

from projections.copy_text import body, values

Params = Sequence[object]
_ROWS = 4


class Session(Protocol):
    """Reads at once; writes in order, all of them before the page's transaction commits."""

    @property
    def connection(self) -> psycopg.Connection[Any]:
        """For reading the log."""
        ...

    def read(self, query: LiteralString, params: Params = ()) -> list[tuple[Any, ...]]:
        """Rows of a SELECT on the projection's own tables, as they were before this page."""
        ...

    def run(self, statement: LiteralString, params: Params = ()) -> None:
        """A statement without an answer."""
        ...

    def copy(
        self, table: LiteralString, columns: Sequence[LiteralString], lines: Sequence[str]
    ) -> None:
        """Append rows, each a line of `copy_text`."""
        ...


class Direct:
    """Everything on one connection, one after the other: reads see the page's own writes."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._cur = connection.cursor(row_factory=tuple_row)

    def read(self, query: LiteralString, params: Params = ()) -> list[tuple[Any, ...]]:
        return self._cur.execute(query, params).fetchall()

    def run(self, statement: LiteralString, params: Params = ()) -> None:
        self._cur.execute(statement, params)

    def copy(
        self, table: LiteralString, columns: Sequence[LiteralString], lines: Sequence[str]
    ) -> None:
        with self._cur.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            copy.write(body(lines))


class Together:
    """Within a pipeline of the connection: nothing that is sent waits for its answer, but a read,
    for all before it. For a page of a few events most of the time would go with waiting."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._cur = connection.cursor()

    def read(self, query: LiteralString, params: Params = ()) -> list[tuple[Any, ...]]:
        return self.connection.cursor(row_factory=tuple_row).execute(query, params).fetchall()

    def run(self, statement: LiteralString, params: Params = ()) -> None:
        self._cur.execute(statement, params)

    def copy(
        self, table: LiteralString, columns: Sequence[LiteralString], lines: Sequence[str]
    ) -> None:
        # COPY ends a pipeline, and asks twice; so rows go by prepared statements, few at a time, so
        # that there are few of them
        into: LiteralString = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
        row: LiteralString = f"({', '.join(['%s'] * len(columns))})"
        for start in range(0, len(lines), _ROWS):
            some = [values(line) for line in lines[start : start + _ROWS]]
            self._cur.execute(into + ", ".join([row] * len(some)), list(chain.from_iterable(some)))


class Behind:
    """Writes on `writing` from the thread of `writer`, reads on `reading`. Leaving the context
    waits for every write and raises the first error of any."""

    def __init__(
        self,
        reading: psycopg.Connection[Any],
        writing: psycopg.Connection[Any],
        writer: ThreadPoolExecutor,
    ) -> None:
        self.connection = reading
        self._reads, self._writes = Direct(reading), Direct(writing)
        self._writer = writer
        self._pending: list[Future[None]] = []

    def read(self, query: LiteralString, params: Params = ()) -> list[tuple[Any, ...]]:
        return self._reads.read(query, params)

    def run(self, statement: LiteralString, params: Params = ()) -> None:
        self._pending.append(self._writer.submit(self._writes.run, statement, params))

    def copy(
        self, table: LiteralString, columns: Sequence[LiteralString], lines: Sequence[str]
    ) -> None:
        self._pending.append(self._writer.submit(self._writes.copy, table, columns, lines))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        failed = [found for one in self._pending if (found := one.exception()) is not None]
        if failed and error is None:
            raise failed[0]
