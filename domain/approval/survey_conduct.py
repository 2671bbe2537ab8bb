"""踏勘: guards of assignment, conduct and conclusion (许可§34; S4「集中踏勘」)."""

from domain.approval import commands as c
from domain.approval import survey_commands as sc
from domain.approval import survey_events as s
from domain.approval.events import SurveyConcluded, SurveyConducted
from domain.approval.stages import Stage
from domain.approval.survey_facts import (
    SurveyFacts,
    case_of,
    need_apart,
    need_conducted,
    need_not_concluded,
    need_not_conducted,
    need_plannable,
)
from domain.approval.survey_limits import LEAST_STAFF
from domain.approval.survey_state import Survey
from domain.registry.standards import SurveyMode
from domain.shared.errors import Forbidden, Refused


def _need_two(staff: tuple[str, ...]) -> None:
    if len(set(staff)) < LEAST_STAFF:
        raise Refused(
            "survey-fewer-than-two",
            "踏勘应当由两名以上工作人员进行(行政许可法第三十四条)",
            "a survey needs two or more surveyors (Licensing Law, article 34)",
        )


def _need_own_journey(survey: Survey) -> None:
    if survey.merged_into:
        raise Refused(
            "survey-merged-elsewhere",
            "本次踏勘已并入另一踏勘，随其进行",
            "this survey goes along with another one and takes place with it",
        )


def assign(survey: Survey, command: sc.AssignSurveyors, facts: SurveyFacts) -> s.SurveyorsAssigned:
    """已指派: by the head of the survey section, never by the reviewer, never oneself."""
    need_not_conducted(survey)
    _need_own_journey(survey)
    if command.mode is SurveyMode.MERGED:
        raise Refused("survey-merge-instead", "多勘合一请用 merge-surveys", "use merge-surveys")
    actor = facts.actor.person_id
    if actor in command.staff or (Stage.REVIEW, actor) in facts.case.hands:
        raise Forbidden(
            "survey-assigner-involved",
            "踏勘人员由踏勘科室指派，本件审查人员与踏勘人员本人不得指派",
            "neither the reviewer of the case nor a surveyor chooses who surveys it",
        )
    _need_two(command.staff)
    if strangers := [one for one in command.staff if one not in facts.surveyors]:
        raise Refused(
            "survey-not-a-surveyor",
            f"该日未任踏勘岗位:{'、'.join(strangers)}",
            f"no surveyor's post of the surveying organisation on that day: {', '.join(strangers)}",
        )
    need_apart(facts.case, command.staff)
    _need_mode(survey, command.mode)
    if command.planned_on is not None:
        need_plannable(command.planned_on, facts)
    return s.SurveyorsAssigned(
        case_id=command.case_id,
        staff=command.staff,
        mode=command.mode,
        planned_on=command.planned_on,
        filing_required=facts.filing_required,
    )


def _need_mode(survey: Survey, mode: SurveyMode) -> None:
    if (mode is SurveyMode.ENTRUSTED) != (survey.entrusted_to is not None):
        raise Refused(
            "survey-not-entrusted" if mode is SurveyMode.ENTRUSTED else "survey-entrusted",
            "委托勘验须先按公布目录委托，委托后只能以委托方式进行",
            "a survey is entrusted first, by the published list, and then surveyed as entrusted",
        )


def conduct(survey: Survey, command: c.ConductSurvey, facts: SurveyFacts) -> SurveyConducted:
    """已踏勘: two or more, those who were assigned; a video survey with its recording."""
    need_not_conducted(survey)
    _need_own_journey(survey)
    _need_two(command.staff)
    if facts.actor.person_id not in command.staff:
        raise Forbidden(
            "survey-recorder-not-on-site",
            "记录人须为到场踏勘人员",
            "only a surveyor who was on site may record the survey",
        )
    _as_assigned(survey, command, facts)
    if survey.invited and survey.planned_on and facts.on < survey.planned_on:
        raise Refused(
            "survey-before-planned-day",
            "早于通知的踏勘日期，受邀单位尚不能到场",
            "before the day that the invited organisations were told",
        )
    if command.mode is SurveyMode.VIDEO and command.recording is None:
        raise Refused(
            "survey-recording-missing", "视频勘验须附录像摘要", "a video survey needs its recording"
        )
    for case in (facts.case, *(one.case for one in facts.fellows.values())):
        need_apart(case, command.staff)
    return SurveyConducted(
        case_id=command.case_id,
        staff=command.staff,
        mode=command.mode.value,
        recording=command.recording,
        unlicensed=tuple(one for one in command.staff if one in facts.unlicensed),
    )


def _as_assigned(survey: Survey, command: c.ConductSurvey, facts: SurveyFacts) -> None:
    if command.mode is SurveyMode.MERGED:
        raise Refused("survey-merge-instead", "多勘合一请用 merge-surveys", "use merge-surveys")
    _need_mode(survey, command.mode)
    if not survey.assigned:
        if facts.by_the_standard or survey.entrusted_to:
            raise Refused(
                "survey-not-assigned",
                "踏勘科室尚未指派踏勘人员",
                "the survey section has not assigned anybody yet",
            )
        return
    if set(command.staff) != set(survey.assigned):
        raise Refused(
            "survey-staff-not-assigned",
            "到场踏勘人员与指派人员不一致，请先变更指派",
            "those on site are not those assigned; have the assignment changed first",
        )
    if command.mode.value != survey.assigned_mode:
        raise Refused(
            "survey-other-mode", "踏勘方式与指派不一致", "assigned in another mode of survey"
        )


def conclude(survey: Survey, command: c.ConcludeSurvey, facts: SurveyFacts) -> SurveyConcluded:
    """已出结论: by one who was on site; where silence is no consent, with every opinion in."""
    need_conducted(survey)
    need_not_concluded(survey)
    if facts.actor.person_id not in survey.staff:
        raise Forbidden(
            "survey-recorder-not-on-site",
            "结论须由到场踏勘人员作出",
            "only a surveyor who was on site may conclude the survey",
        )
    if facts.standard is not None and facts.standard.silence_not_allowed:
        silent = [one for one in survey.invited if one not in survey.opinions]
        if silent:
            raise Refused(
                "survey-opinion-missing",
                f"本事项不适用缺席默认，尚缺意见:{'、'.join(silent)}",
                f"silence is no consent for this item; no opinion yet from {', '.join(silent)}",
            )
    return SurveyConcluded(
        case_id=case_of(survey),
        passed=command.passed,
        findings=command.findings,
        report=command.report,
    )
