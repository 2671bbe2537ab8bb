"""The library's own way to a read model: one trivial view, one upsert an event."""

import threading
import time
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate
from eventsourcing.domain import event as event_of
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier

from bench.stage import Database, Stage

_NOTE = "x" * 400
_STEPS = 9


class Case(Aggregate):
    """About as much to store for each event as an act of ours."""

    @event_of("Accepted")
    def __init__(self, note: str) -> None:
        self.note = note

    @event_of("StepRecorded")
    def step(self, note: str) -> None:
        self.note = note


class Cases(Application[UUID]):
    """The library's application, one aggregate of ten events after the other."""

    def fill(self, events: int) -> int:
        """Save about `events` events; how many it were."""
        cases = events // (1 + _STEPS)
        for _ in range(cases):
            case = Case(_NOTE)
            for _ in range(_STEPS):
                case.step(_NOTE)
            self.save(case)
        return cases * (1 + _STEPS)


class LastStep(PostgresTrackingRecorder):
    """One row a case: its version. Upsert and tracking in one transaction, as documented."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.done = 0
        self.first = self.last = 0.0
        self.wanted = 0
        self.reached = threading.Event()
        self.sql_create_statements.append(
            SQL(
                "CREATE TABLE IF NOT EXISTS {}.last_step (stream uuid PRIMARY KEY, version int)"
            ).format(Identifier(self.datastore.schema))
        )

    def record(self, stream: UUID, version: int, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO last_step VALUES (%s, %s) ON CONFLICT (stream)"
                " DO UPDATE SET version = excluded.version",
                (stream, version),
                prepare=True,
            )
        self.last = time.perf_counter()
        self.first = self.first or self.last
        self.done += 1
        if self.done == self.wanted:
            self.reached.set()


class LastSteps(Projection[LastStep]):
    """The projection that feeds `LastStep`."""

    name = "last_steps"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.record(domain_event.originator_id, domain_event.originator_version, tracking)


def environment(stage: Stage, database: Database) -> dict[str, str]:
    """The library's settings, classic mode."""
    address = stage.address
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": database.name,
        "POSTGRES_HOST": address.host,
        "POSTGRES_PORT": str(address.port),
        "POSTGRES_USER": address.user,
        "POSTGRES_PASSWORD": address.password,
    }


def project(env: dict[str, str], events: int) -> float:
    """Run the ProjectionRunner over `events` recorded events; events a second, start left out."""
    with ProjectionRunner(
        application_class=Cases, projection_class=LastSteps, view_class=LastStep, env=env
    ) as runner:
        view = runner.projection.view
        view.wanted = events
        if view.done < events and not view.reached.wait(600):
            raise RuntimeError(f"{view.done} of {events} events processed")
        return (view.done - 1) / (view.last - view.first)
