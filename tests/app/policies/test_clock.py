"""Due deadlines become acts at the moment the law names, whenever the clock runs."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import psycopg

from app.clock import Clock
from domain.approval import commands as c
from domain.shared.act import Role
from domain.shared.ids import event_id, task_id
from domain.supervision.commands import ClaimTask, SignTask
from projections import timers
from projections.engine import Projector
from projections.timers import Timer
from tests.app.county import REGULATOR, World
from tests.domain.acts import at


def clock(world: World) -> Clock:
    """The clock over the real projection, as far as it is projected now."""
    projector = Projector(world.url)
    projector.catch_up()
    projector.close()

    def due(now: datetime, limit: int) -> Sequence[Timer]:
        with psycopg.connect(world.url) as connection:
            return timers.due(connection, now, limit)

    return Clock(world.handler, due)


def received(world: World) -> UUID:
    case = world.submitted()
    world.does("window-01", c.ReceiveMaterials(), case)
    return case


def test_a_deemed_acceptance_occurs_at_the_end_of_the_fifth_day_and_counts_from_receipt(
    world: World,
):
    case = received(world)  # 2026-09-28; 10 October is worked
    world.clock.now = at("2026-10-13 09:00")
    assert clock(world).tick(world.now) == 1
    act = world.acts(case)[-1]
    assert act.event.TYPE == "case.deemed_accepted"
    assert act.meta.occurred_at == at("2026-10-11 00:00")
    assert act.meta.effective_date == date(2026, 9, 28)
    assert act.meta.actor.role is Role.SYSTEM


def test_a_second_tick_changes_nothing_and_leaves_no_refusal(world: World):
    case = received(world)
    world.clock.now = at("2026-10-13 09:00")
    ticking = clock(world)
    assert [ticking.tick(world.now), ticking.tick(world.now)] == [1, 0]
    assert world.refusals(case) == []


def test_a_timer_that_the_case_has_overtaken_is_passed_over(world: World):
    case = received(world)
    behind = clock(world)
    world.does("window-01", c.AcceptCase(), case)
    world.clock.now = at("2026-10-13 09:00")
    assert behind.tick(world.now) == 0
    assert world.types(case)[-1] == "case.accepted"


def test_an_unanswered_supplement_notice_lapses_the_application(world: World):
    case = received(world)
    notice = c.NoticeSupplement(missing=("图纸",), applicant_days=2)
    world.does("window-01", notice, case)
    world.clock.now = at("2026-10-09 09:00")
    assert clock(world).tick(world.now) == 1
    assert world.types(case)[-1] == "case.application_lapsed"


def test_a_task_that_nobody_claims_is_deemed_claimed_after_three_days(world: World):
    case = world.granted()
    world.policies.catch_up()
    task = task_id(case, REGULATOR, str(event_id(case, 6)))
    world.does("liaison-01", SignTask(), task)
    world.clock.now = at("2026-10-09 09:00")
    assert clock(world).tick(world.now) == 1
    assert world.types(task)[-1] == "task.deemed_claimed"
    world.refused("task-wrong-state", "regulator-01", ClaimTask(), task)
