"""证照: what is known of one permit; how it gets there is in `permit_steps` (domain.md §3.2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.permit.grounds import CancellationGround
from domain.shared import folding
from domain.shared.subject import SubjectRef


class PermitPhase(StrEnum):
    """证照状态."""

    NONE = "NONE"
    VALID = "VALID"
    RENEWING = "RENEWING"
    SUSPENDED = "SUSPENDED"
    INVALID = "INVALID"
    CANCELLED = "CANCELLED"


class Ending(StrEnum):
    """失效原因: four different acts of different organs, or the end of its time."""

    ANNULLED = "ANNULLED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit(folding.History):
    """State of one permit. Dates are Asia/Shanghai, both ends of the validity included.

    `term_from`: first day of the term that runs. `renewal`: the case that asks for another term,
    while it is undecided; `deemed_by` the one whose silence gave the last term.
    """

    permit_number: str | None = None
    case_id: UUID | None = None
    case_number: str | None = None
    item_code: str | None = None
    item_version: int | None = None
    holder: SubjectRef | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    term_from: date | None = None
    decision_number: str | None = None
    renewal: UUID | None = None
    renewal_late: bool = False
    deemed_by: UUID | None = None
    suspended: bool = False
    suspended_until: date | None = None
    ended_by: Ending | None = None
    ended_on: date | None = None
    cancelled_on: date | None = None
    cancelled_for: CancellationGround | None = None

    @property
    def phase(self) -> PermitPhase:
        """What has ended stays ended; a suspension hides that a renewal is asked for."""
        if self.cancelled_on:
            return PermitPhase.CANCELLED
        if self.ended_by:
            return PermitPhase.INVALID
        if self.suspended:
            return PermitPhase.SUSPENDED
        if self.renewal:
            return PermitPhase.RENEWING
        return PermitPhase.VALID if self.acts else PermitPhase.NONE
