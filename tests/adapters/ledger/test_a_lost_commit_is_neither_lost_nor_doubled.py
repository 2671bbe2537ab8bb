"""The reply to a COMMIT is lost, and then the way back to the database is troubled as well."""

import threading
from collections.abc import Sequence
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from adapters.ledger import appender
from adapters.ledger.database import LedgerDatabase
from adapters.ledger.wire import Wire
from domain.shared.act import NEXT_VERSION
from tests.support.servers import role_url

REGION = "999999"


class Troubled(Wire):
    """A real connection; it loses the reply to one append that the server has carried out."""

    losses = 0
    reconnects: Sequence[Exception] = ()

    def __init__(self, url: str) -> None:
        if Troubled.losses and Troubled.reconnects:
            first, *Troubled.reconnects = Troubled.reconnects
            raise first
        super().__init__(url)

    def run(self, *statements: tuple[bytes, Sequence[bytes]]) -> list[list[bytes | None]]:
        rows = super().run(*statements)
        if not Troubled.losses and any(name == b"append" for name, _ in statements):
            Troubled.losses += 1
            raise psycopg.OperationalError("the reply is lost")
        return rows


@pytest.mark.parametrize("writers", [1, 3])
@pytest.mark.parametrize(
    "trouble",
    [
        [],
        [psycopg.OperationalError("still starting")],
        [psycopg.DatabaseError("an error without a code"), psycopg.OperationalError("away")],
        [psycopg.errors.InsufficientPrivilege("the password has just been changed")],
    ],
)
def test_whatever_the_way_back_looks_like(
    database: str, monkeypatch: pytest.MonkeyPatch, trouble: list[Exception], writers: int
) -> None:
    ledger = LedgerDatabase(role_url(database, "shenguan_app"), region=REGION)
    ledger.open_log(REGION, simulated=True)
    monkeypatch.setattr(appender, "Wire", Troubled)
    monkeypatch.setattr(Troubled, "losses", 0)
    monkeypatch.setattr(Troubled, "reconnects", trouble)
    stream = uuid4()
    events = [StoredEvent(stream, NEXT_VERSION, "case.accepted", b"{}") for _ in range(writers)]
    outcomes = [ledger.submit([event]) for event in events]
    receipts = [outcome.result()[0] for outcome in outcomes]
    ledger.close()
    assert Troubled.losses == 1
    assert sorted(receipt.version for receipt in receipts) == list(range(1, writers + 1))
    with psycopg.connect(database) as connection:
        stored = connection.execute("SELECT leaf_hash FROM ledger.event").fetchall()
    assert sorted(bytes(row[0]) for row in stored) == sorted(r.leaf_hash for r in receipts)


def test_a_connection_that_dies_while_it_is_made_is_a_lost_connection(database: str) -> None:
    stop = threading.Event()

    def kill() -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            while not stop.is_set():
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'shenguan-appender'"
                )

    killer = threading.Thread(target=kill)
    killer.start()
    lost = 0
    try:
        for _ in range(60):
            try:
                Wire(role_url(database, "shenguan_app")).close()
            except psycopg.OperationalError:
                lost += 1
    finally:
        stop.set()
        killer.join()
    assert lost
