"""听证: guards of notice, request and hearing, and what a decision waits for (许可§36, §46–48)."""

from datetime import date

from domain.approval import hearing_commands as c
from domain.approval import hearing_events as e
from domain.approval.case_state import Case, Phase
from domain.approval.facts import CaseFacts
from domain.approval.guards import need_own_stage, need_phase
from domain.approval.recorded import Said, last_said, said
from domain.approval.stages import Stage
from domain.shared.act import Role
from domain.shared.errors import Refused
from domain.timing.days import WorkingDays

REQUEST_DAYS = WorkingDays(5)  # 许可§47: from the day of being told
ORGANISE_DAYS = WorkingDays(20)  # 许可§47: from the request; kept where it still can be
NOTICE_DAYS = WorkingDays(7)  # 许可§48(1): before the hearing
_FOR_THEMSELVES = frozenset({Role.APPLICANT, Role.AGENT})
_UNDER_REVIEW = (Phase.REVIEWING, Phase.PAUSED)


def notify(
    case: Case, command: c.NotifyInterestedParties, facts: CaseFacts
) -> e.InterestedPartyNotified:
    """已告知利害关系人, in writing, while the case is under review."""
    need_phase(case, _UNDER_REVIEW)
    need_own_stage(case, facts, Stage.REVIEW)
    return e.InterestedPartyNotified(
        parties=command.parties, document_number=command.document_number
    )


def request(case: Case, command: c.RequestHearing, facts: CaseFacts) -> e.HearingRequested:
    """已申请听证: by one who was told, within five working days of it, once."""
    need_phase(case, (*_UNDER_REVIEW, Phase.TO_DECIDE))
    told = _told_last(case, command.by, facts)
    if told is None:
        raise Refused(
            "hearing-not-told",
            "该人未被告知听证权利，不在听证申请人范围",
            "this party was not told of a right to a hearing",
        )
    if facts.on > _request_until(told, facts):
        raise Refused(
            "hearing-request-late",
            "自被告知之日起五个工作日已过(行政许可法第四十七条)",
            "more than five working days have passed since the party was told (art. 47)",
        )
    if any(one.event.by == command.by for one in said(case, e.HearingRequested)):
        raise Refused("hearing-already-requested", "已申请听证", "this party has asked already")
    return e.HearingRequested(by=command.by)


def notice(case: Case, command: c.NoticeHearing, facts: CaseFacts) -> e.HearingNoticed:
    """已通知听证: seven working days before, within twenty of the request, chaired by another than
    the reviewer."""
    need_phase(case, _UNDER_REVIEW)
    need_own_stage(case, facts, Stage.REVIEW)
    _need_other_chair(case, command.chair)
    earliest = facts.calendar.add_workdays(facts.on, NOTICE_DAYS).date
    if command.held_on < earliest:
        raise Refused(
            "hearing-notice-short",
            "应当于举行听证的七个工作日前通知(行政许可法第四十八条)",
            "the hearing must be noticed seven working days before (art. 48)",
        )
    asked = _asked_first(case)
    latest = facts.calendar.add_workdays(asked.on(facts), ORGANISE_DAYS).date if asked else None
    if latest is not None and earliest <= latest < command.held_on:
        raise Refused(
            "hearing-too-late",
            "应当自申请听证之日起二十个工作日内组织听证(行政许可法第四十七条)",
            "the hearing must be held within twenty working days of the request (art. 47)",
        )
    return e.HearingNoticed(held_on=command.held_on, chair=command.chair, place=command.place)


def hold(case: Case, command: c.HoldHearing, facts: CaseFacts) -> e.HearingHeld:
    """已听证: as noticed, not before its day; its record binds the decision."""
    need_phase(case, _UNDER_REVIEW)
    noticed, held = last_said(case, e.HearingNoticed), last_said(case, e.HearingHeld)
    if noticed is None or (held and held.place > noticed.place):
        raise Refused(
            "hearing-not-noticed", "听证未经通知", "no hearing has been noticed that is to be held"
        )
    if facts.on < noticed.event.held_on:
        raise Refused(
            "hearing-too-early", "未到通知的听证日期", "the day noticed for the hearing is to come"
        )
    _need_other_chair(case, command.chair)
    return e.HearingHeld(chair=command.chair, record=command.record, opinion=command.opinion)


def need_not_chair(case: Case, facts: CaseFacts) -> None:
    """Raises:
    Refused: `hearing-chair-reviewed`; who chairs a hearing does not review the case (§48(3)).
    """
    chairs = {one.event.chair for one in said(case, e.HearingNoticed, e.HearingHeld)}
    if facts.actor.person_id in chairs:
        raise _chair_reviewed()


def need_heard(case: Case, facts: CaseFacts) -> None:
    """A decision waits for the hearing that was requested, and for the days to request one.

    Raises:
        Refused: `case-hearing-outstanding`, `case-hearing-period-open`.
    """
    held = last_said(case, e.HearingHeld)
    if _asked_first(case):
        raise Refused(
            "case-hearing-outstanding",
            "已有人依法申请听证，听证前不得作出决定",
            "a hearing was requested in time and has not been held; no decision before it",
        )
    told = last_said(case, e.InterestedPartyNotified)
    if (
        told
        and not held
        and not said(case, e.HearingRequested)
        and facts.on <= _request_until(told.on(facts), facts)
    ):
        raise Refused(
            "case-hearing-period-open",
            "听证申请期限(五个工作日)未满，不得作出决定",
            "the five working days for requesting a hearing have not ended",
        )


def _asked_first(case: Case) -> Said[e.HearingRequested] | None:
    """The earliest request that no hearing has answered."""
    held = last_said(case, e.HearingHeld)
    asked = said(case, e.HearingRequested)
    return next((one for one in asked if held is None or one.place > held.place), None)


def _told_last(case: Case, by: str, facts: CaseFacts) -> date | None:
    applicant = str(case.applicant.subject_id) if case.applicant else None
    if facts.actor.role in _FOR_THEMSELVES and by not in (applicant, facts.actor.person_id):
        return None  # others come to the window
    told = [
        one.on(facts)
        for one in said(case, e.InterestedPartyNotified)
        if by in one.event.parties or by == applicant
    ]
    return told[-1] if told else None


def _request_until(told: date, facts: CaseFacts) -> date:
    return facts.calendar.add_workdays(told, REQUEST_DAYS).date


def _need_other_chair(case: Case, chair: str) -> None:
    if (Stage.REVIEW, chair) in case.hands:
        raise _chair_reviewed()


def _chair_reviewed() -> Refused:
    return Refused(
        "hearing-chair-reviewed",
        "听证主持人应当为审查本件的工作人员以外的人员(行政许可法第四十八条)",
        "the chair of the hearing and the reviewer of the case are different persons (art. 48)",
    )


GUARDS = {
    c.NotifyInterestedParties: notify,
    c.RequestHearing: request,
    c.NoticeHearing: notice,
    c.HoldHearing: hold,
}
