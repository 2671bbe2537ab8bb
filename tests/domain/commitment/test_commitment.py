"""A commitment instead of a proof (浙江§14; domain.md §3.3)."""

from dataclasses import dataclass, field
from typing import Self

import pytest

from domain.approval.case import Case
from domain.commitment import commands as c
from domain.commitment import commitment as commitments
from domain.commitment.commitment import CommitmentPhase
from domain.registry.events import ItemVersionPublished
from domain.shared.command import Command
from domain.shared.errors import Refused
from domain.shared.ids import commitment_id
from tests.domain.acts import CALENDAR, CASE_ID, act, actor, at, item
from tests.domain.approval.case_story import Story as CaseStory

TEXT, OTHER_TEXT = "a" * 64, "b" * 64
OFFER = c.OfferCommitment(case_id=CASE_ID, text_digest=TEXT)
SIGN = c.SignCommitment(text_digest=TEXT)
EFFECT = c.TakeEffect(verify_days=60, verifier="regulator")
TWO = ("p-1", "p-2")
BREACH = c.FindBreach(inspectors=TWO, detail="未安装", correction_days=3)


@dataclass
class Story:
    """`case` can be replaced between steps, as the case goes its own way."""

    case: Case = field(default_factory=lambda: CaseStory().accepted().case)
    item: ItemVersionPublished = field(default_factory=lambda: item(commitment_allowed=True))
    state: commitments.Commitment = field(default_factory=commitments.Commitment)

    def when(self, command: Command, on: str = "2026-09-28") -> Self:
        facts = commitments.CommitmentFacts(
            at(on), actor("p-1"), CALENDAR, self.case, CASE_ID, self.item
        )
        for event in commitments.decide(self.state, command, facts):
            stream = commitment_id(CASE_ID)
            made = act(event, at(on), self.state.version + 1, "p-1", stream=stream)
            self.state = commitments.evolve(self.state, made)
        return self

    def in_force(self) -> Self:
        self.when(OFFER).when(SIGN)
        self.case = CaseStory().granted().case
        return self.when(EFFECT)


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}:")


def test_an_item_without_commitment_refuses_the_offer():
    with refused("commitment-not-allowed"):
        Story(item=item()).when(OFFER)


def test_what_is_signed_must_be_the_text_that_was_offered():
    with refused("commitment-other-text"):
        Story().when(OFFER).when(c.SignCommitment(text_digest=OTHER_TEXT))


def test_signing_needs_an_offer():
    with refused("commitment-wrong-state"):
        Story().when(SIGN)


def test_after_the_decision_nothing_is_offered_signed_or_withdrawn():
    decided = CaseStory().granted().case
    with refused("commitment-case-decided"):
        Story(case=decided).when(OFFER)
    story = Story().when(OFFER)
    story.case = decided
    with refused("commitment-case-decided"):
        story.when(SIGN)
    story = Story().when(OFFER).when(SIGN)
    story.case = decided
    with refused("commitment-case-decided"):
        story.when(c.WithdrawCommitment())


def test_a_signed_commitment_may_be_withdrawn_before_the_decision():
    assert Story().when(OFFER).when(SIGN).when(c.WithdrawCommitment()).state.phase is (
        CommitmentPhase.CLOSED
    )


def test_it_takes_effect_on_the_grant_alone():
    with refused("commitment-not-granted"):
        Story().when(OFFER).when(SIGN).when(EFFECT)
    assert Story().in_force().state.phase is CommitmentPhase.IN_FORCE


def test_a_verification_needs_two_inspectors():
    alone = c.VerifyCommitment(inspectors=("p-1", "p-1"), record_number="检1号")
    with refused("commitment-fewer-than-two"):
        Story().in_force().when(alone)
    both = alone.model_copy(update={"inspectors": TWO})
    assert Story().in_force().when(both).state.phase is CommitmentPhase.FULFILLED


def test_a_breach_is_confirmed_only_after_the_correction_period():
    story = Story().in_force().when(BREACH, "2026-10-12")
    confirm = c.ConfirmBreach(inspectors=TWO, detail="仍未安装")
    with refused("commitment-correction-running"):
        story.when(confirm, "2026-10-15 23:59")
    assert story.when(confirm, "2026-10-16 00:00").state.phase is CommitmentPhase.BREACHED


def test_a_correction_fulfils_late():
    story = Story().in_force().when(BREACH).when(c.VerifyCorrection(inspectors=TWO))
    assert story.state.phase is CommitmentPhase.FULFILLED_LATE
