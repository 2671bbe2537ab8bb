"""踏勘双备案、一勘一回访: guards (S4). What is left out is found, not refused (docs/adr/0018)."""

from domain.approval import survey_commands as sc
from domain.approval import survey_events as s
from domain.approval.survey_facts import SurveyFacts, case_of, need_conducted, need_not_conducted
from domain.approval.survey_state import Survey
from domain.shared.act import Role
from domain.shared.errors import Forbidden, Refused


def _need_party(survey: Survey, facts: SurveyFacts) -> None:
    staff = survey.staff or survey.assigned
    if facts.actor.role is not Role.LEADER and facts.actor.person_id not in staff:
        raise Forbidden(
            "survey-not-ones-own",
            "备案由本次踏勘人员或踏勘科室负责人办理",
            "filed by those who survey, or by the head of the section",
        )


def file_before(
    survey: Survey, command: sc.FileSurveyBefore, facts: SurveyFacts
) -> s.SurveyFiledBefore:
    """行前备案: before departure, once it is known who goes."""
    need_not_conducted(survey)
    if not survey.assigned:
        raise Refused("survey-not-assigned", "尚未指派踏勘人员", "nobody has been assigned yet")
    if survey.filed_before_on:
        raise Refused("survey-already-filed", "已行前备案", "filed already before departure")
    _need_party(survey, facts)
    return s.SurveyFiledBefore(case_id=case_of(survey), filing_number=command.filing_number)


def file_after(
    survey: Survey, command: sc.FileSurveyAfter, facts: SurveyFacts
) -> s.SurveyFiledAfter:
    """行后备案: once; a late one is taken, and found (P-04)."""
    need_conducted(survey)
    if survey.filed_after_on:
        raise Refused("survey-already-filed", "已行后备案", "filed already after the survey")
    _need_party(survey, facts)
    return s.SurveyFiledAfter(
        case_id=case_of(survey), filing_number=command.filing_number, track=command.track
    )


def visit(survey: Survey, command: sc.RecordReturnVisit, facts: SurveyFacts) -> s.ReturnVisitDone:
    """已回访: once, after the conclusion, by nobody who had a hand in the case."""
    if survey.concluded_on is None:
        raise Refused("survey-not-concluded", "尚未出结论", "the survey has not been concluded")
    if survey.visited_on:
        raise Refused("survey-already-visited", "一勘一回访，已回访", "the visit has been paid")
    hands = {*survey.staff, *survey.assigned, *(person for _, person in facts.case.hands)}
    if facts.actor.person_id in hands:
        raise Forbidden(
            "survey-visitor-involved",
            "回访人员不得为本件踏勘或经办人员",
            "whoever surveyed or handled the case does not pay the return visit",
        )
    bad = command.demands or command.gifts or command.agency_named
    if command.favourable and bad:
        raise Refused(
            "survey-visit-contradictory",
            "反映索要、收受或指定中介的，回访结果不得为满意",
            "with demands, gifts or a named intermediary the answer is not favourable",
        )
    return s.ReturnVisitDone(case_id=case_of(survey), **command.model_dump())
