"""The `eventsourcing` library's recorders on this log: its applications run on it unchanged."""

from collections.abc import Sequence
from threading import Thread
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    IntegrityError,
    ListenNotifySubscription,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
)

from adapters.ledger.database import LedgerDatabase

_EVENTS = "SELECT stream, version, type, state FROM ledger.event WHERE stream = %s"
_NOTIFICATIONS = "SELECT position, stream, version, type, state FROM ledger.event"


class LedgerApplicationRecorder(ApplicationRecorder):
    """Events in streams and in one gap-free sequence of positions, from 1, in commit order."""

    def __init__(self, database: LedgerDatabase) -> None:
        self.database = database

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Append; keyword arguments as `LedgerDatabase.submit`. Returns the positions.

        Raises:
            IntegrityError: a version, claim, expectation or tracking record conflicts.
        """
        if not stored_events and not kwargs.get("tracking"):
            return None
        receipts = self.database.submit(stored_events, **kwargs).result()
        return [receipt.position for receipt in receipts]

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        query, values = _select(_EVENTS, originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        with self.database.reading() as connection:
            rows = connection.execute(query.encode(), values, binary=True).fetchall()
        return [StoredEvent(row[0], row[1], row[2], bytes(row[3])) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = (start or 0) + (0 if inclusive_of_start or start is None else 1)
        query, values = f"{_NOTIFICATIONS} WHERE position >= %s", [first]
        if stop is not None:
            query, values = f"{query} AND position <= %s", [*values, stop]
        if topics:
            query, values = f"{query} AND type = ANY(%s)", [*values, list(topics)]
        query = f"{query} ORDER BY position LIMIT %s"
        with self.database.reading() as connection:
            rows = connection.execute(query.encode(), [*values, limit], binary=True).fetchall()
        return [Notification(row[1], row[2], row[3], bytes(row[4]), id=row[0]) for row in rows]

    def max_notification_id(self) -> int | None:
        with self.database.reading() as connection:
            row = connection.execute("SELECT position FROM ledger.head").fetchone()
        return row[0] or None if row else None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        return LedgerSubscription(self, gt=gt, topics=topics)


class LedgerSubscription(ListenNotifySubscription[ApplicationRecorder]):
    """LISTEN wakes, a one-second poll is the fallback, a lost connection is made again."""

    def __init__(
        self, recorder: LedgerApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        self._database = recorder.database
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._listen_thread = Thread(target=self._listen, daemon=True)
        self._listen_thread.start()

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._listen_thread.join()

    def _listen(self) -> None:
        while not self._has_been_stopped and not self._thread_error:
            try:
                with psycopg.connect(self._database.url, autocommit=True) as connection:
                    connection.execute("LISTEN ledger")
                    self._has_been_notified.set()  # what was written before we listened
                    self._wait(connection)
            except psycopg.OperationalError:
                self._has_been_notified.wait(0.2)

    def _wait(self, connection: psycopg.Connection[Any]) -> None:
        idle = 0
        while not self._has_been_stopped and not self._thread_error:
            heard = list(connection.notifies(timeout=0.1, stop_after=1))
            idle = 0 if heard else idle + 1
            if heard or idle % 10 == 0:
                self._has_been_notified.set()


class LedgerTrackingRecorder(TrackingRecorder):
    """Tracking records in the log's own database and transaction."""

    def __init__(self, database: LedgerDatabase) -> None:
        self.database = database

    def insert_tracking(self, tracking: Tracking) -> None:
        self.database.submit((), tracking=tracking).result()

    def max_tracking_id(self, application_name: str) -> int | None:
        with self.database.reading() as connection:
            row = connection.execute(
                "SELECT max(notification) FROM ledger.tracking WHERE application = %s",
                [application_name],
            ).fetchone()
        return row[0] if row else None


class LedgerProcessRecorder(LedgerTrackingRecorder, LedgerApplicationRecorder, ProcessRecorder):
    """Events and the tracking record of their cause, in one transaction."""


class SnapshotRecorder(AggregateRecorder):
    """Snapshots are caches outside the log: replaceable, never hashed, safe to delete."""

    def __init__(self, database: LedgerDatabase) -> None:
        self.database = database

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        rows = [(e.originator_id, e.originator_version, e.topic, e.state) for e in stored_events]
        if not rows:
            return
        try:
            with self.database.reading() as connection, connection.transaction():
                connection.cursor().executemany(
                    "INSERT INTO ops.snapshot (stream, version, type, state)"
                    " VALUES (%s, %s, %s, %s)",
                    rows,
                )
        except psycopg.errors.UniqueViolation as error:
            raise IntegrityError(str(error)) from error

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        base = _EVENTS.replace("ledger.event", "ops.snapshot")
        query, values = _select(base, originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        with self.database.reading() as connection:
            rows = connection.execute(query.encode(), values, binary=True).fetchall()
        return [StoredEvent(row[0], row[1], row[2], bytes(row[3])) for row in rows]


def _select(
    base: str,
    stream: UUID | str,
    *,
    gt: int | None,
    lte: int | None,
    desc: bool,
    limit: int | None,
) -> tuple[str, list[Any]]:
    query, values = base, [stream]
    if gt is not None:
        query, values = f"{query} AND version > %s", [*values, gt]
    if lte is not None:
        query, values = f"{query} AND version <= %s", [*values, lte]
    query = f"{query} ORDER BY version {'DESC' if desc else 'ASC'}"
    if limit is not None:
        query, values = f"{query} LIMIT %s", [*values, limit]
    return query, values
