"""Certificates: daily, weekly or monthly by the urgency of their item, each once."""

from collections.abc import Iterator
from datetime import date
from threading import Thread
from uuid import UUID

import pytest
from psycopg_pool import ConnectionPool

from app.certificate_batches import BY_URGENCY
from app.rhythm import Rhythm
from domain.delivery.batch_events import CertificateBatchPushed
from domain.permit.events import PermitExpired, PermitIssued
from domain.registry.events import FlowProfile, ItemVersionPublished
from domain.registry.standards import PushPriority
from domain.shared.act import NEXT_VERSION, Act, Actor, EntryMode, Meta, Role
from domain.shared.event import DomainEvent
from domain.shared.ids import batch_id, permit_id
from projections.certificate_queries import BatchFilter, batch, batches
from projections.certificates import Certificates
from projections.engine import Projector
from projections.permits import Permits
from projections.scope import Scope
from tests.app.county import BUREAU, ITEM, REGION, REGULATOR, World, opened_world
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


def record(world: World, stream: UUID, event: DomainEvent, when: str) -> int:
    """One act of a permit, reported and recorded at that time."""
    actor = Actor(person_id="p-1", role=Role.SOURCE, org=BUREAU)
    meta = Meta(
        occurred_at=at(when), actor=actor, region=REGION, item_code=ITEM,
        entry_mode=EntryMode.IMPORTED,
    )  # fmt: skip
    act = Act(stream, NEXT_VERSION, meta, event)
    world.clock.now = at(when)
    return world.store.submit([act], region=REGION).result()[-1].position


def issued(world: World, case: int, when: str) -> int:
    """A certificate of case number `case`."""
    number = UUID(int=case)
    event = PermitIssued(permit_number=f"证{case}", case_id=number, valid_from=at(when).date())
    return record(world, permit_id(number), event, when)


def urgency(world: World, priority: PushPriority, when: str) -> None:
    """A version of the item with another urgency, from that day on."""
    version = ItemVersionPublished(
        item_code=ITEM, item_version=len(PushPriority) + list(PushPriority).index(priority),
        name="食品经营许可", profile=FlowProfile.FIVE_STAGE, legal_days=20, committed_days=10,
        push_priority=priority,
    )  # fmt: skip
    record(world, UUID(int=10**6), version, when)


def project(world: World) -> None:
    projector = Projector(world.url, projections=(Permits, Certificates))
    projector.catch_up()
    projector.close()


def rhythm(world: World, pool: ConnectionPool) -> Rhythm:
    return Rhythm(world.handler, world.institutions, pool, BY_URGENCY)


def sent(world: World, priority: PushPriority) -> list[CertificateBatchPushed]:
    jurisdiction = world.institutions.of(REGION).jurisdiction
    assert jurisdiction
    acts = world.acts(batch_id(jurisdiction, REGULATOR, priority.value))
    return [act.event for act in acts if isinstance(act.event, CertificateBatchPushed)]


def test_a_weeks_certificates_go_out_once_when_its_last_working_day_has_ended(
    real: World, pool: ConnectionPool
) -> None:
    early = [issued(real, 1, "2026-11-02 10:00"), issued(real, 2, "2026-11-06 10:00")]
    late = issued(real, 3, "2026-11-07 10:00")  # a Saturday
    ended = record(real, permit_id(UUID(int=1)), PermitExpired(), "2026-11-10 10:00")
    real.clock.now = at("2026-11-13 23:00")
    project(real)
    keeping = rhythm(real, pool)
    keeping.tick(real.now)
    (week,) = sent(real, PushPriority.NORMAL)
    assert (week.first, week.last) == (date(2026, 11, 2), date(2026, 11, 6))
    assert [line.position for line in week.certificates] == early
    real.clock.now = at("2026-11-14 00:00")
    project(real)
    assert keeping.tick(real.now) == 1
    again = rhythm(real, pool)  # as after a crash before the views had read the batch
    assert again.tick(real.now) == 0
    project(real)
    assert rhythm(real, pool).tick(real.now) == 0
    _, second = sent(real, PushPriority.NORMAL)
    assert [line.position for line in second.certificates] == [late, ended]
    assert [line.reason for line in second.certificates] == ["GRANTED", "EXPIRED"]
    assert not sent(real, PushPriority.URGENT)
    assert not sent(real, PushPriority.LOW)


def test_a_batch_is_shown_with_its_certificates_to_whom_it_was_sent(
    real: World, pool: ConnectionPool
) -> None:
    position = issued(real, 1, "2026-11-02 10:00")
    real.clock.now = at("2026-11-09 09:00")
    project(real)
    rhythm(real, pool).tick(real.now)
    project(real)
    with pool.connection() as connection:
        mine = Scope(REGION, orgs=(REGULATOR,))
        (listed,) = batches(connection, mine, BatchFilter(priority="NORMAL")).items
        shown = batch(connection, mine, listed["batch_id"])
        assert shown
        assert [line["position"] for line in shown["certificates"]] == [position]
        for other in (
            Scope(REGION, orgs=(BUREAU,)),
            Scope(REGION, orgs=(REGULATOR,), items=(ITEM,)),
        ):
            assert batches(connection, other, BatchFilter()).items == []
            assert batch(connection, other, listed["batch_id"]) is None


def test_two_workers_at_once_and_a_stop_over_a_holiday_tell_each_certificate_once(
    real: World, pool: ConnectionPool
) -> None:
    urgency(real, PushPriority.URGENT, "2026-09-28 10:00")
    days = ["09-28", "09-29", "10-03", "10-08", "10-10"]  # a holiday, and a day made up for
    told = [issued(real, n, f"2026-{day} 10:00") for n, day in enumerate(days, 1)]
    real.clock.now = at("2026-10-12 09:00")
    project(real)
    racing = [Thread(target=lambda: rhythm(real, pool).tick(real.now)) for _ in range(2)]
    for one in racing:
        one.start()
    for one in racing:
        one.join()
    rhythm(real, pool).tick(real.now)
    found = sent(real, PushPriority.URGENT)
    assert [line.position for one in found for line in one.certificates] == told
    assert [f"{one.last:%m-%d}" for one in found] == ["09-28", "09-29", "10-08", "10-10"]
    assert not sent(real, PushPriority.NORMAL)
