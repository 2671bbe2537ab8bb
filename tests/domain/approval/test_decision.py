"""Decision, certificate, delivery, and separation by person (rules P-01, P-02, P-06, P-10)."""

from datetime import date

import pytest

from domain.approval import commands as c
from domain.approval import survey as surveys
from domain.approval.case import Outcome, Phase
from domain.approval.events import Proposal
from domain.registry.standards import FlowProfile
from domain.shared.errors import Forbidden
from tests.domain.acts import CALENDAR, CASE_ID, actor, at, item
from tests.domain.approval.case_story import MET, Story
from tests.domain.approval.test_admission import refused

GRANT = c.GrantPermit(decision_number="许可1号")
REVIEWED = c.CompleteReview(proposal=Proposal.GRANT, checklist=MET)
TWO = c.ConductSurvey(case_id=CASE_ID, staff=("p-surveyor", "p-surveyor-2"))
PASSED = c.ConcludeSurvey(passed=True)


def surveyed() -> Story:
    story = Story(item=item(survey_required=True)).reviewing()
    return story.when(c.OrderSurvey(), "p-reviewer")


def test_a_decision_before_the_review_is_complete_is_refused():
    with refused("case-wrong-state"):
        Story().reviewing().when(GRANT, "p-decider")


def test_grant_certificate_and_delivery_close_the_case():
    story = Story().granted().when(c.MakeCertificate(certificate_number="JY1"), "p-maker")
    assert story.case.phase is Phase.CERTIFIED
    case = story.when(c.DeliverResult(method="EMS", receipt_number="E1")).case
    assert (case.phase, case.outcome) == (Phase.CLOSED, Outcome.GRANTED)


def test_a_refusal_is_delivered_without_a_certificate():
    refusal = c.RefusePermit(decision_number="不予1号", reason="不符合", remedies="复议或诉讼")
    story = Story().to_decide().when(refusal, "p-decider")
    with refused("case-not-granted"):
        story.when(c.MakeCertificate(certificate_number="JY1"), "p-maker")
    story.when(c.DeliverResult(method="窗口", receipt_number="S1"))
    assert story.case.phase is Phase.CLOSED


def test_a_certificate_before_the_decision_is_refused():
    with refused("case-wrong-state"):
        Story().to_decide().when(c.MakeCertificate(certificate_number="JY1"), "p-maker")


def test_delivery_before_the_certificate_is_refused():
    with refused("case-wrong-state"):
        Story().granted().when(c.DeliverResult(method="EMS", receipt_number="E1"))


def test_the_decider_sends_a_case_back_and_decides_after_the_second_review():
    story = Story().to_decide().when(c.ReturnForReview(reason="补充核实"), "p-decider")
    assert story.case.phase is Phase.REVIEWING
    assert story.when(REVIEWED, "p-reviewer").when(GRANT, "p-decider").case.decided_on


def test_a_permit_may_not_end_before_it_begins():
    wrong = GRANT.model_copy(update={"valid_from": date(2026, 10, 1), "valid_to": date(2026, 9, 1)})
    with refused("case-validity-reversed"):
        Story().to_decide().when(wrong, "p-decider")


@pytest.mark.parametrize("profile", [FlowProfile.FIVE_STAGE, FlowProfile.TWO_LEVEL])
def test_the_receiver_neither_reviews_nor_decides(profile):
    story = Story(item=item(profile=profile))
    with refused("case-separation-of-duties"):
        story.accepted().when(c.StartReview(), "p-window")
    story.when(c.StartReview(), "p-reviewer").when(REVIEWED, "p-reviewer")
    with refused("case-separation-of-duties"):
        story.when(GRANT, "p-window")


@pytest.mark.parametrize("profile", [FlowProfile.FIVE_STAGE, FlowProfile.TWO_LEVEL])
def test_the_decider_does_not_make_the_certificate(profile):
    with refused("case-separation-of-duties"):
        Story(item=item(profile=profile)).granted().when(
            c.MakeCertificate(certificate_number="JY1"), "p-decider"
        )


def test_in_five_stages_the_reviewer_does_not_decide():
    with refused("case-separation-of-duties"):
        Story().to_decide().when(GRANT, "p-reviewer")


def test_in_two_levels_the_reviewer_may_decide():
    story = Story(item=item(profile=FlowProfile.TWO_LEVEL)).to_decide()
    assert story.when(GRANT, "p-reviewer").case.outcome is Outcome.GRANTED


def test_a_required_survey_that_was_never_ordered_stops_the_decision():
    story = Story(item=item(survey_required=True)).to_decide()
    with refused("case-survey-missing"):
        story.when(GRANT, "p-decider")


def test_no_decision_before_the_survey_is_concluded():
    story = surveyed().survey(TWO).when(REVIEWED, "p-reviewer")
    with refused("case-survey-not-concluded"):
        story.when(GRANT, "p-decider")
    story.survey(PASSED)
    assert story.when(GRANT, "p-decider").case.outcome is Outcome.GRANTED


def test_a_failed_survey_stops_the_grant_and_allows_a_refusal():
    story = surveyed().survey(TWO).survey(c.ConcludeSurvey(passed=False))
    story.when(REVIEWED, "p-reviewer")
    with refused("case-survey-failed"):
        story.when(GRANT, "p-decider")
    refusal = c.RefusePermit(decision_number="不予1号", reason="踏勘未过", remedies="复议")
    assert story.when(refusal, "p-decider").case.outcome is Outcome.REFUSED


def test_a_survey_needs_two_different_surveyors():
    alone = TWO.model_copy(update={"staff": ("p-surveyor", "p-surveyor")})
    with refused("survey-fewer-than-two"):
        surveyed().survey(alone)


def test_a_survey_nobody_ordered_is_refused():
    facts = surveys.SurveyFacts(
        survey_id=CASE_ID,
        actor=actor("p-surveyor"),
        case=Story().reviewing().case,
        at=at("2026-09-28"),
        calendar=CALENDAR,
    )
    with refused("survey-not-ordered"):
        surveys.decide(surveys.Survey(), TWO, facts)


def test_the_reviewer_of_a_case_does_not_survey_it_in_five_stages():
    with refused("case-separation-of-duties"):
        surveyed().survey(
            TWO.model_copy(update={"staff": ("p-reviewer", "p-surveyor")}), "p-surveyor"
        )


def test_a_surveyor_does_not_decide_the_case_in_five_stages():
    story = surveyed().survey(TWO).survey(PASSED).when(REVIEWED, "p-reviewer")
    with refused("case-separation-of-duties"):
        story.when(GRANT, "p-surveyor-2")


def test_only_who_was_on_site_records_a_survey():
    with pytest.raises(Forbidden, match=r"^survey-recorder-not-on-site:"):
        surveyed().survey(TWO, "p-elsewhere")


def test_a_survey_is_concluded_once_and_after_it_was_conducted():
    with refused("survey-not-conducted"):
        surveyed().survey(PASSED)
    with refused("survey-already-concluded"):
        surveyed().survey(TWO).survey(PASSED).survey(PASSED)
    with refused("survey-already-conducted"):
        surveyed().survey(TWO).survey(TWO)


def test_a_case_is_terminated_with_a_basis_before_the_decision_only():
    assert Story().reviewing().when(c.TerminateCase(basis="主体注销"), "p-decider").case.ended_by
    with refused("case-wrong-state"):
        Story().granted().when(c.TerminateCase(basis="主体注销"), "p-decider")
