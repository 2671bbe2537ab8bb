"""告知、听证、决定: the days of 许可§47–48 as they pass, and an opinion that nobody gives."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import psycopg

from app.clock import Clock
from domain.approval import commands as c
from domain.approval import hearing_commands as h
from domain.approval import opinion_commands as o
from domain.approval.events import Check, Proposal
from domain.registry.commands import RegisterOrganisation
from projections import timers
from projections.engine import Projector
from projections.timers import Timer
from tests.app.county import REGULATOR, World
from tests.domain.acts import at

REVIEWED = c.CompleteReview(
    proposal=Proposal.GRANT, checklist=(Check(condition="场所合格", met=True),)
)
HEALTH = "11329901MB03A90101"
GRANT = c.GrantPermit(decision_number="许可1号")
TOLD = h.NotifyInterestedParties(parties=("p-neighbour",), document_number="告1号")
HELD = h.HoldHearing(chair="p-chair", record="0" * 64)


def reviewing(world: World) -> UUID:
    case = world.accepted()
    world.does("reviewer-01", c.StartReview(), case)
    return case


def test_the_decision_follows_the_hearing_that_a_neighbour_asked_for(world: World):
    case = reviewing(world)  # 2026-09-28
    world.does("reviewer-01", TOLD, case)
    world.does("reviewer-01", REVIEWED, case)
    world.refused("case-hearing-period-open", "decider-01", GRANT, case)
    world.does("window-01", h.RequestHearing(by="p-neighbour"), case)
    world.refused("case-hearing-outstanding", "decider-01", GRANT, case)
    world.does("decider-01", c.ReturnForReview(reason="先行听证"), case)
    notice = h.NoticeHearing(held_on=date(2026, 10, 13), chair="p-chair")
    world.does("reviewer-01", notice, case)
    world.refused("hearing-too-early", "reviewer-01", HELD, case)
    world.clock.now = at("2026-10-13 09:00")
    world.does("reviewer-01", HELD, case)
    world.does("reviewer-01", REVIEWED, case)
    world.does("decider-01", GRANT, case)
    assert world.types(case)[-4:] == [
        "case.hearing_noticed", "case.hearing_held", "case.review_completed", "case.permit_granted",
    ]  # fmt: skip


def test_an_opinion_that_nobody_gives_lapses_by_the_clock_for_the_one_who_was_asked(world: World):
    case = reviewing(world)
    nobody = o.RequestReviewerOpinion(addressee=HEALTH)
    world.refused("opinion-addressee-unknown", "reviewer-01", nobody, case)
    world.does("admin-01", RegisterOrganisation(uscc=HEALTH, name="示范县卫生健康局"))
    for org, days in ((REGULATOR, 2), (HEALTH, 9)):
        world.does("reviewer-01", o.RequestReviewerOpinion(addressee=org, due_days=days), case)
    world.clock.now = at("2026-10-09 09:00")
    projector = Projector(world.url)
    projector.catch_up()
    projector.close()

    def due(now: datetime, limit: int) -> Sequence[Timer]:
        with psycopg.connect(world.url) as connection:
            return timers.due(connection, now, limit)

    assert Clock(world.handler, due).tick(world.now) == 1
    lapsed = world.acts(case)[-1]
    assert lapsed.event.model_dump() == {"org": REGULATOR}
    assert lapsed.meta.occurred_at == at("2026-10-01 00:00")
    world.does("reviewer-01", REVIEWED, case)
    world.does("decider-01", GRANT, case)
