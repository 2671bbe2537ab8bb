"""Guards of a penalty until its decision: filing, notice, defence, hearing (处罚§36, §44, §64)."""

from datetime import date, timedelta

from domain.shared.errors import Refused
from domain.supervision import penalty_commands as c
from domain.supervision import penalty_events as e
from domain.supervision.inspection_conduct import need_found
from domain.supervision.inspection_facts import Events, InspectionFacts, need_org, need_phase
from domain.supervision.inspection_state import Inspection
from domain.supervision.inspection_state import InspectionPhase as Phase
from domain.supervision.penalty_guards import (
    HEARING_NOTICE_DAYS,
    HEARING_REQUEST_DAYS,
    LIMITATION_YEARS,
    LIMITATION_YEARS_SAFETY,
    hearing_due,
    need_other_hands,
    need_penalty,
)
from domain.supervision.penalty_state import Penalty
from domain.supervision.penalty_state import PenaltyPhase as Step

LONGEST_PROCEDURE = 36_500
"""[D] Days; a source may extend a thousand times, and no calendar reaches as far."""
RECORDED = (Phase.RECORDED, Phase.CORRECTING, Phase.UNCORRECTED, Phase.CORRECTED)


def file(inspection: Inspection, command: c.FilePenalty, facts: InspectionFacts) -> Events:
    """处罚立案: of what the record found, within limitation, which its discovery interrupts."""
    need_org(inspection.org, facts)
    need_phase(inspection, RECORDED)
    need_penalty(inspection, (Step.NONE,))
    need_found(inspection)
    found_on = inspection.recorded_on or facts.on
    years = LIMITATION_YEARS_SAFETY if command.harm_to_safety else LIMITATION_YEARS
    if command.violated_on > facts.on:
        raise Refused("penalty-in-the-future", "违法行为日期在未来", "it is still to be committed")
    if found_on > _years_after(command.violated_on, years):
        raise Refused(
            "penalty-time-barred",
            f"违法行为超过 {years} 年未被发现，不再处罚(行政处罚法第三十六条)",
            f"found more than {years} years after it ended: no penalty (art. 36)",
        )
    return (e.PenaltyFiled(**dict(command)),)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def extend(
    inspection: Inspection, command: c.ExtendPenaltyPeriod, facts: InspectionFacts
) -> Events:
    """延长处罚期限: while it runs (处罚§60)."""
    need_org(inspection.org, facts)
    need_penalty(inspection, (Step.FILED, Step.NOTICED))
    due = decide_by(inspection.penalty)
    if due and facts.on > due:
        raise Refused("penalty-period-over", "处罚期限已满，不得延长", "the period has ended")
    return (e.PenaltyPeriodExtended(**dict(command)),)


def decide_by(penalty: Penalty) -> date | None:
    """The last day for the decision (处罚§60: calendar days); None before the filing."""
    days = timedelta(days=min(penalty.decide_days, LONGEST_PROCEDURE))
    return penalty.filed_on and penalty.filed_on + days


def notice(inspection: Inspection, command: c.NoticePenalty, facts: InspectionFacts) -> Events:
    """处罚告知: with the right to a hearing where the law gives it; anew where more is intended."""
    need_org(inspection.org, facts)
    need_penalty(inspection, (Step.FILED, Step.NOTICED))
    if not command.hearing_right and hearing_due(inspection, command.intended, command.fine_cents):
        raise Refused(
            "penalty-hearing-right-untold",
            "应当告知听证权利(行政处罚法第六十三条)",
            "the right to a hearing must be told (art. 63)",
        )
    return (e.PenaltyNoticed(**dict(command)),)


def hear(inspection: Inspection, command: c.HearDefence, facts: InspectionFacts) -> Events:
    """听取陈述申辩: after the notice; what is not accepted is answered."""
    need_org(inspection.org, facts)
    need_penalty(inspection, (Step.NOTICED,))
    if command.statement and not command.accepted and command.reply is None:
        raise Refused(
            "penalty-defence-unanswered",
            "不采纳陈述申辩的，应当说明理由",
            "a defence that is not accepted is answered with reasons",
        )
    return (e.DefenceHeard(**dict(command)),)


def request_hearing(
    inspection: Inspection, command: c.RequestPenaltyHearing, facts: InspectionFacts
) -> Events:
    """申请听证: within five working days of the notice, once."""
    need_org(inspection.org, facts)
    need_penalty(inspection, (Step.NOTICED,))
    penalty = inspection.penalty
    if penalty.notice is None or not penalty.notice.hearing_right:
        raise Refused(
            "penalty-no-hearing-right", "未告知听证权利", "no right to a hearing was told"
        )
    if penalty.hearing_requested:
        raise Refused("penalty-hearing-requested", "已申请听证", "it has been requested already")
    if facts.on > request_until(penalty, facts):
        raise Refused(
            "penalty-hearing-request-late",
            "自告知之日起五个工作日已过(行政处罚法第六十四条)",
            "more than five working days have passed since the notice (art. 64)",
        )
    return (e.PenaltyHearingRequested(reason=command.reason),)


def request_until(penalty: Penalty, facts: InspectionFacts) -> date:
    """The last day to ask for a hearing."""
    assert penalty.noticed_on
    return facts.calendar.add_workdays(penalty.noticed_on, HEARING_REQUEST_DAYS).date


def notice_hearing(
    inspection: Inspection, command: c.NoticePenaltyHearing, facts: InspectionFacts
) -> Events:
    """听证通知: seven working days before, chaired by one who did not investigate."""
    need_org(inspection.org, facts)
    need_penalty(inspection, (Step.NOTICED,))
    if not inspection.penalty.hearing_requested:
        raise Refused("penalty-hearing-not-requested", "未申请听证", "no hearing was requested")
    _need_other_chair(inspection, command.chair)
    earliest = facts.calendar.add_workdays(facts.on, HEARING_NOTICE_DAYS).date
    if facts.calendar.local_date(command.held_on) < earliest:
        raise Refused(
            "penalty-hearing-notice-short",
            "应当在举行听证的七个工作日前通知(行政处罚法第六十四条)",
            "a hearing is noticed seven working days before (art. 64)",
        )
    return (e.PenaltyHearingNoticed(**dict(command)),)


def hold_hearing(
    inspection: Inspection, command: c.HoldPenaltyHearing, facts: InspectionFacts
) -> Events:
    """举行听证: as noticed, not before its day."""
    need_org(inspection.org, facts)
    need_penalty(inspection, (Step.NOTICED,))
    noticed = inspection.penalty.hearing
    if noticed is None or facts.on < facts.calendar.local_date(noticed.held_on):
        raise Refused(
            "penalty-hearing-too-early",
            "听证未经通知或未到日期",
            "the hearing was not noticed, or its day is to come",
        )
    _need_other_chair(inspection, command.chair)
    return (e.PenaltyHearingHeld(**dict(command)),)


def _need_other_chair(inspection: Inspection, chair: str) -> None:
    need_other_hands(
        inspection,
        chair,
        "penalty-chair-investigated",
        "听证由非本案调查人员主持(行政处罚法第六十四条)",
        "a hearing is chaired by one who did not investigate (art. 64)",
    )
