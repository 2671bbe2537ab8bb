"""处罚: what has become of the penalty procedure of an inspection (domain.md §3.5)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.supervision import penalty_events as p
from domain.supervision.inspection_terms import PenaltyKind


class PenaltyPhase(StrEnum):
    """处罚状态."""

    NONE = "NONE"
    FILED = "FILED"
    NOTICED = "NOTICED"
    DECIDED = "DECIDED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """State of one procedure. Dates are Asia/Shanghai, amounts in 分.

    `investigators`: who filed, noticed and heard; they neither chair the hearing nor review.
    `decide_days` are calendar days from `filed_on`, extensions included.
    """

    phase: PenaltyPhase = PenaltyPhase.NONE
    filed_on: date | None = None
    decide_days: int = 90
    investigators: frozenset[str] = frozenset()
    notice: p.PenaltyNoticed | None = None
    noticed_on: date | None = None
    defence_heard: bool = False
    hearing_requested: bool = False
    hearing: p.PenaltyHearingNoticed | None = None
    hearing_held: bool = False
    reviewed: bool | None = None
    decision: p.PenaltyDecided | None = None
    decided_on: date | None = None
    delivered_on: date | None = None
    late_cents: int = 0
    paid_cents: int = 0
    enforcement: bool = False
    contested: bool = False
    published_on: date | None = None
    withdrawn_on: date | None = None
    publicity_ended: bool = False

    @property
    def fine_cents(self) -> int:
        """The principal (本金) of the fine."""
        return (self.decision.fine_cents or 0) if self.decision else 0

    @property
    def owed_cents(self) -> int:
        """What of fine and late fine is not paid; never below zero."""
        return max(0, self.fine_cents + self.late_cents - self.paid_cents)

    @property
    def kinds(self) -> tuple[PenaltyKind, ...]:
        """What was imposed."""
        return self.decision.kinds if self.decision else ()
