"""A follower's turn: its row is locked, a page is applied, the row moves, all in one transaction.

Beginning and ending are one message to the server each: for a page of one act, the way there and
back is most of what a statement costs.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, LiteralString, Self

import psycopg
from psycopg.pq import TransactionStatus

_BEGIN = b"""BEGIN;
SELECT position, stopped_at IS NOT NULL,
       (SELECT jsonb_agg(jsonb_build_array(name, version, generation)) FROM proj.registry)
  FROM ops.follower WHERE name = '%b' FOR UPDATE"""
_MOVE = b"""UPDATE ops.follower SET position = %d, moved_at = clock_timestamp(), stopped_at = NULL,
       stopped_because = NULL WHERE name = '%b';"""
_TELL = b"NOTIFY %b, '%d';"


class Turn:
    """`with` it: from then on `position` and `live` (rows of `proj.registry`) are the follower's
    and nobody else moves it. What is not ended by `end` is rolled back."""

    def __init__(self, connection: psycopg.Connection[Any], name: str) -> None:
        """`name`: of the follower, a plain word. The connection commits by itself otherwise."""
        self._connection, self._name = connection, name.encode()
        self.position = 0
        self.stopped = True
        """Nothing to do: it stands before a poison event, or has no row yet."""
        self.live: Sequence[Sequence[Any]] | None = None

    def __enter__(self) -> Self:
        try:
            cur = self._connection.execute(_BEGIN % self._name, prepare=False)
            cur.nextset()
            if row := cur.fetchone():
                self.position, self.stopped, self.live = row
        except BaseException:
            self._roll_back()
            raise
        return self

    def end(self, position: int, channel: LiteralString | None) -> None:
        """Move the row, tell `channel` if there is one, and commit."""
        tell = _TELL % (channel.encode(), position) if channel else b""
        ending = _MOVE % (position, self._name) + tell + b"COMMIT"
        self._connection.execute(ending, prepare=False)

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
