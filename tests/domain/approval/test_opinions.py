"""A former department's substantive opinion, a regulator's reviewer, feedback (S2, S3, S1)."""

from datetime import date

import pytest

from domain.approval import commands as c
from domain.approval import opinion_commands as o
from domain.approval.case import Outcome
from domain.approval.events import Proposal
from domain.approval.opinion_events import FeedbackConsulted, ReviewerOpinionLapsed
from domain.approval.recorded import said
from domain.registry.standards import ItemStandard
from domain.shared.errors import Forbidden, Invalid
from tests.domain.acts import BUREAU, REGULATOR, item
from tests.domain.approval.case_story import MET, Story
from tests.domain.approval.test_admission import refused

ASK = o.RequestSubstantiveOpinion()
AGREED = o.GiveSubstantiveOpinion(agreed=True, opinion="符合技术标准")
OPPOSED = o.GiveSubstantiveOpinion(agreed=False, opinion="不符合技术标准")
QUESTION = o.RequestReviewerOpinion(addressee=REGULATOR, due_days=2)
ANSWER = o.GiveReviewerOpinion(agreed=True, opinion="同意")
LAPSE = o.LapseReviewerOpinion(org=REGULATOR)
REVIEWED = c.CompleteReview(proposal=Proposal.GRANT, checklist=MET)
GRANT = c.GrantPermit(decision_number="许可1号")
REFUSE = c.RefusePermit(decision_number="不予1号", reason="不符合", remedies="复议")


def transitional(until: date | None = None) -> Story:
    standard = ItemStandard(substantive_review_org=REGULATOR, substantive_review_until=until)
    return Story(item=item(standard=standard))


def asked() -> Story:
    return transitional().reviewing().when(ASK, "p-reviewer")


def test_a_decision_waits_for_the_substantive_opinion():
    for story in (transitional().to_decide(), asked().when(REVIEWED, "p-reviewer")):
        with refused("case-substantive-opinion-missing"):
            story.when(GRANT, "p-decider")
        with refused("case-substantive-opinion-missing"):
            story.when(REFUSE, "p-decider")


def test_a_grant_needs_a_substantive_opinion_that_agrees():
    story = asked().when(OPPOSED, "p-regulator").when(REVIEWED, "p-reviewer")
    with refused("case-substantive-opinion-negative"):
        story.when(GRANT, "p-decider")
    assert story.when(REFUSE, "p-decider").case.outcome is Outcome.REFUSED
    story = asked().when(AGREED, "p-regulator").when(REVIEWED, "p-reviewer")
    assert story.when(GRANT, "p-decider").case.outcome is Outcome.GRANTED


def test_a_case_sent_back_may_be_put_to_the_former_department_again():
    story = asked().when(OPPOSED, "p-regulator").when(REVIEWED, "p-reviewer")
    story.when(c.ReturnForReview(reason="补充核实"), "p-decider").when(ASK, "p-reviewer")
    story.when(REVIEWED, "p-reviewer")
    with refused("case-substantive-opinion-missing"):
        story.when(GRANT, "p-decider")
    assert story.when(AGREED, "p-regulator").when(GRANT, "p-decider").case.decided_on


def test_only_the_department_that_was_asked_gives_the_opinion():
    with pytest.raises(Forbidden, match=r"^opinion-other-organisation:"):
        asked().when(AGREED, "p-reviewer")
    with refused("opinion-not-requested"):
        transitional().reviewing().when(AGREED, "p-regulator")
    with refused("opinion-not-requested"):
        asked().when(AGREED, "p-regulator").when(AGREED, "p-regulator")


def test_the_former_department_is_asked_once_at_a_time():
    with refused("opinion-already-requested"):
        asked().when(ASK, "p-reviewer")


def test_after_the_transition_no_substantive_opinion_is_asked_or_awaited():
    story = transitional(date(2026, 9, 28))
    with refused("opinion-no-substantive-review"):
        story.reviewing().when(ASK, "p-reviewer")
    with refused("opinion-no-substantive-review"):
        Story().reviewing().when(ASK, "p-reviewer")
    assert transitional(date(2026, 9, 28)).granted().case.outcome is Outcome.GRANTED


def test_a_regulator_is_asked_once_at_a_time_and_answers_once():
    story = Story().reviewing().when(QUESTION, "p-reviewer")
    with refused("opinion-already-requested"):
        story.when(QUESTION, "p-reviewer")
    with refused("opinion-not-requested"):
        story.when(ANSWER, "p-window")
    story.when(ANSWER, "p-regulator")
    with refused("opinion-not-requested"):
        story.when(ANSWER, "p-regulator")


def test_a_reviewer_s_opinion_lapses_when_its_last_day_has_ended():
    story = Story().reviewing("2026-09-28").when(QUESTION, "p-reviewer", "2026-09-28")
    with refused("case-not-due"):
        story.when(LAPSE, "p-clock", "2026-09-30 23:59")
    story.when(LAPSE, "p-clock", "2026-10-01 00:00")
    assert [one.event.org for one in said(story.case, ReviewerOpinionLapsed)] == [REGULATOR]
    with refused("opinion-not-requested"):
        story.when(ANSWER, "p-regulator", "2026-10-08")


def test_the_decision_does_not_wait_for_a_reviewer_s_opinion():
    story = Story().reviewing().when(QUESTION, "p-reviewer").when(REVIEWED, "p-reviewer")
    assert story.when(GRANT, "p-decider").case.outcome is Outcome.GRANTED
    with refused("case-wrong-state"):
        story.when(LAPSE, "p-clock", "2026-10-20")


def test_what_supervision_found_is_read_before_the_decision():
    story = Story().to_decide().when(o.ConsultFeedback(note="无不良记录"), "p-decider")
    assert len(said(story.case, FeedbackConsulted)) == 1
    with refused("case-wrong-state"):
        Story().granted().when(o.ConsultFeedback(), "p-decider")


def test_a_reviewer_of_one_s_own_organisation_is_not_asked():
    with pytest.raises(Invalid, match=r"^opinion-addressee-unknown:"):
        Story().reviewing().when(o.RequestReviewerOpinion(addressee=BUREAU), "p-reviewer")
