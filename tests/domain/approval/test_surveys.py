"""Assignment, conduct, filing, conclusion, return visit of one survey (许可§34; S4)."""

from dataclasses import replace

import pytest

from domain.approval import commands as c
from domain.approval import survey_commands as sc
from domain.approval.survey import SurveyPhase
from domain.registry.standards import ItemStandard, SurveyMode
from tests.domain.acts import CASE_ID
from tests.domain.approval.survey_story import ASSIGN, CONDUCT, PASSED, TWO, SurveyStory, refused

DIGEST = "0" * 64
VISIT = sc.RecordReturnVisit(favourable=True)


def test_a_survey_goes_from_its_order_to_its_return_visit():
    story = SurveyStory()
    assert story.survey.phase is SurveyPhase.ORDERED
    steps = (
        (ASSIGN, "p-head", SurveyPhase.ASSIGNED),
        (sc.FileSurveyBefore(filing_number="备1"), "p-surveyor", SurveyPhase.FILED),
        (CONDUCT, "p-surveyor", SurveyPhase.CONDUCTED),
        (sc.FileSurveyAfter(track=DIGEST), "p-surveyor-2", SurveyPhase.CONDUCTED),
        (PASSED, "p-surveyor-2", SurveyPhase.CONCLUDED),
        (VISIT, "p-efficiency", SurveyPhase.VISITED),
    )
    for command, person, phase in steps:
        assert story.when(command, person).survey.phase is phase
    assert story.survey.filed_after_on


@pytest.mark.parametrize("person", ["p-reviewer", "p-surveyor"])
def test_neither_the_reviewer_nor_a_surveyor_chooses_who_goes(person: str):
    with refused("survey-assigner-involved"):
        SurveyStory().when(ASSIGN, person)


def test_the_reviewer_does_not_go_and_one_alone_does_not():
    with refused("case-separation-of-duties"):
        SurveyStory(told={"surveyors": {"p-reviewer", "p-surveyor"}}).when(
            ASSIGN.model_copy(update={"staff": ("p-reviewer", "p-surveyor")}), "p-head"
        )
    with refused("survey-fewer-than-two"):
        SurveyStory().when(ASSIGN.model_copy(update={"staff": ("p-surveyor",) * 2}), "p-head")


def test_only_who_holds_a_surveyor_s_post_is_assigned():
    with refused("survey-not-a-surveyor"):
        SurveyStory().when(
            ASSIGN.model_copy(update={"staff": ("p-surveyor", "p-stranger")}), "p-head"
        )


def test_those_on_site_are_those_assigned():
    three = CONDUCT.model_copy(update={"staff": (*TWO, "p-surveyor-3")})
    with refused("survey-staff-not-assigned"):
        SurveyStory().assigned().when(three)
    again = ASSIGN.model_copy(update={"staff": three.staff})
    story = SurveyStory().assigned().when(again, "p-head").when(three)
    assert story.survey.staff == three.staff


def test_without_a_standard_a_survey_needs_no_assignment():
    story = SurveyStory(standard=None).when(CONDUCT).when(PASSED)
    assert story.survey.phase is SurveyPhase.CONCLUDED
    assert SurveyStory(standard=ItemStandard()).when(CONDUCT).survey.conducted_on
    for standard in (ItemStandard(survey_filing=True), ItemStandard(survey_mode=SurveyMode.VIDEO)):
        with refused("survey-not-assigned"):
            SurveyStory(standard=standard).when(CONDUCT)


def test_a_video_survey_is_assigned_as_one_and_has_its_recording():
    video = {"mode": SurveyMode.VIDEO}
    story = SurveyStory().when(ASSIGN.model_copy(update=video), "p-head")
    with refused("survey-other-mode"):
        story.when(CONDUCT)
    with refused("survey-recording-missing"):
        story.when(CONDUCT.model_copy(update=video))
    story.when(CONDUCT.model_copy(update={**video, "recording": DIGEST}))
    assert story.survey.phase is SurveyPhase.CONDUCTED


def test_who_has_no_licence_goes_and_is_named():
    story = SurveyStory(told={"unlicensed": {"p-surveyor-2"}}).conducted()
    assert story.survey.acts[-1].event.unlicensed == ("p-surveyor-2",)


def test_filing_is_by_those_who_go_or_their_head_and_before_departure():
    with refused("survey-not-assigned"):
        SurveyStory().when(sc.FileSurveyBefore())
    with refused("survey-not-ones-own"):
        SurveyStory().assigned().when(sc.FileSurveyBefore(), "p-surveyor-3")
    assert SurveyStory().assigned().when(sc.FileSurveyBefore(), "p-head").survey.filed_before_on
    with refused("survey-already-conducted"):
        SurveyStory().conducted().when(sc.FileSurveyBefore())


def test_what_was_not_filed_is_surveyed_all_the_same():
    assert SurveyStory().concluded().survey.filed_before_on is None  # found by P-04, not refused


@pytest.mark.parametrize("person", ["p-surveyor", "p-reviewer", "p-window"])
def test_whoever_had_a_hand_in_the_case_pays_no_return_visit(person: str):
    with refused("survey-visitor-involved"):
        SurveyStory().concluded().when(VISIT, person)


def test_a_survey_has_one_return_visit_after_its_conclusion():
    with refused("survey-not-concluded"):
        SurveyStory().conducted().when(VISIT, "p-efficiency")
    with refused("survey-already-visited"):
        SurveyStory().concluded().when(VISIT, "p-efficiency").when(VISIT, "p-efficiency")


@pytest.mark.parametrize("complaint", ["demands", "gifts", "agency_named"])
def test_a_complaint_is_never_favourable(complaint: str):
    told = VISIT.model_copy(update={complaint: True})
    with refused("survey-visit-contradictory"):
        SurveyStory().concluded().when(told, "p-efficiency")


def test_what_is_still_owed_may_be_done_when_the_case_is_decided():
    story = SurveyStory().concluded()
    story.case = replace(story.case, ended_by="case.withdrawn")
    story.when(sc.FileSurveyAfter()).when(VISIT, "p-efficiency")
    assert story.survey.phase is SurveyPhase.VISITED
    with refused("survey-case-decided"):
        story.when(c.ConductSurvey(case_id=CASE_ID, staff=TWO))
