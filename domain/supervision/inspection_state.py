"""检查: what is known of one inspection; how it gets there is in `inspection_steps`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.shared import folding
from domain.shared.subject import SubjectKind, SubjectRef
from domain.supervision.events import Finding, SupervisionMode
from domain.supervision.inspection_events import InspectionPlanned
from domain.supervision.inspection_terms import InspectionTrigger
from domain.supervision.penalty_state import Penalty, PenaltyPhase


class InspectionPhase(StrEnum):
    """检查状态."""

    NONE = "NONE"
    PLANNED = "PLANNED"
    APPROVED = "APPROVED"
    NOTICED = "NOTICED"
    STARTED = "STARTED"
    RECORDED = "RECORDED"
    CLEARED = "CLEARED"
    CORRECTING = "CORRECTING"
    UNCORRECTED = "UNCORRECTED"
    CORRECTED = "CORRECTED"
    TRANSFERRED = "TRANSFERRED"
    CANCELLED = "CANCELLED"


RESULTS = (
    InspectionPhase.CLEARED,
    InspectionPhase.CORRECTING,
    InspectionPhase.UNCORRECTED,
    InspectionPhase.CORRECTED,
    InspectionPhase.TRANSFERRED,
)
_UNSETTLED = (
    InspectionPhase.CORRECTING,
    InspectionPhase.UNCORRECTED,
    InspectionPhase.TRANSFERRED,
)
NO_PENALTY = Penalty()
UNCAPPED = frozenset({InspectionTrigger.COMPLAINT, InspectionTrigger.CLUE})
"""What led to it is outside the yearly cap (fact 22); a reinspection is part of its inspection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(folding.History):
    """State of one inspection. Dates are Asia/Shanghai.

    `officers`: who came, or, before that, who is to come. `failed`, `serious`: what the record
    found. `resulted_on`, `outcome_on`: day of the first and the last outcome. `fed_back`: the last
    one has gone to `addressee`.
    """

    phase: InspectionPhase = InspectionPhase.NONE
    penalty: Penalty = NO_PENALTY
    number: str | None = None
    org: str | None = None
    item_code: str | None = None
    trigger: InspectionTrigger | None = None
    mode: SupervisionMode | None = None
    planned_date: date | None = None
    subject: SubjectRef | None = None
    task_id: UUID | None = None
    draw_id: UUID | None = None
    commitment_id: UUID | None = None
    case_id: UUID | None = None
    permit_id: UUID | None = None
    territory: str | None = None
    checks: tuple[str, ...] = ()
    officers: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()
    recorded_on: date | None = None
    failed: bool = False
    serious: bool = False
    correct_by: date | None = None
    resulted_on: date | None = None
    outcome_on: date | None = None
    published_on: date | None = None
    addressee: str | None = None
    fed_back: bool = False
    acknowledged: bool = False

    @property
    def finding(self) -> Finding | None:
        """What it came to; None before there is a result."""
        penalty = self.penalty.phase
        if penalty is PenaltyPhase.DECIDED or self.phase in RESULTS[1:]:
            return Finding.NON_COMPLIANT
        if self.phase is InspectionPhase.CLEARED:
            return Finding.COMPLIANT
        if penalty in (PenaltyPhase.DECLINED, PenaltyPhase.WITHDRAWN):
            return Finding.NON_COMPLIANT if self.failed else Finding.COMPLIANT
        return None

    @property
    def open_breach(self) -> bool:
        """Something was found, and neither put right nor decided on; handing it over settles it
        as little."""
        penalty = self.penalty.phase in (PenaltyPhase.FILED, PenaltyPhase.NOTICED)
        return penalty or self.phase in _UNSETTLED

    @property
    def capped(self) -> bool:
        """Whether it counts against the yearly cap of its company."""
        company = self.subject is not None and self.subject.kind is SubjectKind.ORGANISATION
        return company and self.trigger not in UNCAPPED


def cap_slot(org: str, subject: UUID, year: int, number: int) -> str:
    """The claim that the `number`-th inspection of a company in a year takes."""
    return f"inspection-cap:{org}\x1f{subject}\x1f{year}\x1f{number}"


def opened(event: InspectionPlanned) -> Inspection:
    """An inspection as its plan would open it."""
    return Inspection(
        org=event.org,
        item_code=event.item_code,
        trigger=event.trigger,
        planned_date=event.planned_date,
        subject=event.subject,
        territory=event.territory,
    )
