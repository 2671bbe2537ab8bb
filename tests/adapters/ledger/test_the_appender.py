"""Group commit: own outcomes, gap-free positions, nothing lost and nothing doubled by a crash."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from adapters.ledger.batch import (
    Claim,
    ClaimTaken,
    ExpectationFailed,
    LedgerUnavailable,
    UnknownLog,
    VersionConflict,
)
from adapters.ledger.database import LedgerDatabase
from adapters.ledger.proof.merkle import Frontier
from domain.shared.act import NEXT_VERSION
from tests.support.servers import role_url

REGION = "999999"


@pytest.fixture
def ledger(database: str) -> Iterator[LedgerDatabase]:
    opened = LedgerDatabase(role_url(database, "shenguan_app"), region=REGION)
    opened.open_log(REGION, simulated=True)
    yield opened
    opened.close()


def event(stream: object = None, version: int = 1, state: bytes = b"{}") -> StoredEvent:
    return StoredEvent(stream or uuid4(), version, "case.accepted", state)  # type: ignore[arg-type]


def rows(url: str, query: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def check_log(url: str) -> int:
    """Positions and indexes are dense, and the head's root is the root of the stored leaves."""
    events = rows(url, "SELECT position, log, index, leaf_hash FROM ledger.event ORDER BY position")
    assert [row[0] for row in events] == list(range(1, len(events) + 1))
    assert rows(url, "SELECT position FROM ledger.head") == [(len(events),)]
    for log, size, root in rows(url, "SELECT id, size, root FROM ledger.log"):
        leaves = [bytes(row[3]) for row in events if row[1] == log]
        assert [row[2] for row in events if row[1] == log] == list(range(size))
        tree = Frontier()
        tree.append_many(leaves)
        assert tree.root() == bytes(root)
    return len(events)


def test_one_writers_conflict_never_fails_its_neighbours(
    ledger: LedgerDatabase, database: str
) -> None:
    stream = uuid4()
    ledger.submit([event(stream)]).result()
    wrong = [ledger.submit([event(stream, 1)]) for _ in range(10)]
    right = [ledger.submit([event()]) for _ in range(10)]
    assert all(isinstance(future.exception(), VersionConflict) for future in wrong)
    assert sorted(future.result()[0].position for future in right) == list(range(2, 12))
    check_log(database)


def test_only_one_of_many_writers_of_one_version_wins(
    ledger: LedgerDatabase, database: str
) -> None:
    stream = uuid4()

    def append(version: int) -> bool:
        return ledger.submit([event(stream, version)]).exception() is None

    with ThreadPoolExecutor(16) as pool:
        for version in range(1, 6):
            assert sum(pool.map(append, [version] * 16)) == 1
    assert check_log(database) == 5


def test_a_claim_is_taken_once_and_tells_where(ledger: LedgerDatabase) -> None:
    claim = Claim("report:source\x1f1", b"a" * 32)
    first = ledger.submit([event(), event()], claims=[claim]).result()
    with pytest.raises(ClaimTaken) as again:
        ledger.submit([event()], claims=[claim]).result()
    assert (again.value.position, again.value.count, again.value.same) == (1, 2, True)
    with pytest.raises(ClaimTaken) as other:
        ledger.submit([event()], claims=[Claim(claim.text, b"b" * 32)]).result()
    assert not other.value.same
    assert ledger.receipts(again.value.position, again.value.count) == first


def test_two_claims_of_one_batch_conflict_as_well(ledger: LedgerDatabase, database: str) -> None:
    claim = Claim("case-number:1", b"a" * 32)
    futures = [ledger.submit([event()], claims=[claim]) for _ in range(8)]
    assert sum(future.exception() is None for future in futures) == 1
    assert check_log(database) == 1


def test_a_decision_falls_when_a_stream_it_rested_on_has_moved(ledger: LedgerDatabase) -> None:
    survey = uuid4()
    ledger.submit([event(survey)]).result()
    ledger.submit([event()], expect={survey: 1}).result()
    ledger.submit([event(survey, 2)]).result()
    with pytest.raises(ExpectationFailed):
        ledger.submit([event()], expect={survey: 1}).result()
    with pytest.raises(ExpectationFailed):
        ledger.submit([event()], expect={uuid4(): 1}).result()


def test_reports_take_the_next_version(ledger: LedgerDatabase) -> None:
    stream = uuid4()
    futures = [ledger.submit([event(stream, NEXT_VERSION)] * 2) for _ in range(5)]
    versions = [receipt.version for future in futures for receipt in future.result()]
    assert versions == list(range(1, 11))


def test_a_report_on_a_stream_that_this_process_never_saw_continues_it(
    ledger: LedgerDatabase, database: str
) -> None:
    old, new = uuid4(), uuid4()
    ledger.submit([event(old), event(old, 2)], log=REGION).result()
    other = LedgerDatabase(role_url(database, "shenguan_app"))
    try:
        other.submit([event()], log=REGION).result()  # from here on it guesses
        mixed = [event(new, NEXT_VERSION), event(old, NEXT_VERSION), event(old, NEXT_VERSION)]
        receipts = [other.submit([one], log=REGION).result()[0] for one in mixed]
        assert [receipt.version for receipt in receipts] == [1, 3, 4]
        together = other.submit(mixed, log=REGION).result()
        assert [receipt.version for receipt in together] == [2, 5, 6]
    finally:
        other.close()
    assert check_log(database) == 9


