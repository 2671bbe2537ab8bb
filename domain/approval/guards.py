"""Guards that several commands of a case share."""

from collections.abc import Collection

from domain.approval.case_state import Case, Phase
from domain.approval.facts import CaseFacts
from domain.approval.stages import Hand, Stage, check_separation
from domain.shared.errors import Refused
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
    check_separation(case.profile, all_hands(case, facts), stage, facts.actor.person_id)


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
