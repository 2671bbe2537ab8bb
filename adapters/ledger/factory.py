"""Persistence module for the `eventsourcing` library: PERSISTENCE_MODULE=adapters.ledger.factory.

Environment: LEDGER_URL (database address), LEDGER_REGION (log for callers that name none; opened
as a simulated one when it does not exist, so that nobody's test becomes somebody's record).
"""

from typing import Any

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, resolve_topic

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.recorder import (
    LedgerApplicationRecorder,
    LedgerProcessRecorder,
    LedgerTrackingRecorder,
    SnapshotRecorder,
)


class LedgerFactory(InfrastructureFactory[Any]):
    """Recorders that share one appender and one pool."""

    LEDGER_URL = "LEDGER_URL"
    LEDGER_REGION = "LEDGER_REGION"

    def __init__(
        self, env: Environment | dict[str, str] | None, database: LedgerDatabase | None = None
    ) -> None:
        super().__init__(env)
        if database is None:
            url = self.env.get(self.LEDGER_URL)
            if not url:
                raise InfrastructureFactoryError("LEDGER_URL is not set: the database's address")
            region = self.env.get(self.LEDGER_REGION) or "000000"
            database = LedgerDatabase(url, region=region)
            if database.log(region) is None:
                database.open_log(region, simulated=True)
        self.database = database

    def close(self) -> None:
        self.database.close()

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Snapshots live outside the log; `events` without notifications is the log as well."""
        if purpose == "events":
            return LedgerAggregateRecorder(self.database)
        return SnapshotRecorder(self.database)

    def application_recorder(self) -> ApplicationRecorder:
        return LedgerApplicationRecorder(self.database)

    def tracking_recorder(self, tracking_recorder_class: type[Any] | None = None) -> Any:
        if tracking_recorder_class is None:
            topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
            tracking_recorder_class = resolve_topic(topic) if topic else LedgerTrackingRecorder
        assert issubclass(tracking_recorder_class, TrackingRecorder)
        return tracking_recorder_class(self.database)

    def process_recorder(self) -> ProcessRecorder:
        return LedgerProcessRecorder(self.database)


class LedgerAggregateRecorder(LedgerApplicationRecorder):
    """Streams only: appends like any other, but tells no positions (the library's contract)."""

    def insert_events(self, stored_events: Any, **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)
