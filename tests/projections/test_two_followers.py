"""What goes out follows the log for itself: no view holds it up, and it begins where it stood."""

import random
from typing import Any

import psycopg
import pytest

from domain.approval import events as case
from projections.calendars import Calendars
from projections.compare import compare
from projections.deliveries import Deliveries
from projections.engine import Projector, follower
from projections.follower import Follower
from projections.generations import PROJECTOR, PUSH
from projections.groups import Group, split
from projections.registry import GROUPS, PROJECTIONS
from tests.projections.county import County, everything
from tests.projections.history import random_history
from tests.projections.test_the_projector import POISON, Fragile

Reader = psycopg.Connection[Any]
BEFORE = Group(PROJECTOR, "projected", PROJECTIONS)
"""As it was: one follower for all."""


def positions(reader: Reader) -> dict[str, int]:
    rows = reader.execute("SELECT name, position FROM ops.follower").fetchall()
    return dict(rows)


def numbers(reader: Reader) -> list[tuple[Any, ...]]:
    """What must never change once it went out."""
    return reader.execute(
        "SELECT number, message_id, feed_seq, feed_hash FROM proj.delivery ORDER BY number"
    ).fetchall()


def followed_by_one(url: str, database: str) -> None:
    """Take in the log as the release before did, whose only follower was the projector."""
    old = Follower(url, BEFORE)
    old.catch_up()
    old.close()
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute("DELETE FROM ops.follower WHERE name = %s", (PUSH,))


def test_every_projection_has_one_follower() -> None:
    assert [group.name for group in GROUPS] == [PROJECTOR, PUSH]
    names = [kind.name for kind in PROJECTIONS]
    assert len(names) == len(set(names))
    assert [part.projections for part in split(GROUPS, (Deliveries,))] == [(Deliveries,)]


@pytest.mark.parametrize("seed", [11, pytest.param(12, marks=pytest.mark.soak)])
def test_it_goes_on_where_the_one_follower_stood(
    url: str, database: str, county: County, reader: Reader, seed: int
) -> None:
    history = random_history(county, seed)
    half = len(history) // 2
    last = county.record(*history[:half])
    followed_by_one(url, database)
    before = numbers(reader)
    assert before
    head = county.record(*history[half:])

    projector = Projector(url)
    projector.prepare()
    assert positions(reader) == {PROJECTOR: last, PUSH: last}
    assert numbers(reader) == before
    projector.catch_up()
    assert positions(reader) == {PROJECTOR: head, PUSH: head}
    assert numbers(reader)[: len(before)] == before
    assert compare(url, PROJECTIONS).equal
    live = everything(url)
    projector.rebuild()
    projector.close()
    assert everything(url) == live


def test_it_waits_until_the_projector_hands_over(
    url: str, database: str, county: County, reader: Reader
) -> None:
    last = county.record(*random_history(county, 13))
    followed_by_one(url, database)
    before = numbers(reader)
    push, projector = follower(url, PUSH), follower(url, PROJECTOR)
    assert (push.catch_up(), positions(reader)) == (0, {PROJECTOR: last})
    projector.connect()
    assert positions(reader) == {PROJECTOR: last, PUSH: last}
    assert push.catch_up() == 0
    assert numbers(reader) == before
    push.close()
    projector.close()


def test_any_order_of_the_two_ends_in_the_same_rows(url: str, county: County) -> None:
    history = random_history(county, 14)
    both, order = Projector(url, page_size=5, growth=1), random.Random(14)
    both.prepare()
    for start in range(0, len(history), 40):
        county.record(*history[start : start + 40])
        for _ in range(12):
            order.choice(both.followers).step()
    both.catch_up()
    live = everything(url)
    assert live["delivery"]
    both.rebuild()
    both.close()
    assert everything(url) == live


def test_a_view_that_stands_does_not_hold_up_what_goes_out(
    url: str, county: County, reader: Reader
) -> None:
    history = random_history(county, 15)
    poison = county.record(county.act("poison", case.StepRecorded(code=POISON)))
    head = county.record(*history)
    kinds = (Calendars, Fragile, Deliveries)
    both = Projector(url, projections=kinds)
    both.catch_up()
    assert positions(reader) == {PROJECTOR: poison - 1, PUSH: head}
    sent = numbers(reader)
    assert sent
    both.skip(poison, by="ops-1", reason="known bug")
    both.catch_up()
    assert positions(reader) == {PROJECTOR: head, PUSH: head}
    assert compare(url, kinds).equal
    both.rebuild()
    both.close()
    assert numbers(reader) == sent


def test_what_the_one_follower_passed_stays_passed(
    url: str, database: str, county: County, reader: Reader
) -> None:
    """Given a delivery that was passed over before the split, then no rebuild numbers it."""
    county.record(*random_history(county, 16))
    projector = Projector(url)
    projector.catch_up()
    projector.close()
    row = reader.execute("SELECT position FROM proj.delivery ORDER BY number LIMIT 1").fetchone()
    assert row
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute("DROP SCHEMA proj CASCADE")
        admin.execute("CREATE SCHEMA proj")
        admin.execute("GRANT USAGE, CREATE ON SCHEMA proj TO shenguan_app")
        admin.execute("DELETE FROM ops.follower WHERE name = %s", (PUSH,))
        admin.execute(
            "INSERT INTO ops.access_log (person, action, target, purpose, allowed)"
            " VALUES ('ops-1', 'follower.skip', %s, 'known bug', true)",
            (f"{PROJECTOR}:{row[0]}",),
        )
    projector = Projector(url)
    projector.catch_up()
    assert reader.execute("SELECT min(position) FROM proj.delivery").fetchone() != row
    logged = reader.execute("SELECT target, person FROM ops.access_log ORDER BY id").fetchall()
    assert logged == [(f"{PROJECTOR}:{row[0]}", "ops-1"), (f"{PUSH}:{row[0]}", "ops-1")]
    projector.close()


def test_only_pages_that_may_hold_a_delivery_are_told(
    url: str, county: County, reader: Reader
) -> None:
    push = Projector(url)
    push.catch_up()  # as it begins it tells once: whoever went before may have told nobody
    reader.execute("LISTEN delivered")
    county.record(county.act("a", case.StepRecorded(code="S1")))
    push.catch_up()
    assert not list(reader.notifies(timeout=0.2))
    last = county.record(*random_history(county, 17))
    push.catch_up()
    assert [note.payload for note in reader.notifies(timeout=0.5)] == [str(last)]
    push.close()
