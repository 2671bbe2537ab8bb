"""多勘合一、委托勘验: guards of what lets one journey, or another organ, do a survey (S4)."""

from uuid import UUID

from domain.approval import survey_commands as sc
from domain.approval import survey_events as s
from domain.approval.events import SurveyConducted
from domain.approval.survey_facts import (
    Fellow,
    SurveyFacts,
    case_of,
    need_apart,
    need_not_conducted,
    order_of,
)
from domain.approval.survey_state import Survey
from domain.registry.standards import SurveyMode
from domain.shared.errors import Invalid, Refused


def entrust(survey: Survey, command: sc.EntrustSurvey, facts: SurveyFacts) -> s.SurveyEntrusted:
    """已委托: to a registered organ, as an entry of the published list allows."""
    need_not_conducted(survey)
    if survey.merged_into or survey.members:
        raise Refused("survey-merged-elsewhere", "已合并踏勘", "the survey has been merged")
    if command.addressee not in facts.organisations or command.addressee == facts.actor.org:
        raise Invalid(
            "survey-addressee-unknown",
            "受托单位须为已登记的其他单位",
            "entrusted to another, registered organisation",
            fields=("addressee",),
        )
    if not facts.listed:
        raise Refused(
            "survey-not-listed",
            "不在公布的委托核查清单内，不得委托",
            "not on the published list of entrusted surveys",
        )
    return s.SurveyEntrusted(
        case_id=command.case_id, addressee=command.addressee, list_entry=command.list_entry
    )


def merge(survey: Survey, command: sc.MergeSurveys, facts: SurveyFacts) -> s.SurveyMergePlanned:
    """合并踏勘: of one applicant or one place, none of them done, none going elsewhere."""
    need_not_conducted(survey)
    if survey.merged_into or survey.entrusted_to:
        raise Refused(
            "survey-merged-elsewhere",
            "已并入另一踏勘或已委托",
            "the survey goes along with another one, or is entrusted",
        )
    if not survey.assigned:
        raise Refused("survey-not-assigned", "尚未指派踏勘人员", "nobody has been assigned yet")
    taken = {one.survey_id for one in survey.members} | {facts.survey_id}
    for member in command.members:
        if member.survey_id in taken:
            raise Refused("survey-already-merged", "已合并", f"{member.survey_id} is in already")
        taken.add(member.survey_id)
        _need_mergeable(member.survey_id, survey, command.ground, facts)
    return s.SurveyMergePlanned(
        case_id=case_of(survey), ground=command.ground, members=command.members
    )


def _need_mergeable(
    member: UUID, leading: Survey, ground: s.MergeGround, facts: SurveyFacts
) -> None:
    fellow = facts.fellows[member]
    _need_free(fellow.survey, member, fellow)
    if not _same(ground, member, fellow, facts):
        raise Refused(
            "survey-not-alike",
            "不属同一申请人或同一地点，不得合并踏勘",
            "neither of one applicant nor of one place, as the ground of the merge says",
        )
    need_apart(fellow.case, leading.assigned)


def _need_free(survey: Survey, survey_id: UUID, fellow: Fellow) -> None:
    case = fellow.case
    if order_of(case, survey_id) is None or case.ended_by or case.outcome:
        raise Refused(
            "survey-not-ordered",
            "该办件未派出此踏勘，或已决定、已结束",
            "its case has not ordered it, or is decided or ended",
        )
    need_not_conducted(survey)
    if survey.merged_into or survey.members or survey.entrusted_to:
        raise Refused("survey-already-merged", "已合并或已委托", "merged or entrusted already")


def _same(ground: s.MergeGround, member: UUID, fellow: Fellow, facts: SurveyFacts) -> bool:
    if ground is s.MergeGround.SUBJECT:
        ours, theirs = facts.case.applicant, fellow.case.applicant
        return bool(ours and theirs and ours.subject_id == theirs.subject_id)
    here, there = order_of(facts.case, facts.survey_id), order_of(fellow.case, member)
    if here is None or there is None:
        return False
    same_district = here.district is not None and here.district == there.district
    return same_district or (here.place is not None and here.place == there.place)


def join(survey: Survey, command: sc.JoinMerge, facts: SurveyFacts) -> s.SurveyMerged:
    """多勘合一: by the policy, on the member's own stream."""
    _need_free(survey, facts.survey_id, Fellow(survey, facts.case))
    return s.SurveyMerged(
        case_id=command.case_id, into=command.into, filing_required=facts.filing_required
    )


def share(survey: Survey, command: sc.ShareConduct, facts: SurveyFacts) -> SurveyConducted:
    """随同踏勘: by the policy; the persons are those of the leading survey."""
    need_not_conducted(survey)
    if survey.merged_into != command.into:
        raise Refused("survey-not-merged", "未并入该踏勘", "not merged into that survey")
    need_apart(facts.case, command.staff)
    return SurveyConducted(
        case_id=command.case_id,
        staff=command.staff,
        mode=SurveyMode.MERGED.value,
        recording=command.recording,
        unlicensed=tuple(one for one in command.staff if one in facts.unlicensed),
    )
