"""Guards that several commands of a case share."""

from collections.abc import Collection

from domain.approval.case_state import Case, Phase
from domain.approval.facts import CaseFacts
from domain.approval.stages import Hand, Stage, check_separation
from domain.registry.events import ItemVersionPublished
from domain.registry.standards import FlowProfile
from domain.shared.errors import Invalid, Refused
from domain.timing.days import WorkingDays, end_of
from domain.timing.limits import deemed_acceptance


def need_phase(case: Case, allowed: Collection[Phase]) -> None:
    """Raises:
    Refused: `case-wrong-state`, naming the state that the case is in.
    """
    if case.phase not in allowed:
        expected = "、".join(sorted(allowed))
        raise Refused(
            "case-wrong-state",
            f"办件处于“{case.phase.value}”状态，此操作须在“{expected}”状态",
            f"the case is {case.phase.value}; this act needs {', '.join(sorted(allowed))}",
        )


def need_own_stage(case: Case, facts: CaseFacts, stage: Stage) -> None:
    """Raises:
    Refused: `case-separation-of-duties`; those who surveyed count as hands too.
    """
    profile = case.profile
    if profile is FlowProfile.INSTANT and case.computed and not case.computed.passed:
        profile = FlowProfile.TWO_LEVEL  # what rules do not pass, persons judge [D]
    check_separation(profile, all_hands(case, facts), stage, facts.actor.person_id, case.agent)


def known_item(facts: CaseFacts) -> ItemVersionPublished:
    """Raises:
    Invalid: the case runs under an item version that is not published.
    """
    if facts.item is None:
        raise Invalid("item-unknown", "事项不存在", "no such item", fields=("itemCode",))
    return facts.item


def need_at_the_window(case: Case, facts: CaseFacts) -> None:
    """Raises:
    Refused: not an application at the window whose notice period runs, or the wrong person.
    """
    need_phase(case, (Phase.RECEIVED,))
    need_notice_period(case, facts)
    need_own_stage(case, facts, Stage.ACCEPT)


def need_no_filing(case: Case) -> None:
    """Raises:
    Refused: a filing is neither accepted nor reviewed.
    """
    if case.profile is FlowProfile.FILING:
        raise Refused(
            "case-is-a-filing",
            "备案事项登记即完成，不受理、不审查",
            "a filing is complete once recorded; record it instead",
        )


def need_reviewable(case: Case) -> None:
    """Raises:
    Refused: a filing, or an instant approval that rules have not been tried on.
    """
    need_no_filing(case)
    if case.profile is FlowProfile.INSTANT and case.computed is None:
        raise Refused(
            "case-is-instant",
            "即报即批事项先由规则运算，未通过的方转人工审查",
            "rules decide first; only what they do not pass is reviewed by a person",
        )


def gap_period_over(case: Case, facts: CaseFacts) -> bool:
    """True once the period for what may follow has ended while something is missing."""
    if case.gaps is None or not case.gaps.missing:
        return False
    due = facts.calendar.add_workdays(case.gaps.since, WorkingDays(case.gaps.days))
    return not due.provisional and facts.at >= end_of(due.date, facts.calendar.zone)


def all_hands(case: Case, facts: CaseFacts) -> frozenset[Hand]:
    """Every person seen in a stage, the staff of the surveys included."""
    staff = {(Stage.SURVEY, person) for one in facts.surveys.values() for person in one.staff}
    return case.hands | staff


def notice_period_over(case: Case, facts: CaseFacts) -> bool:
    """True once the five working days have ended without an answer (许可§32(4)).

    A provisional due date never counts as over: legal effects are not drawn from guessed days.
    """
    if case.notice_from is None:
        return False
    deemed = deemed_acceptance(facts.calendar, case.notice_from)
    return deemed is not None and not deemed.notice_due.provisional and facts.at >= deemed.at


def need_notice_period(case: Case, facts: CaseFacts) -> None:
    """Raises:
    Refused: `case-notice-period-over`; in law the case has been accepted already.
    """
    if notice_period_over(case, facts):
        raise Refused(
            "case-notice-period-over",
            "五个工作日内未告知，自收到材料之日起即为受理，系统将登记视为受理",
            "no notice within five working days: the case counts as accepted from receipt;"
            " the clock will record it",
        )
