"""Guards that several commands of a permit share, and what they need besides its history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.permit.permit_state import Permit, PermitPhase
from domain.registry.events import ItemVersionPublished
from domain.shared.act import Actor
from domain.shared.errors import Refused
from domain.timing.calendar import WorkCalendar

IN_FORCE = (PermitPhase.VALID, PermitPhase.RENEWING)
ALIVE = (*IN_FORCE, PermitPhase.SUSPENDED)


@dataclass(frozen=True, slots=True)
class PermitFacts:
    """`item`: the version that the permit was issued under. `renewal_open`: whether the renewal
    case, if there is one, still waits for its decision."""

    at: datetime
    actor: Actor
    calendar: WorkCalendar
    item: ItemVersionPublished | None = None
    renewal_open: bool = True

    @property
    def on(self) -> date:
        """The date of the act."""
        return self.calendar.local_date(self.at)

    @property
    def transferable(self) -> bool:
        """Whether the item's law allows a transfer; silence forbids it (许可§9)."""
        standard = self.item.standard if self.item else None
        return standard is not None and standard.transferable


def need_phase(permit: Permit, allowed: Collection[PermitPhase]) -> None:
    """Raises:
    Refused: `permit-wrong-state`, naming the state that the permit is in.
    """
    if permit.phase not in allowed:
        expected = "、".join(sorted(allowed))
        raise Refused(
            "permit-wrong-state",
            f"证照处于“{permit.phase.value}”状态，此操作须在“{expected}”状态",
            f"the permit is {permit.phase.value}; this act needs {', '.join(sorted(allowed))}",
        )


def need_renewal(permit: Permit, by_case: UUID) -> None:
    """Raises:
    Refused: `permit-wrong-state`, or `permit-no-renewal`: another case, or none, asks for a term.
    """
    need_phase(permit, ALIVE)
    if permit.renewal != by_case:
        raise Refused(
            "permit-no-renewal",
            "该办件不是本证照待决定的延续申请",
            "this case is no undecided renewal of the permit",
        )
