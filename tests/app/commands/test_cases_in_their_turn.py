"""许可§57 through the flow: the view tells who came earlier, the log what became of them."""

from uuid import UUID

from domain.approval import commands as c
from domain.registry import commands as r
from domain.registry.standards import FlowProfile, ItemStandard
from projections.engine import Projector
from tests.app.county import ITEM, World

REVIEW = c.StartReview()


def project(world: World) -> None:
    projector = Projector(world.url)
    try:
        projector.catch_up()
    finally:
        projector.close()


def limited(world: World) -> None:
    standard = ItemStandard(quantity_limited=True)
    world.does(
        "admin-01",
        r.PublishItemVersion(
            item_code=ITEM, item_version=2, name="采砂许可", legal_days=20,
            profile=FlowProfile.FIVE_STAGE, committed_days=10, standard=standard,
        ),
    )  # fmt: skip


def refusal(world: World, case: UUID) -> str:
    return world.refusals(case)[-1].reason_en


def test_limited_permits_are_decided_in_the_order_of_acceptance(world: World):
    limited(world)
    late = world.submitted()  # applied first, accepted last
    first, second = world.accepted(), world.accepted()
    world.does("window-01", c.ReceiveMaterials(), late)
    world.does("window-01", c.AcceptCase(), late)
    world.refused("case-turn-unknown", "reviewer-01", REVIEW, late)
    assert not world.refusals(late)
    project(world)
    world.refused("case-out-of-turn", "reviewer-01", REVIEW, late)
    assert "2 accepted earlier" in refusal(world, late)
    assert str(first) not in refusal(world, late)
    world.grant(first)  # the view does not know of it; the log does
    world.does("window-01", c.WithdrawApplication(reason="不再需要"), second)
    world.grant(late)


def test_an_item_without_a_limit_asks_nobody(world: World):
    world.accepted()
    world.granted()
