"""The library's own published cases, on this log. One database a test: a log cannot be cleaned."""

import os
from typing import Any
from unittest import TestCase
from uuid import UUID, uuid4

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.tests import application as application_cases
from eventsourcing.tests import persistence as cases
from eventsourcing.utils import Environment

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.factory import LedgerAggregateRecorder, LedgerFactory
from adapters.ledger.recorder import (
    LedgerApplicationRecorder,
    LedgerProcessRecorder,
    LedgerTrackingRecorder,
    SnapshotRecorder,
)
from tests.support.servers import role_url


class OnTheLog(TestCase):
    """Gives every test an open log in a database of its own, as the application's role."""

    ledger: LedgerDatabase
    url: str

    @pytest.fixture(autouse=True)
    def _open(self, database: str) -> Any:
        self.url = role_url(database, "shenguan_app")
        self.ledger = LedgerDatabase(self.url, region="999999")
        self.ledger.open_log("999999", simulated=True)
        yield
        self.ledger.close()


class TestAggregateRecorder(OnTheLog, cases.AggregateRecorderTestCase):
    def create_recorder(self) -> Any:
        return LedgerAggregateRecorder(self.ledger)


class TestSnapshotRecorder(OnTheLog, cases.AggregateRecorderTestCase):
    def create_recorder(self) -> Any:
        return SnapshotRecorder(self.ledger)


class TestApplicationRecorder(OnTheLog, cases.ApplicationRecorderTestCase[Any]):
    def create_recorder(self) -> Any:
        return LedgerApplicationRecorder(self.ledger)

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestTrackingRecorder(OnTheLog, cases.TrackingRecorderTestCase):
    def create_recorder(self) -> Any:
        return LedgerTrackingRecorder(self.ledger)


class TestProcessRecorder(OnTheLog, cases.ProcessRecorderTestCase):
    def create_recorder(self) -> Any:
        return LedgerProcessRecorder(self.ledger)


class TestPositionsOfOneWriterDoNotInterleave(
    OnTheLog, cases.NonInterleavingNotificationIDsBaseCase
):
    def create_recorder(self) -> Any:
        return LedgerApplicationRecorder(self.ledger)


class CountingTrackingRecorder(LedgerTrackingRecorder):
    def count(self) -> int | None:
        return self.max_tracking_id("counted")


class TestFactory(OnTheLog, cases.InfrastructureFactoryTestCase[LedgerFactory]):
    def setUp(self) -> None:
        self.env = Environment("TestCase")
        self.env["PERSISTENCE_MODULE"] = "adapters.ledger.factory"
        self.env["LEDGER_URL"] = self.url
        super().setUp()

    def expected_factory_class(self) -> Any:
        return LedgerFactory

    def expected_aggregate_recorder_class(self) -> Any:
        return LedgerAggregateRecorder

    def expected_application_recorder_class(self) -> Any:
        return LedgerApplicationRecorder

    def expected_tracking_recorder_class(self) -> Any:
        return LedgerTrackingRecorder

    def tracking_recorder_subclass(self) -> Any:
        return CountingTrackingRecorder

    def expected_process_recorder_class(self) -> Any:
        return LedgerProcessRecorder


class TestExampleApplication(OnTheLog, application_cases.ExampleApplicationTestCase):
    """The library's example application, with snapshots, unchanged."""

    expected_factory_topic = "adapters.ledger.factory:LedgerFactory"

    def setUp(self) -> None:
        os.environ["PERSISTENCE_MODULE"] = "adapters.ledger.factory"
        os.environ["LEDGER_URL"] = self.url
        super().setUp()

    def tearDown(self) -> None:
        del os.environ["PERSISTENCE_MODULE"], os.environ["LEDGER_URL"]
        super().tearDown()


class Dog(Aggregate):
    @event("Named")
    def __init__(self, name: str) -> None:
        self.name = name


class TestAggregatesOfTheLibrary(OnTheLog):
    def test_an_aggregate_of_the_library_is_under_the_merkle_head(self) -> None:
        env = {
            "PERSISTENCE_MODULE": "adapters.ledger.factory",
            "LEDGER_URL": self.url,
            "LEDGER_REGION": "999999",
        }
        dog = Dog(name="Fido")
        with Application[UUID](env) as dogs:
            recordings = dogs.save(dog)
            loaded: Dog = dogs.repository.get(dog.id)
        assert [recording.notification.id for recording in recordings] == [1]
        assert loaded.name == "Fido"
        with self.ledger.reading() as connection:
            row = connection.execute("SELECT size FROM ledger.log").fetchone()
        assert row == (1,)

    def test_a_tracking_record_of_a_failed_append_is_not_kept(self) -> None:
        recorder = LedgerProcessRecorder(self.ledger)
        stored = cases.StoredEvent(uuid4(), 1, "a.b", b"{}")
        recorder.insert_events([stored], tracking=Tracking("up", 1))
        with pytest.raises(cases.IntegrityError):
            recorder.insert_events([stored], tracking=Tracking("up", 2))
        assert recorder.max_tracking_id("up") == 1
