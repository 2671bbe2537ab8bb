"""分级决定: a decision beyond a post's tier goes higher (S2; S0「两集中、两到位」)."""

import pytest

from domain.approval import commands as c
from domain.approval.aftermath_commands import EscalateDecision
from domain.approval.case import Outcome
from domain.registry.standards import DecisionTier, ItemStandard
from domain.shared.errors import Forbidden, Invalid
from tests.domain.acts import item
from tests.domain.approval.case_story import Story
from tests.domain.approval.test_admission import refused

HEAD, COLLECTIVE = DecisionTier.BUREAU_HEAD, DecisionTier.COLLECTIVE
GRANT = c.GrantPermit(decision_number="许可1号")
REFUSE = c.RefusePermit(decision_number="不予1号", reason="不符合", remedies="复议")
WITH_MINUTES = {"minutes_number": "纪要1号", "minutes": "0" * 64}
UP = EscalateDecision(tier=HEAD, reason="涉及重大公共利益")


def story(tier: DecisionTier | None = None, held: DecisionTier | None = None) -> Story:
    made = Story(item=item(standard=ItemStandard(decision_tier=tier)))
    made.tiers = {"p-head": HEAD} | ({"p-decider": held} if held else {})
    return made.to_decide()


def above():
    return pytest.raises(Forbidden, match=r"^case-above-tier:")


@pytest.mark.parametrize("command", [GRANT, REFUSE])
def test_a_decider_below_the_item_s_tier_is_refused(command: c.GrantPermit | c.RefusePermit):
    with above():
        story(HEAD).when(command, "p-decider")
    assert story(HEAD).when(command, "p-head").case.outcome


def test_a_post_without_a_tier_decides_what_a_chief_representative_may():
    for tier in (None, DecisionTier.CHIEF_REPRESENTATIVE):
        assert story(tier).when(GRANT, "p-decider").case.outcome is Outcome.GRANTED


def test_after_an_escalation_only_the_higher_tier_decides():
    escalated = story().when(UP, "p-decider")
    with above():
        escalated.when(GRANT, "p-decider")
    assert escalated.when(GRANT, "p-head").case.outcome is Outcome.GRANTED


def test_a_collective_decision_needs_the_minutes_of_its_meeting():
    together = story(COLLECTIVE)
    with above():
        together.when(GRANT, "p-decider")
    for update in ({}, {"minutes_number": "纪要1号"}, {"minutes": "0" * 64}):
        with pytest.raises(Invalid, match=r"^case-minutes-missing:"):
            together.when(GRANT.model_copy(update=update), "p-head")
    assert together.when(GRANT.model_copy(update=WITH_MINUTES), "p-head").case.outcome


def test_a_decision_is_escalated_above_one_s_own_tier_and_not_below_the_item_s():
    with refused("case-escalation-not-higher"):
        story(held=HEAD).when(UP, "p-decider")
    with refused("case-escalation-not-higher"):
        story(COLLECTIVE).when(UP, "p-decider")
    lowest = EscalateDecision(tier=DecisionTier.CHIEF_REPRESENTATIVE, reason="误报")
    with refused("case-escalation-not-higher"):
        story().when(lowest, "p-decider")


def test_a_decision_is_escalated_to_one_tier_once():
    with refused("case-already-escalated"):
        story().when(UP, "p-decider").when(UP, "p-decider")
    higher = EscalateDecision(tier=COLLECTIVE, reason="意见分歧较大")
    assert story().when(UP, "p-decider").when(higher, "p-head")


def test_the_reviewer_does_not_escalate_the_decision():
    with refused("case-separation-of-duties"):
        story().when(UP, "p-reviewer")
