"""A follower's turn: its row is locked, a page is applied, the row moves, all in one transaction.

Beginning is one message to the server, with the page that most likely follows: for a page of few
acts, the way there and back is most of what a statement costs. Ending can be sent with the writes.
"""

from types import TracebackType
from typing import Any, LiteralString, Self

import psycopg
from psycopg.pq import TransactionStatus

from projections.reader import Recorded, asked, decoded

_STATE = """
SELECT position, stopped_at IS NOT NULL,
       (SELECT jsonb_agg(jsonb_build_array(name, version, generation))::text FROM proj.registry)
  FROM ops.follower WHERE name = %s FOR UPDATE"""
_MOVE = """UPDATE ops.follower SET position = %s, moved_at = clock_timestamp(), stopped_at = NULL,
       stopped_because = NULL WHERE name = %s"""
_TELL = "SELECT pg_notify(%s, %s)"


class Turn:
    """`with` it: from then on `position` and `live` (rows of `proj.registry`, as JSON) are the
    follower's and nobody else moves it. What is not ended by `end` is rolled back."""

    def __init__(
        self, connection: psycopg.Connection[Any], name: str, *, after: int | None, limit: int
    ) -> None:
        """`name`: of the follower · `after`, `limit`: the page to ask for at once, if any. The
        connection commits by itself otherwise."""
        self._connection, self._name = connection, name
        self._after, self._limit = after, limit
        self._rows: psycopg.Cursor[Any] | None = None
        self.position = 0
        self.stopped = True
        """Nothing to do: it stands before a poison event, or has no row yet."""
        self.live: str | None = None

    def __enter__(self) -> Self:
        connection = self._connection
        try:
            with connection.pipeline():
                connection.execute(b"BEGIN")
                state = connection.execute(_STATE, (self._name,), prepare=True)
                if self._after is not None:
                    self._rows = asked(connection, self._after, self._limit)
            if row := state.fetchone():
                self.position, self.stopped, self.live = row
        except BaseException:
            self._roll_back()
            raise
        return self

    def page(self) -> list[Recorded] | None:
        """The page that was asked for, if it is the one that follows."""
        if self._rows is None or self._after != self.position:
            return None
        return decoded(self._rows, self.position)

    def end(self, position: int, channel: LiteralString | None) -> None:
        """Move the row, tell `channel` if there is one, and commit."""
        execute = self._connection.execute
        execute(_MOVE, (position, self._name), prepare=True)
        if channel:
            execute(_TELL, (channel, str(position)), prepare=True)
        execute(b"COMMIT")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._roll_back()

    def _roll_back(self) -> None:
        """Unless it has ended; a lost connection has rolled back by itself."""
        if self._connection.info.transaction_status in (
            TransactionStatus.INTRANS,
            TransactionStatus.INERROR,
        ):
            self._connection.execute("ROLLBACK")
