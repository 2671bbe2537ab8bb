"""The sealer's side of PostgreSQL: one connection of its own role, which reads and saves notes."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from adapters.ledger.proof.checkpoint import Checkpoint
from adapters.ledger.proof.note import Signer
from adapters.ledger.proof.pgsource import PgLog, Snapshot, begin_snapshot
from adapters.ledger.proof.seal_state import state_path
from adapters.ledger.proof.sealer import Pace, Sealer
from adapters.ledger.proof.source import LogSource


class SealingDatabase:
    """Makes sealers that share one connection; not for several threads at once.

    After an error the connection is dropped and the next step opens a new one.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._connection: psycopg.Connection[Any] | None = None

    def sealer(self, signer: Signer, folder: Path, pace: Pace | None = None) -> Sealer:
        """The sealer of the log that the signer is named after; its state lies in `folder`."""
        origin = signer.verifier.name
        path = state_path(folder, origin)
        return Sealer(signer, self._opener(origin), path, self._store, pace)

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opener(self, origin: str) -> Callable[[], AbstractContextManager[LogSource]]:
        @contextmanager
        def open_log() -> Generator[PgLog]:
            with self._connected() as connection:
                begin_snapshot(connection)
                yield Snapshot(connection).log(origin)
                connection.execute("ROLLBACK")

        return open_log

    def _store(self, checkpoint: Checkpoint, note: str) -> None:
        with self._connected() as connection:
            connection.execute(
                "SELECT ledger.save_checkpoint(id, %s, %s, clock_timestamp())"
                " FROM ledger.log WHERE origin = %s",
                (checkpoint.size, note, checkpoint.origin),
            )

    @contextmanager
    def _connected(self) -> Generator[psycopg.Connection[Any]]:
        if self._connection is None:
            self._connection = psycopg.connect(self._conninfo, autocommit=True)
        try:
            yield self._connection
        except BaseException:
            self.close()  # whatever state it is in, a new one is clean
            raise
