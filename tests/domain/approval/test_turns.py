"""许可§57: permits limited in number are decided in the order of acceptance."""

from dataclasses import replace

import pytest

from domain.approval import commands as c
from domain.approval import handling_commands as h
from domain.approval.case import Phase
from domain.approval.events import CasePurpose
from domain.approval.turns import holds_place
from domain.registry.standards import SpecialProcedure
from domain.shared.errors import Refused, Unavailable
from tests.domain.approval.case_story import Story
from tests.domain.approval.standards import standardised

PRIORITY = h.DeclarePriority(reason="重点项目", approved_by="p-leader")
ENDED = c.EndSpecialProcedure(procedure=SpecialProcedure.EXPERT_REVIEW, result="评审完成")
GRANT = c.GrantPermit(decision_number="许可1号")


def limited(ahead: int | None = 0) -> Story:
    return Story(item=standardised(quantity_limited=True), ahead=ahead)


def test_a_review_out_of_turn_is_refused_and_told_how_many_wait():
    with pytest.raises(Refused, match=r"case-out-of-turn.* 2 accepted earlier") as caught:
        limited(2).reviewing()
    assert "2件" in caught.value.zh


def test_a_grant_out_of_turn_is_refused_and_a_refusal_is_not():
    story = limited().to_decide()
    story.ahead = 1
    with pytest.raises(Refused, match="case-out-of-turn"):
        story.when(GRANT, "p-decider")
    refusal = c.RefusePermit(decision_number="不1号", reason="不符合条件", remedies="可申请复议")
    assert story.when(refusal, "p-decider").case.phase is Phase.DECIDED


def test_an_order_that_is_not_known_is_no_refusal():
    with pytest.raises(Unavailable, match="case-turn-unknown"):
        limited(None).reviewing()


def test_who_is_next_is_reviewed_and_granted():
    assert limited().granted().case.phase is Phase.DECIDED


def test_without_a_limited_number_nobody_waits_and_priority_may_be_declared():
    story = Story(item=standardised(), ahead=5).granted()
    assert story.case.phase is Phase.DECIDED
    assert Story(item=standardised()).received().when(PRIORITY).case.priority


def test_priority_is_refused_where_the_law_orders():
    with pytest.raises(Refused, match="case-priority-not-allowed"):
        limited().received().when(PRIORITY)


def test_a_renewal_takes_nobodys_place():
    story = limited(3).accepted()
    story.case = replace(story.case, purpose=CasePurpose.RENEWAL)
    assert not holds_place(story.case, starting=False)
    assert story.when(c.StartReview(), "p-reviewer").when(PRIORITY).case.priority


def test_a_place_is_held_from_acceptance_to_the_decision_unless_the_case_stands_still():
    assert not holds_place(limited().received().case, starting=False)
    story = limited().reviewing()
    assert holds_place(story.case, starting=False)
    assert not holds_place(replace(story.case, native=False), starting=False)
    pause = c.StartSpecialProcedure(
        procedure=SpecialProcedure.EXPERT_REVIEW, noticed_days=5, notice_served=True
    )
    story.when(pause, "p-reviewer")
    assert not holds_place(story.case, starting=False)
    story.when(ENDED, "p-reviewer")
    assert holds_place(story.case, starting=False)
    assert not holds_place(limited().granted().case, starting=False)


def test_reviews_run_side_by_side_once_the_earlier_one_has_begun():
    waiting, begun = limited().accepted().case, limited().reviewing().case
    assert holds_place(waiting, starting=True)
    assert not holds_place(begun, starting=True)
    assert holds_place(begun, starting=False)
