"""代办、容缺、绿色通道、取消、延续: what a case takes from its surroundings, through the flow."""

from uuid import UUID, uuid4

import pytest

from app.commands.caller import Caller
from domain.approval import commands as c
from domain.approval import handling_commands as h
from domain.approval import material_commands as m
from domain.approval.events import CasePurpose
from domain.registry import commands as r
from domain.registry.published import ListEntry, ListKind
from domain.registry.published_commands import PublishList
from domain.registry.standards import FlowProfile, ItemStandard, LicensingMode, MaterialRequirement
from domain.shared.act import Role
from domain.shared.errors import Forbidden
from tests.app.county import ITEM, REGION, World
from tests.app.policies.test_clock import clock
from tests.domain.acts import at

LEASE = "租赁合同"
SUPPLY = m.SupplyGapMaterial(name=LEASE)
AGENT = Caller("person-agent", Role.AGENT, REGION)


def version(world: World, number: int = 2, **says: object) -> None:
    """The next version of the item, with a standard."""
    standard = ItemStandard(**says)  # type: ignore[arg-type]
    world.does(
        "admin-01",
        r.PublishItemVersion(
            item_code=ITEM, item_version=number, name="食品经营许可", legal_days=20,
            profile=FlowProfile.FIVE_STAGE, committed_days=10, standard=standard,
        ),
    )  # fmt: skip


def with_gaps(world: World) -> UUID:
    listed = (MaterialRequirement(name="申请表"), MaterialRequirement(name=LEASE, core=False))
    version(world, materials=listed, gap_days=2)
    case = world.submitted()
    world.does("window-01", c.ReceiveMaterials(), case)
    world.does("window-01", m.AcceptWithGaps(gaps=(LEASE,)), case)
    return case


def test_an_agent_acts_once_assigned_and_every_act_says_who_it_is(world: World):
    case = with_gaps(world)
    with pytest.raises(Forbidden, match=r"^case-other-applicant"):
        world.handler.handle_sync(SUPPLY, caller=AGENT, target=case)
    world.does("window-01", h.AssignAgent(agent=AGENT.person_id), case)
    world.handler.handle_sync(SUPPLY, caller=AGENT, target=case)
    act = world.acts(case)[-1]
    assert act.event.TYPE == "case.gap_material_supplied"
    assert act.meta.actor.agent_id == AGENT.person_id


def test_the_clock_ends_a_case_whose_gaps_were_not_closed(world: World):
    case = with_gaps(world)  # 2026-09-28
    world.clock.now = at("2026-10-09 09:00")
    assert clock(world).tick(world.now) == 1
    act = world.acts(case)[-1]
    assert (act.event.TYPE, act.meta.occurred_at) == ("case.gap_expired", at("2026-10-01 00:00"))
    assert clock(world).tick(world.now) == 0


def test_priority_rests_on_the_list_that_is_in_force(world: World):
    case = world.submitted()
    entry = ListEntry(code="LSTD-1", name="示范企业")
    day = world.now.date()
    publish = PublishList(
        kind=ListKind.GREEN_CHANNEL, list_version=1, entries=(entry,), valid_from=day
    )
    world.does("admin-01", publish)
    plain = h.DeclarePriority(reason="重点项目", approved_by="leader-01")
    world.refused("case-not-on-green-channel-list", "window-01", plain, case)
    world.does("window-01", plain.model_copy(update={"list_entry": "LSTD-1"}), case)


def test_an_approval_that_is_cancelled_takes_no_application(world: World):
    version(world, mode=LicensingMode.CANCELLED)
    world.refused("item-cancelled", "window-01", c.SubmitApplication(item_code=ITEM), None)


def test_a_renewal_names_a_permit_that_is_known_here(world: World):
    renewal = c.SubmitApplication(item_code=ITEM, purpose=CasePurpose.RENEWAL, permit_id=uuid4())
    world.refused("permit-unknown", "window-01", renewal, None)


def test_the_first_handler_is_who_holds_the_post_that_is_named(world: World):
    case = world.submitted()
    world.does("window-01", h.AssignFirstHandler(post="window-02"), case)
    assigned = world.acts(case)[-1].event.model_dump()
    assert assigned["post"] == "window-02"
    world.does("leader-01", h.HandOver(to_post="window-01", reason="轮岗"), case)
    assert world.types(case)[-1] == "case.handed_over"