def test_a_gap_in_a_stream_is_refused(ledger: LedgerDatabase) -> None:
    stream = uuid4()
    ledger.submit([event(stream)]).result()
    with pytest.raises(VersionConflict):
        ledger.submit([event(stream, 3)]).result()


def test_several_processes_may_append(ledger: LedgerDatabase, database: str) -> None:
    """Two appenders as two processes would have: each one's memory of the head goes stale."""
    other = LedgerDatabase(ledger.url, region=REGION)
    streams = [uuid4() for _ in range(4)]

    def work(database: LedgerDatabase, seed: int) -> int:
        won = 0
        for turn in range(60):
            stream = streams[(turn + seed) % 4]
            won += database.submit([event(stream, NEXT_VERSION)]).exception() is None
            won += database.submit([event()]).exception() is None
        return won

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(work, [ledger, other] * 4, range(8)))
    other.close()
    assert check_log(database) == sum(counts) == 8 * 120


def test_a_stale_memory_of_a_stream_is_still_a_conflict(ledger: LedgerDatabase) -> None:
    stream, other = uuid4(), LedgerDatabase(ledger.url, region=REGION)
    ledger.submit([event(stream)]).result()
    other.submit([event(stream, 2)]).result()
    with pytest.raises(VersionConflict):
        ledger.submit([event(stream, 2)]).result()
    ledger.submit([event(stream, 3)]).result()
    other.close()


def test_each_jurisdiction_has_its_own_dense_index(ledger: LedgerDatabase, database: str) -> None:
    ledger.open_log("888888", simulated=False)
    futures = [ledger.submit([event()], log=REGION if n % 3 else "888888") for n in range(30)]
    assert sorted(future.result()[0].position for future in futures) == list(range(1, 31))
    check_log(database)


def test_an_unopened_log_is_named(ledger: LedgerDatabase) -> None:
    with pytest.raises(UnknownLog, match="shenguan init"):
        ledger.submit([event()], log="777777")


def test_recorded_time_never_runs_back_and_is_driven_in_a_simulated_log_only(
    ledger: LedgerDatabase,
) -> None:
    past = datetime(2020, 1, 1, tzinfo=UTC)
    driven = ledger.submit([event()], recorded_at=past).result()[0]
    assert driven.recorded_at == past
    earlier = ledger.submit([event()], recorded_at=past - timedelta(days=1)).result()[0]
    assert earlier.recorded_at == past
    ledger.open_log("888888", simulated=False)
    real = ledger.submit([event()], log="888888", recorded_at=past).result()[0]
    assert real.recorded_at > past + timedelta(days=365)


def test_an_event_loop_may_await(ledger: LedgerDatabase, database: str) -> None:
    async def write() -> list[int]:
        futures = [ledger.asubmit([event()], log=REGION) for _ in range(50)]
        return [receipts[0].position for receipts in await asyncio.gather(*futures)]

    assert sorted(asyncio.run(write())) == list(range(1, 51))
    check_log(database)


def test_a_killed_connection_loses_and_doubles_nothing(
    ledger: LedgerDatabase, database: str
) -> None:
    stop = threading.Event()

    def kill() -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            while not stop.wait(0.05):
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'shenguan-appender'"
                )

    killer = threading.Thread(target=kill)
    killer.start()

    def write(_: int) -> list[BaseException | None]:
        return [ledger.submit([event()]).exception() for _ in range(40)]

    with ThreadPoolExecutor(8) as pool:
        outcomes = [outcome for outcomes in pool.map(write, range(8)) for outcome in outcomes]
    stop.set()
    killer.join()
    assert outcomes == [None] * 8 * 40
    assert check_log(database) == len(outcomes)


def test_a_database_that_stays_away_is_said_so(ledger: LedgerDatabase) -> None:
    ledger.submit([event()]).result()
    ledger._appender._patience = 0.2
    ledger._appender._url = "postgresql://nobody@127.0.0.1:1/none"
    ledger._appender._disconnect()
    with pytest.raises(LedgerUnavailable, match="away"):
        ledger.submit([event()]).result()


def test_the_applications_role_cannot_change_what_is_stored(
    ledger: LedgerDatabase, database: str
) -> None:
    ledger.submit([event()]).result()
    attacks = (
        "UPDATE ledger.event SET state = 'x'",
        "DELETE FROM ledger.event",
        "TRUNCATE ledger.event CASCADE",
        "UPDATE ledger.head SET position = 0",
        "INSERT INTO ledger.claim VALUES ('x', 1, 1, 'x')",
        "ALTER TABLE ledger.event DISABLE TRIGGER ALL",
    )
    for url in (ledger.url, database):  # the application, and a superuser's plain statement
        for attack in attacks[:4] if url == database else attacks:
            with psycopg.connect(url) as connection, pytest.raises(psycopg.Error):
                connection.execute(attack)
    assert check_log(database) == 1
