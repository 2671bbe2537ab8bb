"""联合踏勘: guards of notice, attendance, opinions and observers (S1, S3)."""

from domain.approval import joint_survey_commands as jc
from domain.approval import joint_survey_events as j
from domain.approval.survey_facts import (
    SurveyFacts,
    case_of,
    need_conducted,
    need_not_concluded,
    need_not_conducted,
    need_plannable,
)
from domain.approval.survey_limits import NOTICE_DAYS
from domain.approval.survey_state import Attendance, Survey
from domain.shared.errors import Forbidden, Invalid, Refused


def _need_registered(orgs: tuple[str, ...], facts: SurveyFacts, field: str) -> None:
    for org in orgs:
        if org not in facts.organisations or org == facts.actor.org:
            raise Invalid(
                "survey-organisation-unknown",
                f"须为已登记的其他单位:{org}",
                f"another, registered organisation is needed: {org}",
                fields=(field,),
            )


def notify(survey: Survey, command: jc.NotifySurvey, facts: SurveyFacts) -> j.SurveyNotified:
    """已通知: two working days ahead (S1「一家牵头、多家响应」)."""
    need_not_conducted(survey)
    if not survey.assigned:
        raise Refused("survey-not-assigned", "尚未指派踏勘人员", "nobody has been assigned yet")
    if survey.merged_into:
        raise Refused("survey-merged-elsewhere", "已并入另一踏勘", "it goes along with another one")
    if len(set(command.invited)) < len(command.invited):
        raise Invalid("survey-invited-twice", "受邀单位重复", "invited twice", fields=("invited",))
    _need_registered(command.invited, facts, "invited")
    earliest = facts.calendar.add_workdays(facts.on, NOTICE_DAYS).date
    if command.planned_on < earliest:
        raise Refused(
            "survey-notice-too-short",
            f"须提前{NOTICE_DAYS}个工作日通知，最早 {earliest:%Y-%m-%d}",
            f"told {NOTICE_DAYS} working days ahead: {earliest:%Y-%m-%d} at the earliest",
        )
    need_plannable(command.planned_on, facts)
    assert facts.actor.org, "of the organisation that answers for surveys"
    return j.SurveyNotified(
        case_id=case_of(survey),
        lead=facts.actor.org,
        invited=command.invited,
        planned_on=command.planned_on,
        place=command.place,
    )


def _invited(survey: Survey, facts: SurveyFacts) -> str:
    org = facts.actor.org
    if org is None or org not in survey.invited:
        raise Forbidden("survey-not-invited", "本单位未受邀", "the organisation was not invited")
    return org


def attend(survey: Survey, _command: jc.AttendSurvey, facts: SurveyFacts) -> j.SurveyAttended:
    """到场: before the survey is recorded; whoever had excused itself may still come."""
    org = _invited(survey, facts)
    need_not_conducted(survey)
    if survey.invited[org] is Attendance.ATTENDED:
        raise Refused("survey-already-attended", "已到场", "it has attended already")
    person = facts.actor.person_id
    return j.SurveyAttended(case_id=case_of(survey), org=org, person=person)


def excuse(survey: Survey, command: jc.ExcuseSurvey, facts: SurveyFacts) -> j.SurveyExcused:
    """请假: before the survey."""
    org = _invited(survey, facts)
    need_not_conducted(survey)
    if survey.invited[org] is not Attendance.INVITED:
        raise Refused(
            "survey-already-answered", "已到场或已请假", "it has attended or excused itself already"
        )
    return j.SurveyExcused(case_id=case_of(survey), org=org, reason=command.reason)


def deem_agreed(survey: Survey, command: jc.DeemAgreed, facts: SurveyFacts) -> j.SurveyDefaulted:
    """缺席默认: never where the item's standard says that silence is no consent."""
    need_conducted(survey)
    if facts.standard is not None and facts.standard.silence_not_allowed:
        raise Refused(
            "survey-silence-not-allowed",
            "本事项不适用缺席默认",
            "for this item silence is no consent",
        )
    if survey.invited.get(command.org) is not Attendance.INVITED:
        raise Refused("survey-not-absent", "该单位未缺席", "this organisation is not absent")
    return j.SurveyDefaulted(case_id=case_of(survey), org=command.org)


def give_opinion(
    survey: Survey, command: jc.GiveSurveyOpinion, facts: SurveyFacts
) -> j.SurveyOpinionGiven:
    """联合踏勘意见: once, until the conclusion; an absentee's own word counts more than silence."""
    org = _invited(survey, facts)
    need_not_concluded(survey)
    if survey.invited[org] is not Attendance.EXCUSED:
        need_conducted(survey)
    if org in survey.opinions:
        raise Refused("survey-opinion-given", "已出具意见", "its opinion has been given")
    return j.SurveyOpinionGiven(
        case_id=case_of(survey), org=org, agreed=command.agreed, opinion=command.opinion
    )


def invite_observer(
    survey: Survey, command: jc.InviteObserver, facts: SurveyFacts
) -> j.ObserverInvited:
    """邀请观察员: before the survey, each organisation once."""
    need_not_conducted(survey)
    _need_registered((command.addressee,), facts, "addressee")
    if command.addressee in survey.observers:
        raise Refused("survey-observer-invited", "已邀请", "this observer has been invited")
    return j.ObserverInvited(case_id=case_of(survey), addressee=command.addressee)


def observe(
    survey: Survey, _command: jc.AttendAsObserver, facts: SurveyFacts
) -> j.ObserverAttended:
    """观察员到场: before the survey is concluded."""
    org = facts.actor.org
    if org is None or org not in survey.observers:
        raise Forbidden("survey-not-observer", "本单位未受邀观察", "not invited to observe")
    need_not_concluded(survey)
    if survey.observers[org]:
        raise Refused("survey-already-attended", "已到场", "it has attended already")
    person = facts.actor.person_id
    return j.ObserverAttended(case_id=case_of(survey), org=org, person=person)


def remark(survey: Survey, command: jc.RemarkAsObserver, facts: SurveyFacts) -> j.ObserverRemarked:
    """观察员意见: of an observer who came."""
    org = facts.actor.org
    if org is None or not survey.observers.get(org):
        raise Forbidden("survey-not-observer", "本单位观察员未到场", "its observer did not attend")
    return j.ObserverRemarked(case_id=case_of(survey), org=org, remark=command.remark)
