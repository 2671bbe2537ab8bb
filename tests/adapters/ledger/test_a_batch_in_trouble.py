"""What one batch meets costs nobody an act, a second copy of it, or the time of a dead database."""

import threading
from collections.abc import Iterator, Sequence
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from adapters.ledger import appender, origin
from adapters.ledger.batch import Claim, LedgerUnavailable, Request
from adapters.ledger.database import LedgerDatabase
from adapters.ledger.origin import Origin
from adapters.ledger.plan import Facts, Plan, make_plan
from adapters.ledger.wire import Wire
from domain.shared.act import NEXT_VERSION
from tests.support.servers import role_url

REGION = "999999"
Statements = tuple[tuple[bytes, Sequence[bytes]], ...]


def event(stream: UUID | None = None, version: int = NEXT_VERSION) -> StoredEvent:
    return StoredEvent(stream or uuid4(), version, "case.accepted", b"{}")


@pytest.fixture
def ledger(database: str) -> Iterator[LedgerDatabase]:
    opened = LedgerDatabase(role_url(database, "shenguan_app"), region=REGION)
    opened.open_log(REGION, simulated=False)
    yield opened
    opened.close()


class Delayed(Wire):
    """The network holds back what is sent first, drops the second attempt, delivers the first."""

    armed = False
    sent: list[Statements]
    url: str

    def run(self, *statements: tuple[bytes, Sequence[bytes]]) -> list[list[bytes | None]]:
        if not Delayed.armed or all(name != b"append" for name, _ in statements):
            return super().run(*statements)
        Delayed.sent.append(statements)
        if len(Delayed.sent) > 2:
            return super().run(*statements)
        if len(Delayed.sent) == 2:
            self.close()  # its transaction ends, and what was sent first arrives after all
            first = Wire(Delayed.url)
            first.run(*Delayed.sent[0])
            first.close()
        raise psycopg.OperationalError("nothing comes back")


def test_an_append_that_arrives_after_a_second_one_was_lost_is_recognised(
    ledger: LedgerDatabase, database: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(appender, "Wire", Delayed)
    monkeypatch.setattr(Delayed, "url", role_url(database, "shenguan_app"), raising=False)
    monkeypatch.setattr(Delayed, "sent", [], raising=False)
    stream = uuid4()
    assert ledger.submit([event(stream)]).result()[0].version == 1
    monkeypatch.setattr(Delayed, "armed", True)
    receipt = ledger.submit([event(stream)]).result()[0]
    assert [name for name, _ in Delayed.sent[0]] == [b"append"]  # one that commits by itself
    with psycopg.connect(database) as connection:
        stored = connection.execute("SELECT leaf_hash FROM ledger.event ORDER BY version")
        hashes = [bytes(row[0]) for row in stored]
    assert len(hashes) == 2
    assert hashes[1] == receipt.leaf_hash


@pytest.mark.parametrize(
    ("version", "claim"),
    [(2**40, Claim("report 1", bytes(32))), (1, Claim("\ud800", bytes(32)))],
)
def test_what_cannot_even_be_packed_fails_its_own_writer_only(
    ledger: LedgerDatabase, monkeypatch: pytest.MonkeyPatch, version: int, claim: Claim
):
    entered, release, batches = threading.Event(), threading.Event(), []

    def patient(requests: list[Request], facts: Facts) -> Plan:
        entered.set()
        assert release.wait(60)
        batches.append(len(requests))
        return make_plan(requests, facts)

    monkeypatch.setattr(appender, "make_plan", patient)
    ledger.submit([event()])
    assert entered.wait(60)  # the next four come together
    before = [ledger.submit([event()]) for _ in range(2)]
    bad = ledger.submit([event(version=version)], claims=[claim])
    behind = ledger.submit([event()])
    release.set()
    assert isinstance(bad.exception(), Exception)
    assert [one.result()[0].version for one in (*before, behind)] == [1, 1, 1]
    assert 4 in batches


class Gone(Wire):
    """A database that is away, which is known only once all have come."""

    attempts = 0
    all_here: threading.Event

    def __init__(self, url: str) -> None:
        Gone.attempts += 1
        assert Gone.all_here.wait(60)
        raise psycopg.OperationalError("nobody answers")


def test_everybody_who_waits_for_a_database_that_is_away_is_told_at_once(
    database: str, monkeypatch: pytest.MonkeyPatch
):
    ledger = LedgerDatabase(role_url(database, "shenguan_app"), region=REGION)
    ledger.open_log(REGION, simulated=False)
    monkeypatch.setattr(ledger._appender, "_patience", 0.2)
    monkeypatch.setattr(Gone, "attempts", 0)
    monkeypatch.setattr(Gone, "all_here", threading.Event(), raising=False)
    token = origin.enter(Origin("platform", bulk=True))
    with monkeypatch.context() as away:
        away.setattr(appender, "Wire", Gone)
        first = ledger.submit([event()])
        outcomes = [ledger.submit([event()]) for _ in range(2000)]
        Gone.all_here.set()
        assert isinstance(first.exception(), LedgerUnavailable)
        tried = Gone.attempts
        assert all(isinstance(one.exception(), LedgerUnavailable) for one in outcomes)
        assert Gone.attempts <= tried + 1  # not once for every 128 of them
    origin.leave(token)
    assert ledger.submit([event()]).result()[0].position == 1
    ledger.close()
    held = ledger.waiting.held
    assert (held.requests, held.events, held.octets) == (0, 0, 0)
