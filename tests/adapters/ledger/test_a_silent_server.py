"""A server that is there and says nothing: whoever waits for it is told, in bounded time."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from adapters.ledger import bounded, wire
from adapters.ledger.bounded import BoundedConnection
from adapters.ledger.database import LedgerDatabase
from domain.shared.act import NEXT_VERSION
from tests.support.servers import role_url

REGION = "999999"


@contextmanager
def frozen(*pids: int) -> Iterator[None]:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def test_a_query_ends_with_an_error_and_the_connection_with_it(
    database: str, monkeypatch: pytest.MonkeyPatch
):
    connection = BoundedConnection.connect(database, autocommit=True)
    assert connection.execute("SELECT pg_sleep(0.1), 7").fetchone() == ("", 7)
    monkeypatch.setattr(bounded, "SILENCE", 0.5)
    with (
        frozen(connection.info.backend_pid),
        pytest.raises(psycopg.OperationalError, match="said nothing"),
    ):
        connection.execute("SELECT 1")
    assert connection.closed


def test_an_appender_whose_server_froze_writes_once(database: str, monkeypatch: pytest.MonkeyPatch):
    ledger = LedgerDatabase(role_url(database, "shenguan_app"), region=REGION)
    ledger.open_log(REGION, simulated=True)
    stream = uuid4()

    def append() -> int:
        event = StoredEvent(stream, NEXT_VERSION, "case.accepted", b"{}")
        return ledger.submit([event]).result()[0].version

    assert append() == 1
    monkeypatch.setattr(wire, "SILENCE", 0.5)
    find = "SELECT pid FROM pg_stat_activity WHERE application_name = 'shenguan-appender'"
    with psycopg.connect(database) as connection:
        pids = [row[0] for row in connection.execute(f"{find} AND datname = current_database()")]
        assert pids
        with frozen(*pids):
            assert append() == 2  # over a new connection; the frozen one comes too late
        assert append() == 3
        ((count,),) = connection.execute("SELECT count(*) FROM ledger.event").fetchall()
    ledger.close()
    assert count == 3
