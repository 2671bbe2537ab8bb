"""The follower itself: poison events, lost connections, waiting for one's own writes."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from domain.approval import events as case
from projections import health
from projections.audit_trail import AuditTrail
from projections.engine import APPLICATION_NAME, Projector
from projections.waiters import Waiters
from tests.projections.county import County, everything

POISON = "POISON"


class Fragile(AuditTrail):
    """Fails on one act, as a projection with a bug would."""

    def apply(self, page: Any, cur: Any, context: Any) -> None:
        if any(event.data.get("code") == POISON for event in page):
            raise RuntimeError("cannot digest this")
        super().apply(page, cur, context)


@contextmanager
def running(projector: Projector) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=projector.run, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(10)


def _until(condition: Any, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def fragile(url: str) -> Iterator[Projector]:
    projector = Projector(url, projections=(Fragile,))
    yield projector
    projector.close()


def test_a_poison_event_stops_the_follower_right_before_it(
    county: County, fragile: Projector, reader: psycopg.Connection[Any]
) -> None:
    county.record(*county.accepted("a"))
    poison = county.record(county.act("a", case.StepRecorded(code=POISON)))
    county.record(county.act("a", case.ReviewStarted()))

    fragile.catch_up()

    status = fragile.status()
    assert status is not None
    assert (status.position, status.stopped_at, status.lag) == (poison - 1, poison, 2)
    assert not status.healthy
    assert "cannot digest this" in (status.stopped_because or "")
    assert reader.execute("SELECT count(*) FROM proj.trail").fetchone() == (poison - 1,)


def test_skipping_is_a_logged_act_and_a_rebuild_skips_too(
    url: str, county: County, fragile: Projector, reader: psycopg.Connection[Any]
) -> None:
    poison = county.record(county.act("a", case.StepRecorded(code=POISON)))
    last = county.record(*county.accepted("a"))
    fragile.catch_up()

    with pytest.raises(health.NotStoppedThere):
        fragile.skip(poison + 1, by="ops-1", reason="wrong one")
    fragile.skip(poison, by="ops-1", reason="known bug", post="admin-01")
    fragile.catch_up()

    status = fragile.status()
    assert status is not None
    assert (status.position, status.stopped_at) == (last, None)
    logged = reader.execute(
        "SELECT region, person, post, action, target, purpose FROM ops.access_log"
    )
    assert logged.fetchall() == [
        (county.region, "ops-1", "admin-01", "follower.skip", f"projector:{poison}", "known bug")
    ]
    fragile.rebuild()
    assert reader.execute("SELECT count(*) FROM proj.trail").fetchone() == (last - 1,)


def test_a_mended_follower_goes_on_where_it_stood(
    url: str, county: County, fragile: Projector, reader: psycopg.Connection[Any]
) -> None:
    last = county.record(*county.accepted("a"), county.act("a", case.StepRecorded(code=POISON)))
    fragile.catch_up()
    mended = Projector(url, projections=(AuditTrail,))
    assert mended.catch_up() == 0
    assert health.resume(reader, "projector")
    assert mended.catch_up() == 1
    assert reader.execute("SELECT max(position) FROM proj.trail").fetchone() == (last,)
    mended.close()


def test_an_unreadable_state_stops_the_follower(
    county: County, projector: Projector, database: str
) -> None:
    last = county.record(*county.accepted("a"))
    with psycopg.connect(database) as admin:
        admin.execute("ALTER TABLE ledger.event DISABLE TRIGGER ALL")
        admin.execute("UPDATE ledger.event SET state = 'no json' WHERE position = %s", (last,))
    projector.catch_up()
    status = projector.status()
    assert status is not None
    assert (status.position, status.stopped_at) == (last - 1, last)


def test_it_follows_by_notification_and_wakes_waiters(url: str, county: County) -> None:
    waiters = Waiters()
    projector = Projector(url, waiters=waiters)
    with running(projector):
        position = county.record(*county.accepted("a"))
        assert waiters.wait(position, 10)
        position = county.record(county.act("a", case.ReviewStarted()))
        assert asyncio.run(waiters.wait_for(position, 10))
        assert not waiters.wait(position + 1, 0.05)


def test_killed_connections_are_replaced(url: str, county: County, database: str) -> None:
    waiters = Waiters()
    projector = Projector(url, waiters=waiters)
    with running(projector), psycopg.connect(database, autocommit=True) as admin:
        assert waiters.wait(county.record(*county.accepted("a")), 10)

        def kill() -> int:
            row = admin.execute(
                """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = %s""",
                [APPLICATION_NAME],
            ).fetchone()
            return row[0] if row else 0

        for number in range(3):
            assert _until(lambda: kill() > 0)  # it may still be coming back from the last one
            position = county.record(county.act("a", case.StepRecorded(code=str(number))))
            assert waiters.wait(position, 15)


def test_one_notification_is_sent_for_a_page(
    county: County, projector: Projector, reader: psycopg.Connection[Any]
) -> None:
    projector.prepare()
    reader.execute("LISTEN projected")
    last = county.record(*county.accepted("a"), *county.accepted("b"))
    projector.catch_up()
    heard = [note.payload for note in reader.notifies(timeout=0.5)]
    assert heard == [str(last)]


def test_two_projectors_apply_each_event_once(
    url: str, county: County, reader: psycopg.Connection[Any]
) -> None:
    first, second = Projector(url), Projector(url)
    with running(first), running(second):
        last = county.record(*(act for n in range(10) for act in county.accepted(f"c{n}")))
        assert _until(lambda: first.waiters.position >= last or second.waiters.position >= last)
    rows = everything(url)
    assert len(rows["trail"]) == last
    assert len(rows["monitored_case"]) == 10
