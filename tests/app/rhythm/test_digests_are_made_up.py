"""A digest a working day and organisation, as of that day's end, whenever the rhythm runs."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from threading import Thread
from uuid import UUID

import pytest
from psycopg_pool import ConnectionPool

from app.periodic_duties import DailyDigests
from app.rhythm import Rhythm
from domain.consultation.rhythm_events import DailyDigestSent
from domain.shared.ids import digest_id, event_id, task_id
from domain.supervision.commands import ClaimTask, SignTask
from projections.calendars import Calendars
from projections.digests import Digests
from projections.engine import Projector
from projections.linkage_turns import LinkageTurns
from tests.app.county import REGION, REGULATOR, World, opened_world
from tests.domain.acts import at
from tests.support.servers import role_url


@pytest.fixture
def real(database: str) -> Iterator[World]:
    """A county on its own time: no log that is simulated."""
    with opened_world(role_url(database, "shenguan_app"), simulated=False) as world:
        yield world


@pytest.fixture
def pool(real: World) -> Iterator[ConnectionPool]:
    with ConnectionPool(real.url, min_size=1, max_size=4) as pool:
        yield pool


def rhythm(world: World, pool: ConnectionPool) -> Rhythm:
    return Rhythm(world.handler, world.institutions, pool, (DailyDigests(),))


def project(world: World) -> None:
    world.policies.catch_up()
    projector = Projector(world.url, projections=(Calendars, LinkageTurns, Digests))
    projector.catch_up()
    projector.close()


def pushed(world: World, when: str) -> UUID:
    """The task of a permit granted at that time."""
    world.clock.now = at(when)
    case = world.granted()
    world.policies.catch_up()
    return task_id(case, REGULATOR, str(event_id(case, 6)))


def digests(world: World) -> list[DailyDigestSent]:
    jurisdiction = world.institutions.of(REGION).jurisdiction
    assert jurisdiction
    acts = world.acts(digest_id(jurisdiction, REGULATOR))
    return [act.event for act in acts if isinstance(act.event, DailyDigestSent)]


def counted(world: World, tasks: Sequence[UUID], day: date) -> tuple[int, int, int, int]:
    """The four counts at the end of a day, from the streams alone."""
    end = at(f"{day} 00:00") + timedelta(days=1)
    pushes = unclaimed = claimed = of_month = 0
    for task in tasks:
        acts = [act for act in world.acts(task) if act.meta.occurred_at < end]
        kinds = {act.event.TYPE for act in acts}
        if not acts:
            continue
        pushes += 1
        waits = not kinds & {"task.claimed", "task.deemed_claimed", "task.returned"}
        unclaimed += waits
        of_month += waits and acts[0].meta.occurred_at >= at(f"{day.replace(day=1)} 00:00")
        claimed += any(
            act.event.TYPE == "task.claimed" and end - act.meta.occurred_at <= timedelta(days=1)
            for act in acts
        )
    return pushes, unclaimed, claimed, of_month


def test_days_missed_over_a_holiday_are_made_up_as_they_stood_then(
    real: World, pool: ConnectionPool
) -> None:
    first = pushed(real, "2026-09-28 10:00")
    second = pushed(real, "2026-09-29 10:00")
    real.does("liaison-01", SignTask(), first)
    real.does("regulator-01", ClaimTask(), first)
    third = pushed(real, "2026-10-09 10:00")
    real.does("liaison-01", SignTask(), second)
    real.clock.now = at("2026-10-10 16:00")
    real.does("regulator-01", ClaimTask(), second)
    real.clock.now = at("2026-10-12 09:00")
    project(real)
    keeping = rhythm(real, pool)
    assert keeping.tick(real.now) == 6
    sent = digests(real)
    worked = ["09-28", "09-29", "09-30", "10-08", "10-09", "10-10"]  # 10 October is made up for
    assert [f"{one.day:%m-%d}" for one in sent] == worked
    told = [
        (one.pushed, one.unclaimed, one.claimed_today, one.unclaimed_this_month) for one in sent
    ]
    assert told == [counted(real, (first, second, third), one.day) for one in sent]
    assert told[1] == (2, 1, 1, 1)  # claimed is not unclaimed
    assert told[-1] == (3, 1, 1, 1)
    assert [one.position for one in sent] == sorted(one.position for one in sent)
    assert keeping.tick(real.now) == 0
    real.clock.now = at("2026-10-13 00:00")
    project(real)
    again = rhythm(real, pool)  # as after a restart
    assert (again.tick(real.now), again.tick(real.now)) == (1, 0)
    assert digests(real)[-1].day == date(2026, 10, 12)


def test_two_workers_at_once_send_each_digest_once(real: World, pool: ConnectionPool) -> None:
    pushed(real, "2026-09-28 10:00")
    real.clock.now = at("2026-10-12 09:00")
    project(real)
    done: list[int] = []
    racing = [
        Thread(target=lambda: done.append(rhythm(real, pool).tick(real.now))) for _ in range(2)
    ]
    for one in racing:
        one.start()
    for one in racing:
        one.join()
    assert len(digests(real)) == len({one.day for one in digests(real)}) == 6
    # a loser that has to wait behind the winner leaves the rest for its next tick
    assert sum(done) <= 6
    assert sorted(one.day for one in digests(real)) == [one.day for one in digests(real)]


def test_a_day_that_the_views_have_not_read_waits(real: World, pool: ConnectionPool) -> None:
    pushed(real, "2026-09-28 10:00")
    project(real)
    pushed(real, "2026-09-29 10:00")
    real.clock.now = at("2026-09-30 09:00")
    assert rhythm(real, pool).tick(real.now) == 1
    assert [one.day for one in digests(real)] == [date(2026, 9, 28)]


def test_a_year_whose_holidays_are_not_published_has_no_digests(
    real: World, pool: ConnectionPool
) -> None:
    pushed(real, "2026-12-30 10:00")
    real.clock.now = at("2027-01-08 09:00")
    project(real)
    keeping = rhythm(real, pool)
    keeping.tick(real.now)
    assert digests(real)[-1].day == date(2026, 12, 31)


def test_a_simulated_log_is_driven_by_its_own_time(database: str) -> None:
    url = role_url(database, "shenguan_app")
    with opened_world(url) as world, ConnectionPool(url, min_size=1) as pool:
        pushed(world, "2026-09-28 10:00")
        pushed(world, "2026-09-29 10:00")
        project(world)
        assert rhythm(world, pool).tick(at("2026-12-01 10:00")) == 1
        assert [one.day for one in digests(world)] == [date(2026, 9, 28)]
