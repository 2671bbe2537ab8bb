"""One database that holds logs: its appender, its readers, and which logs are open."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent, Tracking
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool, PoolTimeout

from adapters.ledger.appender import Appender
from adapters.ledger.batch import Claim, LedgerUnavailable, Receipt, Request, UnknownLog
from adapters.ledger.bounded import BoundedConnection
from adapters.ledger.proof.merkle import EMPTY_ROOT
from adapters.ledger.waiting import Waiting


@dataclass(frozen=True, slots=True)
class LogInfo:
    """A log's fixed facts. `origin` is the first line of its checkpoints (C2SP tlog-checkpoint)."""

    id: int
    origin: str
    region: str
    simulated: bool


class LedgerDatabase:
    """Appends through one appender, reads through a small pool.

    Args:
        url: address with the application's role; it cannot change what is stored.
        region: the log for callers that name none (the library's own applications).
        prefix: schema-less address under which this deployment names its logs.
    """

    def __init__(
        self,
        url: str,
        *,
        region: str | None = None,
        prefix: str = "shenguan.local/log",
        readers: int = 8,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.url = url
        self.region = region
        self.prefix = prefix
        self._logs: dict[str, LogInfo] = {}
        self._appender = Appender(url, now=now, identify=self._identify)
        self._pool = ConnectionPool(
            url,
            connection_class=BoundedConnection,
            min_size=1,
            max_size=readers,
            timeout=15,
            kwargs={"autocommit": True, "row_factory": tuple_row, "prepare_threshold": 3},
            check=ConnectionPool.check_connection,
            open=True,
        )

    def close(self) -> None:
        """Serve what is queued, then let go of every connection."""
        self._appender.close()
        self._pool.close()

    @property
    def waiting(self) -> Waiting:
        """What waits for the appender, for metrics and alarms."""
        return self._appender.waiting

    @contextlib.contextmanager
    def reading(self) -> Generator[psycopg.Connection[Any]]:
        """A pooled connection in autocommit.

        Raises:
            LedgerUnavailable: no connection within the pool's time.
        """
        try:
            with self._pool.connection() as connection:
                yield connection
        except PoolTimeout as error:
            raise LedgerUnavailable(f"the database is away: {error}") from error

    def submit(
        self,
        events: Sequence[StoredEvent],
        *,
        log: str | None = None,
        claims: Sequence[Claim] = (),
        expect: Mapping[UUID, int] | None = None,
        recorded_at: datetime | None = None,
        tracking: Tracking | None = None,
    ) -> "Future[list[Receipt]]":
        """Queue one writer's events for the log of a region; all of them or none."""
        outcome: Future[list[Receipt]] = Future()
        self._appender.submit(
            Request(events, self._log_id(log), claims, expect or {}, recorded_at, tracking, outcome)
        )
        return outcome

    def asubmit(
        self,
        events: Sequence[StoredEvent],
        *,
        log: str,
        claims: Sequence[Claim] = (),
        expect: Mapping[UUID, int] | None = None,
        recorded_at: datetime | None = None,
    ) -> "asyncio.Future[list[Receipt]]":
        """`submit` for a running event loop, which is woken once a batch, not once a writer."""
        outcome = asyncio.get_running_loop().create_future()
        self._appender.submit(
            Request(events, self._log_id(log), claims, expect or {}, recorded_at, None, outcome)
        )
        return outcome

    def _log_id(self, region: str | None) -> int:
        region = region or self.region
        if region is None:
            return 0  # tracking only
        found = self.log(region)
        if found is None:
            raise UnknownLog(f"no log is open for {region}: run `shenguan init` for it")
        return found.id

    def log(self, region: str) -> LogInfo | None:
        """The log of a region, or None. Remembered: its facts never change."""
        found = self._logs.get(region)
        if found is None:
            with self.reading() as connection:
                row = connection.execute(
                    "SELECT id, origin, region, simulated FROM ledger.log WHERE region = %s",
                    [region],
                ).fetchone()
            if row:
                found = self._logs[region] = LogInfo(*row)
        return found

    def _identify(self, identity: int) -> LogInfo:
        for known in tuple(self._logs.values()):  # other threads add to it
            if known.id == identity:
                return known
        raise UnknownLog(f"log {identity} is not open")  # a request names a log that was looked up

    def logs(self) -> list[LogInfo]:
        """Every log of this database, by id."""
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT id, origin, region, simulated FROM ledger.log ORDER BY id"
            ).fetchall()
        return [LogInfo(*row) for row in rows]

    def open_log(self, region: str, *, simulated: bool) -> LogInfo:
        """Open the log of a region; an existing one is returned as it is.

        Raises:
            ValueError: it exists and is simulated where a real one is asked for, or the reverse.
        """
        origin = f"{self.prefix}/{region}/{secrets.token_hex(6)}"
        with self.reading() as connection:
            connection.execute(
                "SELECT ledger.open_log(%s, %s, %s, %s)", [origin, region, simulated, EMPTY_ROOT]
            )
        found = self.log(region)
        assert found is not None
        if found.simulated != simulated:
            kind = "simulated" if found.simulated else "real"
            raise ValueError(f"the log of {region} is {kind}, for ever; open another region")
        return found

    def receipts(self, position: int, count: int) -> list[Receipt]:
        """Receipts of `count` events from `position` on, as they were first given."""
        return self.receipts_at(range(position, position + count))

    def receipts_at(self, positions: Iterable[int]) -> list[Receipt]:
        """Receipts of the events at these positions, in order of position; one query."""
        with self.reading() as connection:
            rows = connection.execute(
                """SELECT l.region, l.origin, e.index, e.position, e.stream, e.version, e.type,
                          e.recorded_at, e.leaf_hash
                     FROM ledger.event e JOIN ledger.log l ON l.id = e.log
                    WHERE position = ANY(%s) ORDER BY position""",
                [list(positions)],
                binary=True,
            ).fetchall()
        return [Receipt(*row[:8], bytes(row[8])) for row in rows]
