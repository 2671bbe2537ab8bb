"""多勘合一、委托勘验: one journey for several surveys, or another organ's eyes (S4)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.approval import case as cases
from domain.approval import survey_commands as sc
from domain.approval.case import Case
from domain.approval.events import SurveyOrdered
from domain.approval.survey import Fellow, Survey
from domain.approval.survey_events import MergedSurvey, MergeGround
from domain.registry.standards import SurveyMode
from domain.shared.subject import SubjectKind, SubjectRef
from tests.domain.acts import CASE_ID, REGULATOR
from tests.domain.approval.survey_story import (
    ASSIGN,
    CONDUCT,
    TWO,
    SurveyStory,
    ordered,
    refused,
)

MEMBER_ID, HERE = UUID(int=7), "人民路1号"
MEMBER = MergedSurvey(survey_id=MEMBER_ID, case_id=UUID(int=8))
JOIN = sc.JoinMerge(case_id=CASE_ID, into=UUID(int=9))
SHARE = sc.ShareConduct(case_id=CASE_ID, into=UUID(int=9), staff=TWO)


def other_case(**order: Any) -> Case:
    """Another case, whose survey is the member."""

    def told(event: Any) -> Any:
        known = isinstance(event, SurveyOrdered)
        return event.model_copy(update={"survey_id": MEMBER_ID}) if known else event

    return cases.fold(replace(act, event=told(act.event)) for act in ordered(**order).acts)


def merged(
    ground: MergeGround = MergeGround.PLACE, member: Survey | None = None, **order: Any
) -> SurveyStory:
    """A survey at 人民路1号 takes the member along."""
    fellow = Fellow(member or Survey(), other_case(**(order or {"place": HERE})))
    story = SurveyStory(case=ordered(place=HERE), told={"fellows": {MEMBER_ID: fellow}})
    return story.assigned().when(sc.MergeSurveys(ground=ground, members=(MEMBER,)), "p-head")


def test_surveys_of_one_place_or_one_district_go_together():
    assert merged().survey.members == (MEMBER,)
    told = {MEMBER_ID: Fellow(Survey(), other_case(district="320412001"))}
    story = SurveyStory(case=ordered(district="320412001"), told={"fellows": told}).assigned()
    command = sc.MergeSurveys(ground=MergeGround.PLACE, members=(MEMBER,))
    assert story.when(command, "p-head").survey.members == (MEMBER,)


def test_surveys_of_one_applicant_go_together_wherever_they_are():
    shop = SubjectRef(subject_id=UUID(int=5), kind=SubjectKind.ORGANISATION)
    fellow = Fellow(Survey(), replace(other_case(), applicant=shop))
    told = {"fellows": {MEMBER_ID: fellow}}
    story = SurveyStory(case=replace(ordered(), applicant=shop), told=told).assigned()
    command = sc.MergeSurveys(ground=MergeGround.SUBJECT, members=(MEMBER,))
    assert story.when(command, "p-head").survey.members == (MEMBER,)


@pytest.mark.parametrize("order", [{"place": "人民路2号"}, {"purpose": "核实"}])
def test_surveys_of_different_places_do_not(order: dict[str, str]):
    with refused("survey-not-alike"):
        merged(**order)
    with refused("survey-not-alike"):  # nobody has said whose cases they are
        merged(MergeGround.SUBJECT)


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (Survey(conducted_on=ordered().accepted_on), "survey-already-conducted"),
        (Survey(merged_into=UUID(int=9)), "survey-already-merged"),
        (Survey(entrusted_to=REGULATOR), "survey-already-merged"),
    ],
)
def test_a_survey_that_is_done_or_goes_elsewhere_is_not_taken_along(member: Survey, code: str):
    with refused(code):
        merged(member=member)


def test_a_survey_is_taken_along_once():
    again = sc.MergeSurveys(ground=MergeGround.PLACE, members=(MEMBER,))
    with refused("survey-already-merged"):
        merged().when(again, "p-head")


def test_a_member_waits_for_the_journey_and_takes_place_with_it():
    story = SurveyStory().when(JOIN, "p-system")
    for command, person in ((ASSIGN, "p-head"), (CONDUCT, "p-surveyor")):
        with refused("survey-merged-elsewhere"):
            story.when(command, person)
    with refused("survey-not-merged"):
        story.when(SHARE.model_copy(update={"into": UUID(int=3)}), "p-system")
    story.when(SHARE, "p-system")
    assert (story.survey.staff, story.survey.acts[-1].event.mode) == (TWO, "MERGED")


def test_nobody_surveys_on_another_s_journey_what_he_reviewed():
    staff = SHARE.model_copy(update={"staff": ("p-reviewer", "p-surveyor")})
    with refused("case-separation-of-duties"):
        SurveyStory().when(JOIN, "p-system").when(staff, "p-system")


ENTRUST = sc.EntrustSurvey(case_id=CASE_ID, addressee=REGULATOR, list_entry="WT-01")


def test_only_what_the_list_names_is_entrusted():
    with refused("survey-not-listed"):
        SurveyStory().when(ENTRUST, "p-head")
    with refused("survey-addressee-unknown"):
        SurveyStory(told={"listed": True}).when(
            ENTRUST.model_copy(update={"addressee": "nobody"}), "p-head"
        )


def test_what_is_entrusted_is_surveyed_as_entrusted():
    entrusted = {"mode": SurveyMode.ENTRUSTED}
    with refused("survey-not-entrusted"):
        SurveyStory().when(ASSIGN.model_copy(update=entrusted), "p-head")
    story = SurveyStory(told={"listed": True}).when(ENTRUST, "p-head")
    with refused("survey-entrusted"):
        story.when(ASSIGN, "p-head")
    story.when(ASSIGN.model_copy(update=entrusted), "p-head")
    story.when(CONDUCT.model_copy(update=entrusted))
    assert story.survey.staff == TWO
