"""预审批: an opinion in advance, what it waits for, and its conversion (domain.md §1.2)."""

from datetime import date

import pytest

from domain.approval import commands as c
from domain.approval import handling_commands as h
from domain.approval import pre_approval_commands as p
from domain.approval.events import Proposal
from domain.registry.standards import FlowProfile
from domain.shared.errors import Invalid, Refused
from domain.shared.subject import Material
from tests.domain.approval.case_story import MET, Story
from tests.domain.approval.standards import FORM, PLAN, standardised

REVIEWED, OTHER = "a" * 64, "b" * 64
SAME = (Material(name=FORM, digest=REVIEWED),)
OPINE = p.OpinePreApproval(
    opinion="可以准予",
    favourable=True,
    valid_until=date(2026, 10, 30),
    preconditions=(PLAN,),
    materials=(REVIEWED,),
)
PLAN_MET = p.RecordPreconditionMet(name=PLAN)
CONVERT = p.ConvertPreApproval()


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}:")


def opined(opinion: p.OpinePreApproval = OPINE, **story: object) -> Story:
    made = Story(**{"item": standardised(), **story})  # ty: ignore[invalid-argument-type]
    made.when(c.SubmitApplication(item_code="XK-0001"), "p-applicant")
    return made.when(opinion, "p-reviewer")


def accepted(materials: tuple[Material, ...] = SAME, **more: object) -> Story:
    made = opined(**more).when(PLAN_MET)  # ty: ignore[invalid-argument-type]
    return made.when(c.ReceiveMaterials(materials=materials)).when(c.AcceptCase())


def test_an_opinion_in_advance_has_no_effect_in_law():
    case = opined().case
    assert (case.phase, case.accepted_on, case.outcome) == ("SUBMITTED", None, None)
    case = accepted().when(CONVERT, "p-reviewer").case
    assert (case.phase, case.proposal, case.outcome) == ("ACCEPTED", None, None)
    assert case.accepted_on == date(2026, 9, 28)


def test_an_opinion_is_given_before_acceptance_alone():
    with refused("case-wrong-state"):
        Story(item=standardised()).accepted().when(OPINE, "p-reviewer")


def test_it_asks_for_nothing_outside_the_standard():
    with refused("case-demand-outside-standard"):
        opined(OPINE.model_copy(update={"preconditions": ("图纸",)}))


def test_an_unfavourable_opinion_names_no_preconditions_and_is_not_converted():
    against = OPINE.model_copy(update={"favourable": False})
    with refused("pre-approval-unclear"):
        opined(against)
    made = opined(against.model_copy(update={"preconditions": ()}))
    made.when(c.ReceiveMaterials(materials=SAME)).when(c.AcceptCase())
    with refused("pre-approval-unfavourable"):
        made.when(CONVERT, "p-reviewer")


def test_an_opinion_does_not_end_before_it_begins():
    with pytest.raises(Invalid, match=r"^pre-approval-over-already:"):
        opined(OPINE.model_copy(update={"valid_until": date(2026, 9, 27)}))


def test_each_precondition_is_recorded_once_and_all_of_them_before_a_conversion():
    made = opined().when(c.ReceiveMaterials(materials=SAME)).when(c.AcceptCase())
    with refused("pre-approval-preconditions-missing"):
        made.when(CONVERT, "p-reviewer")
    made.when(PLAN_MET)
    assert made.case.pre_approval
    assert made.case.pre_approval.missing == ()
    with refused("pre-approval-precondition-unknown"):
        made.when(PLAN_MET)
    assert made.when(CONVERT, "p-reviewer").case.pre_approval.converted


def test_what_nobody_opined_on_is_not_converted():
    made = Story(item=standardised()).accepted()
    for command in (PLAN_MET, CONVERT):
        with refused("pre-approval-none"):
            made.when(command, "p-window" if command is PLAN_MET else "p-reviewer")


@pytest.mark.parametrize(
    "materials", [(), (*SAME, Material(name=PLAN)), (Material(name=FORM, digest=OTHER),)]
)
def test_changed_materials_are_reviewed_anew_before_a_conversion(materials: tuple[Material, ...]):
    made = accepted(materials)
    with refused("pre-approval-materials-changed"):
        made.when(CONVERT, "p-reviewer")
    made.when(p.ConvertPreApproval(re_reviewed=True), "p-reviewer")
    with refused("pre-approval-converted"):
        made.when(p.ConvertPreApproval(re_reviewed=True), "p-reviewer")


def test_an_expired_opinion_is_not_converted():
    accepted().when(CONVERT, "p-reviewer", "2026-10-30")
    with refused("pre-approval-expired"):
        accepted().when(CONVERT, "p-reviewer", "2026-10-31")


def test_another_version_of_the_item_ends_its_use():
    with refused("pre-approval-item-changed"):
        accepted(in_force=99).when(p.ConvertPreApproval(re_reviewed=True), "p-reviewer")


def test_the_last_opinion_counts_with_its_own_preconditions():
    made = opined().when(PLAN_MET)
    made.when(OPINE, "p-reviewer")
    assert made.case.pre_approval
    assert made.case.pre_approval.missing == (PLAN,)


def test_who_opined_has_reviewed_and_neither_accepts_nor_decides():
    made = accepted().when(CONVERT, "p-reviewer").when(c.StartReview(), "p-reviewer")
    made.when(c.CompleteReview(proposal=Proposal.GRANT, checklist=MET), "p-reviewer")
    with refused("case-separation-of-duties"):
        made.when(c.GrantPermit(decision_number="许可1号"), "p-reviewer")
    with refused("case-separation-of-duties"):
        opined().when(c.ReceiveMaterials(), "p-reviewer")
    assert made.when(c.GrantPermit(decision_number="许可1号"), "p-decider").case.outcome


def test_the_agent_of_the_applicant_neither_opines_nor_records_what_is_met():
    made = opined().when(h.AssignAgent(agent="p-agent"))
    for command in (OPINE, PLAN_MET):
        with refused("case-agent-is-a-hand"):
            made.when(command, "p-agent")


def test_a_filing_is_not_pre_approved():
    with refused("case-is-a-filing"):
        opined(item=standardised(FlowProfile.FILING))
