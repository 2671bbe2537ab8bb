"""Review, special procedures and extension (行政许可法 §34, §42, §45)."""

import pytest

from domain.approval import commands as c
from domain.approval.case import Phase
from domain.approval.events import Approver, Check, Proposal
from domain.registry.standards import ItemStandard, SpecialProcedure
from domain.shared.errors import Invalid
from tests.domain.acts import item
from tests.domain.approval.case_story import MET, Story
from tests.domain.approval.test_admission import refused

EXPERTS = c.StartSpecialProcedure(
    procedure=SpecialProcedure.EXPERT_REVIEW, noticed_days=5, notice_served=True
)
END = c.EndSpecialProcedure(procedure=SpecialProcedure.EXPERT_REVIEW, result="通过")


def extension(days: int = 10, approver: Approver = Approver.HEAD, *, served: bool = True):
    return c.ExtendDeadline(
        days=days, approved_by=approver, reason="案情复杂", notice_served=served
    )


def test_review_before_acceptance_is_refused():
    with refused("case-wrong-state"):
        Story().received().when(c.StartReview(), "p-reviewer")


def test_a_proposal_to_grant_against_the_checklist_is_refused():
    unmet = c.CompleteReview(
        proposal=Proposal.GRANT, checklist=(Check(condition="面积", met=False),)
    )
    with refused("case-checklist-contradicts-proposal"):
        Story().reviewing().when(unmet, "p-reviewer")


def test_an_open_special_procedure_pauses_the_case_and_its_end_resumes_it():
    story = Story().reviewing().when(EXPERTS, "p-reviewer")
    assert story.case.phase is Phase.PAUSED
    with refused("case-wrong-state"):
        story.when(c.CompleteReview(proposal=Proposal.GRANT, checklist=MET), "p-reviewer")
    assert story.when(END, "p-reviewer", "2026-09-30").case.phase is Phase.REVIEWING


def test_a_special_procedure_without_written_notice_is_refused():
    untold = EXPERTS.model_copy(update={"notice_served": False})
    with refused("case-special-procedure-not-told"):
        Story().reviewing().when(untold, "p-reviewer")


def test_a_special_procedure_of_another_law_is_refused_unless_the_item_lists_it():
    foreign = EXPERTS.model_copy(update={"procedure": SpecialProcedure.OTHER_LAW})
    with refused("case-special-procedure-not-listed"):
        Story().reviewing().when(foreign, "p-reviewer")


def test_an_item_that_lists_its_special_procedures_knows_no_others():
    listed = ItemStandard(
        special_procedures=(SpecialProcedure.OTHER_LAW,), legal_basis=("某条例第九条",)
    )
    story = Story(item=item(standard=listed)).reviewing()
    with refused("case-special-procedure-not-listed"):
        story.when(EXPERTS, "p-reviewer")
    story.when(EXPERTS.model_copy(update={"procedure": SpecialProcedure.OTHER_LAW}), "p-reviewer")
    assert story.case.phase is Phase.PAUSED


def test_two_special_procedures_of_one_kind_are_not_open_at_once():
    story = Story().reviewing().when(EXPERTS, "p-reviewer")
    with refused("case-special-procedure-open"):
        story.when(EXPERTS, "p-reviewer")


def test_another_kind_may_run_beside_and_the_case_waits_for_both():
    story = Story().reviewing().when(EXPERTS, "p-reviewer")
    testing = EXPERTS.model_copy(update={"procedure": SpecialProcedure.TESTING})
    story.when(testing, "p-reviewer").when(END, "p-reviewer", "2026-09-30")
    assert story.case.phase is Phase.PAUSED


def test_a_special_procedure_that_is_not_open_cannot_end():
    with refused("case-special-procedure-not-open"):
        Story().reviewing().when(END, "p-reviewer")


def test_a_special_procedure_can_be_repeated_after_its_end():
    story = Story().reviewing().when(EXPERTS, "p-reviewer").when(END, "p-reviewer", "2026-09-29")
    story.when(EXPERTS, "p-reviewer", "2026-09-30").when(END, "p-reviewer", "2026-10-08")
    assert [one.ended is None for one in story.case.procedures] == [False, False]


def test_the_head_extends_by_ten_days_at_most():
    story = Story().reviewing()
    with refused("case-extension-too-long"):
        story.when(extension(11), "p-leader")
    assert story.when(extension(10), "p-leader").case.extensions[0][1].days == 10


def test_a_second_extension_is_refused():
    with refused("case-already-extended"):
        Story().reviewing().when(extension(5), "p-leader").when(extension(5), "p-leader")


def test_only_joint_handling_is_extended_by_the_government_by_fifteen_days():
    with refused("case-wrong-approver"):
        Story().reviewing().when(extension(10, Approver.GOVERNMENT), "p-leader")
    joint = Story(item=item(legal_days=45)).reviewing()
    with refused("case-wrong-approver"):
        joint.when(extension(10), "p-leader")
    approved = extension(15, Approver.GOVERNMENT)
    with pytest.raises(Invalid, match=r"^case-approval-document-missing:"):
        joint.when(approved, "p-leader")
    joint.when(approved.model_copy(update={"document_number": "政批1号"}), "p-leader")


def test_an_extension_that_was_not_told_is_refused():
    with refused("case-extension-not-told"):
        Story().reviewing().when(extension(served=False), "p-leader")


def test_an_extension_after_the_due_date_is_refused():
    story = Story().reviewing("2026-09-28")
    with refused("case-extension-after-due"):
        story.when(extension(), "p-leader", "2026-10-31")
    story.when(extension(), "p-leader", "2026-10-30 23:59")


def test_an_open_special_procedure_holds_the_due_date_open_for_an_extension():
    story = Story().reviewing("2026-09-28").when(EXPERTS, "p-reviewer", "2026-10-29")
    story.when(extension(), "p-leader", "2026-11-05")
