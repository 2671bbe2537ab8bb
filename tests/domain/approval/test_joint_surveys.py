"""Joint surveys: notice, attendance, absence, opinions, observers (S1, S3)."""

from datetime import date
from typing import Any

import pytest

from domain.approval import joint_survey_commands as jc
from domain.approval.survey import Attendance
from domain.registry.standards import ItemStandard, SurveyMode
from tests.domain.acts import BUREAU, REGULATOR
from tests.domain.approval.survey_story import ASSIGN, CONDUCT, OTHER, PASSED, SurveyStory, refused

DAY = "2026-10-14"  # told on Monday the 12th: two working days ahead
AGREED = jc.GiveSurveyOpinion(agreed=True)


def notice(*invited: str, on: str = DAY) -> jc.NotifySurvey:
    return jc.NotifySurvey(invited=invited or (REGULATOR,), planned_on=date.fromisoformat(on))


def notified(**how: Any) -> SurveyStory:
    return SurveyStory(**how).assigned().when(notice())


def come(story: SurveyStory) -> Attendance:
    return story.survey.invited[REGULATOR]


def test_invited_organisations_are_told_two_working_days_ahead():
    with refused("survey-notice-too-short"):
        SurveyStory().assigned().when(notice(on="2026-10-13"))
    with refused("survey-notice-too-short"):  # Friday to Monday is one working day
        SurveyStory().assigned().when(notice(on="2026-10-19"), on="2026-10-16")
    assert come(notified()) is Attendance.INVITED


@pytest.mark.parametrize("invited", [("11320412MB0000009Z",), (BUREAU,)])
def test_only_other_registered_organisations_are_invited(invited: tuple[str, ...]):
    with refused("survey-organisation-unknown"):
        SurveyStory().assigned().when(notice(*invited))


def test_no_survey_is_planned_for_yesterday_or_for_ever():
    for day in (date(2026, 10, 11), date.max):
        with refused("survey-planned-badly"):
            SurveyStory().when(ASSIGN.model_copy(update={"planned_on": day}), "p-head")
    with refused("survey-planned-badly"):
        SurveyStory().assigned().when(notice(on="9999-12-31"))


def test_a_joint_survey_waits_for_the_day_that_was_told():
    with refused("survey-before-planned-day"):
        notified().when(CONDUCT, on="2026-10-13")
    assert notified().when(CONDUCT, on=DAY).survey.conducted_on


def test_a_later_notice_moves_the_day_and_keeps_who_has_answered():
    story = notified().when(jc.ExcuseSurvey(reason="另有任务"), "p-regulator")
    story.when(notice(REGULATOR, OTHER, on="2026-10-16"), on="2026-10-13")
    assert story.survey.planned_on == date(2026, 10, 16)
    assert story.survey.invited == {REGULATOR: Attendance.EXCUSED, OTHER: Attendance.INVITED}


def test_whoever_was_not_invited_neither_attends_nor_speaks():
    for command in (jc.AttendSurvey(), jc.ExcuseSurvey(reason="无"), AGREED):
        with refused("survey-not-invited"):
            notified().when(command, "p-observer")


def test_an_absentee_counts_as_agreed_and_one_who_came_or_asked_leave_does_not():
    deem = jc.DeemAgreed(org=REGULATOR)
    absent = notified().when(CONDUCT, on=DAY).when(deem, "p-system", DAY)
    assert come(absent) is Attendance.DEFAULTED
    came = notified().when(jc.AttendSurvey(), "p-regulator", DAY).when(CONDUCT, on=DAY)
    left = notified().when(jc.ExcuseSurvey(reason="另有任务"), "p-regulator").when(CONDUCT, on=DAY)
    for story in (came, left):
        with refused("survey-not-absent"):
            story.when(deem, "p-system", DAY)
    with refused("survey-not-conducted"):
        notified().when(deem, "p-system", DAY)
    with refused("survey-already-conducted"):
        absent.when(jc.AttendSurvey(), "p-regulator", DAY)


def test_where_silence_is_no_consent_nothing_is_concluded_without_every_opinion():
    standard = ItemStandard(survey_mode=SurveyMode.ONSITE, silence_not_allowed=True)
    story = notified(standard=standard).when(CONDUCT, on=DAY)
    with refused("survey-silence-not-allowed"):
        story.when(jc.DeemAgreed(org=REGULATOR), "p-system", DAY)
    with refused("survey-opinion-missing"):
        story.when(PASSED, on=DAY)
    story.when(AGREED, "p-regulator", DAY).when(PASSED, on=DAY)
    assert story.survey.passed


def test_an_opinion_is_given_once_of_what_was_seen_or_ahead_by_who_asked_leave():
    with refused("survey-not-conducted"):
        notified().when(AGREED, "p-regulator")
    story = notified().when(jc.ExcuseSurvey(reason="另有任务"), "p-regulator")
    story.when(jc.GiveSurveyOpinion(agreed=False, opinion="不符合卫生要求"), "p-regulator")
    assert story.survey.opinions == {REGULATOR: False}
    with refused("survey-opinion-given"):
        story.when(AGREED, "p-regulator")
    with refused("survey-already-concluded"):
        story.when(CONDUCT, on=DAY).when(PASSED, on=DAY).when(AGREED, "p-regulator", DAY)


def test_an_absentee_may_still_speak_until_the_conclusion():
    story = notified().when(CONDUCT, on=DAY).when(jc.DeemAgreed(org=REGULATOR), "p-system", DAY)
    story.when(jc.GiveSurveyOpinion(agreed=False), "p-regulator", DAY)
    assert story.survey.opinions == {REGULATOR: False}


def test_an_observer_comes_and_remarks_without_a_vote():
    story = SurveyStory().assigned().when(jc.InviteObserver(addressee=OTHER), "p-head")
    with refused("survey-not-observer"):
        story.when(jc.RemarkAsObserver(remark="尚可"), "p-observer")
    story.when(jc.AttendAsObserver(), "p-observer").when(
        jc.RemarkAsObserver(remark="尚可"), "p-observer"
    )
    assert story.survey.observers == {OTHER: True}
    with refused("survey-not-invited"):
        story.when(AGREED, "p-observer")
    with refused("survey-not-observer"):
        story.when(jc.AttendAsObserver(), "p-regulator")
