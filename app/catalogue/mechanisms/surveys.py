"""Surveys (踏勘) in §1.2."""

from app.catalogue.mechanisms.mechanism import Mechanism
from domain.approval import joint_survey_events as joint
from domain.approval import survey_events as survey
from domain.approval.events import SurveyConcluded, SurveyConducted

SURVEYS: tuple[Mechanism, ...] = (
    Mechanism(
        "联合踏勘",
        "joint survey: one leads, many answer, absence is agreement",
        "S1",
        events=joint.EVENTS,
        commands=(
            *("notify-survey", "attend-survey", "excuse-survey", "give-survey-opinion"),
            *("deem-agreed", "invite-observer", "attend-as-observer", "remark-as-observer"),
        ),
        views=("surveys",),
        routes=("/v1/surveys",),
        tests=(
            "domain/approval/test_joint_surveys.py::test_an_absentee_counts_as_agreed_and_one_who_came_or_asked_leave_does_not",
            "domain/approval/test_joint_surveys.py::test_where_silence_is_no_consent_nothing_is_concluded_without_every_opinion",
        ),
    ),
    Mechanism(
        "集中踏勘、双备案、一勘一回访",
        "central survey, dual filing, one visit back; video, merged, entrusted",
        "S4",
        events=(*survey.EVENTS, SurveyConducted, SurveyConcluded),
        commands=(
            *("assign-surveyors", "file-survey-before", "conduct-survey", "file-survey-after"),
            *("conclude-survey", "record-return-visit", "merge-surveys", "entrust-survey"),
        ),
        rules=("P-04", "P-05", "P-13", "P-14"),
        views=("surveys",),
        routes=("/v1/surveys",),
        tests=(
            "domain/approval/test_surveys.py::test_a_survey_goes_from_its_order_to_its_return_visit",
            "domain/monitoring/test_surveys_are_watched.py::test_a_survey_is_filed_before_departure_and_within_a_working_day_after",
            "app/api/test_every_survey_command_in_every_state.py::test_what_a_state_forbids_is_refused_and_what_it_allows_is_done",
        ),
    ),
)
