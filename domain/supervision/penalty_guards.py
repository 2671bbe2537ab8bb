"""Guards that several commands of a penalty share, and the numbers of the law (处罚)."""

from collections.abc import Collection

from domain.shared.errors import Refused
from domain.shared.subject import SubjectKind
from domain.supervision.inspection_state import Inspection
from domain.supervision.inspection_terms import PenaltyKind as Kind
from domain.supervision.penalty_state import PenaltyPhase
from domain.timing.days import WorkingDays

HEARING_REQUEST_DAYS = WorkingDays(5)  # 处罚§64(1): from the notice
HEARING_NOTICE_DAYS = WorkingDays(7)  # 处罚§64(2): before the hearing
LIMITATION_YEARS, LIMITATION_YEARS_SAFETY = 2, 5  # 处罚§36
PAY_DAYS = 15  # 处罚§67(3): calendar days from the delivery
LATE_PERMILLE_A_DAY = 30  # 处罚§72(1): three per cent, at most the principal
SIMPLE_PERSON_CENTS, SIMPLE_COMPANY_CENTS = 200_00, 3_000_00  # 处罚§51
LARGE_PERSON_CENTS, LARGE_COMPANY_CENTS = 2_000_00, 20_000_00  # [D] 处罚§63(1): local rules differ
HEARD = frozenset(
    {Kind.PERMIT_DOWNGRADED, Kind.PERMIT_REVOKED, Kind.BUSINESS_STOPPED, Kind.BUSINESS_CLOSED,
     Kind.EMPLOYMENT_RESTRICTED}
)  # fmt: skip
"""处罚§63(1): a hearing may be asked for, whatever the amount."""
SIMPLE = frozenset({Kind.WARNING, Kind.FINE})


def need_penalty(inspection: Inspection, allowed: Collection[PenaltyPhase]) -> None:
    """Raises:
    Refused: `penalty-wrong-state`, naming the state that the procedure is in.
    """
    phase = inspection.penalty.phase
    if phase not in allowed:
        expected = "、".join(sorted(allowed))
        raise Refused(
            "penalty-wrong-state",
            f"处罚程序处于“{phase.value}”状态，此操作须在“{expected}”状态",
            f"the penalty procedure is {phase.value}; this act needs {', '.join(sorted(allowed))}",
        )


def need_other_hands(inspection: Inspection, person: str, code: str, zh: str, en: str) -> None:
    """Raises:
    Refused: `code`: the person investigated, on site or on paper.
    """
    if person in inspection.officers | inspection.penalty.investigators:
        raise Refused(code, zh, en)


def company(inspection: Inspection) -> bool:
    """Whether the subject is an organisation; unknown: the stricter limits of a person hold."""
    subject = inspection.subject
    return subject is not None and subject.kind is SubjectKind.ORGANISATION


def hearing_due(inspection: Inspection, kinds: Collection[Kind], fine_cents: int | None) -> bool:
    """Whether the law gives a right to a hearing (处罚§63)."""
    large = LARGE_COMPANY_CENTS if company(inspection) else LARGE_PERSON_CENTS
    return not HEARD.isdisjoint(kinds) or (fine_cents or 0) >= large
