"""Guards of legal review and decision, and of the simple procedure (处罚§45, §51, §57, §58)."""

from domain.shared.act import Role
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.supervision import penalty_commands as c
from domain.supervision import penalty_events as e
from domain.supervision.inspection_conduct import need_found
from domain.supervision.inspection_facts import Events, InspectionFacts, need_org, need_phase
from domain.supervision.inspection_state import Inspection
from domain.supervision.inspection_terms import PenaltyKind as Kind
from domain.supervision.penalty_guards import (
    SIMPLE,
    SIMPLE_COMPANY_CENTS,
    SIMPLE_PERSON_CENTS,
    company,
    need_other_hands,
    need_penalty,
)
from domain.supervision.penalty_investigation import RECORDED, request_until
from domain.supervision.penalty_state import PenaltyPhase as Step


def review(inspection: Inspection, command: c.ReviewLegally, facts: InspectionFacts) -> Events:
    """法制审核: by one who did not investigate, after the defence."""
    need_org(inspection.org, facts)
    need_penalty(inspection, (Step.NOTICED,))
    _need_heard(inspection, facts)
    need_other_hands(
        inspection,
        facts.actor.person_id,
        "penalty-reviewer-investigated",
        "法制审核人员不得为本案调查人员(行政处罚法第五十八条)",
        "who investigated does not review legally (art. 58)",
    )
    return (e.LegalReviewed(**dict(command)),)


def decide(inspection: Inspection, command: c.DecidePenalty, facts: InspectionFacts) -> Events:
    """处罚决定: nothing heavier than was told, nothing before the subject was heard."""
    need_org(inspection.org, facts)
    _need_amounts(command)
    if command.simple:
        _need_simple(inspection, command)
    else:
        need_penalty(inspection, (Step.NOTICED,))
        _need_head(facts)
        _need_heard(inspection, facts)
        _need_told(inspection, command)
        _need_reviewed(inspection)
    return (e.PenaltyDecided(**dict(command)),)


def decline(inspection: Inspection, command: c.DeclinePenalty, facts: InspectionFacts) -> Events:
    """不予处罚: once filed, with its ground (处罚§33, §57)."""
    need_org(inspection.org, facts)
    need_penalty(inspection, (Step.FILED, Step.NOTICED))
    return (e.PenaltyNotImposed(**dict(command)),)


def _need_head(facts: InspectionFacts) -> None:
    if facts.actor.role is not Role.LEADER:
        raise Forbidden(
            "penalty-not-head",
            "普通程序的处罚由行政机关负责人决定(行政处罚法第五十七条)",
            "outside the simple procedure the head of the organ decides (art. 57)",
        )


def _need_simple(inspection: Inspection, command: c.DecidePenalty) -> None:
    """当场处罚 (§51): facts established, a warning or a small fine; neither filed nor noticed."""
    need_phase(inspection, RECORDED)
    need_penalty(inspection, (Step.NONE,))
    need_found(inspection)
    most = SIMPLE_COMPANY_CENTS if company(inspection) else SIMPLE_PERSON_CENTS
    if not SIMPLE.issuperset(command.kinds) or (command.fine_cents or 0) > most:
        raise Refused(
            "penalty-not-simple",
            "简易程序限于警告或法定小额罚款(行政处罚法第五十一条)",
            "the simple procedure is for warnings and small fines alone (art. 51)",
        )


def _need_amounts(command: c.DecidePenalty) -> None:
    for kind, stated, name in (
        (Kind.FINE, command.fine_cents, "fineCents"),
        (Kind.CONFISCATION, command.confiscated_cents, "confiscatedCents"),
        (Kind.PERMIT_SUSPENDED, command.suspended_until, "suspendedUntil"),
    ):
        lacks = kind in command.kinds and stated is None and kind is not Kind.CONFISCATION
        if lacks or (stated is not None and kind not in command.kinds):
            raise Invalid(
                "penalty-kinds-and-amounts",
                "处罚种类与金额、期限不一致",
                "kinds of penalty and the amounts or dates stated do not agree",
                fields=(name,),
            )


def _need_heard(inspection: Inspection, facts: InspectionFacts) -> None:
    penalty = inspection.penalty
    assert penalty.notice
    if not penalty.defence_heard:
        raise Refused(
            "penalty-defence-not-heard",
            "未听取陈述申辩，不得作出处罚决定(行政处罚法第六十二条)",
            "no decision before the subject was heard (art. 62)",
        )
    if penalty.hearing_requested and not penalty.hearing_held:
        raise Refused(
            "penalty-hearing-outstanding",
            "已申请听证，听证前不得决定",
            "a hearing was requested and has not been held",
        )
    waits = penalty.notice.hearing_right and not penalty.hearing_requested
    if waits and facts.on <= request_until(penalty, facts):
        raise Refused(
            "penalty-hearing-period-open",
            "听证申请期限未满",
            "the subject may still ask for a hearing",
        )


def _need_told(inspection: Inspection, command: c.DecidePenalty) -> None:
    told = inspection.penalty.notice
    assert told
    heavier = (command.fine_cents or 0) > (told.fine_cents or 0)
    if heavier or not set(told.intended).issuperset(command.kinds):
        raise Refused(
            "penalty-more-than-told",
            "处罚重于告知内容，应当重新告知",
            "heavier than what the subject was told: tell it anew",
        )


def _need_reviewed(inspection: Inspection) -> None:
    """处罚§58: where a hearing might be asked for, or the matter is serious."""
    penalty = inspection.penalty
    assert penalty.notice
    if penalty.reviewed is False:
        raise Refused("penalty-review-disagreed", "法制审核未通过", "the legal review disagreed")
    if penalty.reviewed is None and (penalty.notice.hearing_right or inspection.serious):
        raise Refused(
            "penalty-not-reviewed",
            "应当经法制审核(行政处罚法第五十八条)",
            "a legal review comes first (art. 58)",
        )
