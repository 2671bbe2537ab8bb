"""踏勘之后: what a survey that has taken place brings about by itself.

缺席默认: an invited organisation that neither came nor excused itself counts as agreed, never where
silence is no consent (S1; domain.md §1.2). 多勘合一: what is merged into a survey joins it, and
takes place with it (S4).
"""

from uuid import UUID

from app.policies.policy import Cause, Desk, Intention, Policy, Reaction
from domain.approval import survey as surveys
from domain.approval.events import SurveyConducted
from domain.approval.joint_survey_commands import DeemAgreed
from domain.approval.survey import Attendance
from domain.approval.survey_commands import JoinMerge, ShareConduct
from domain.approval.survey_events import MergedSurvey, SurveyMergePlanned
from domain.registry.standards import SurveyMode


def default(cause: Cause, desk: Desk) -> Reaction:
    """缺席默认 of each organisation that is absent; a reported survey has its source to say so."""
    survey = surveys.fold(desk.store.load(cause.stream))
    if not cause.native or cause.item_code is None:
        return ()
    item = desk.institution.item(cause.item_code, cause.meta.get("itemVersion"))
    if item and item.standard and item.standard.silence_not_allowed:
        return ()
    return [
        Intention(DeemAgreed(org=org), cause.stream, part=org)
        for org, come in sorted(survey.invited.items())
        if come is Attendance.INVITED
    ]


def merge(cause: Cause, desk: Desk) -> Reaction:
    """A planned merge binds its members; when the leading survey takes place, so do they."""
    if not cause.native or cause.data.get("mode") == SurveyMode.MERGED:
        return ()
    if cause.type == SurveyMergePlanned.TYPE:
        members = [MergedSurvey.model_validate(one) for one in cause.data["members"]]
        return [
            Intention(
                JoinMerge(case_id=one.case_id, into=cause.stream),
                one.survey_id,
                part=str(one.survey_id),
            )
            for one in members
        ]
    return [
        Intention(
            ShareConduct(
                case_id=one.case_id,
                into=cause.stream,
                staff=tuple(cause.data["staff"]),
                recording=cause.data.get("recording"),
            ),
            one.survey_id,
            part=str(one.survey_id),
        )
        for one in _members(cause.stream, desk)
    ]


def _members(stream: UUID, desk: Desk) -> tuple[MergedSurvey, ...]:
    return surveys.fold(desk.store.load(stream)).members


SURVEY_DEFAULT = Policy("survey-default", frozenset({SurveyConducted.TYPE}), default)
SURVEY_MERGE = Policy(
    "survey-merge", frozenset({SurveyMergePlanned.TYPE, SurveyConducted.TYPE}), merge
)
