"""印章台账: which seal an organisation may use on a date (一枚印章管审批; rule D-05)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.registry.seals import SealActivated, SealDestroyed, SealKind, SealSealedUp


class SealFault(StrEnum):
    """用印不当: why a seal may not stand under a document."""

    UNKNOWN = "UNKNOWN"
    FOREIGN = "FOREIGN"
    NOT_YET_ACTIVE = "NOT_YET_ACTIVE"
    SEALED_UP = "SEALED_UP"
    DESTROYED = "DESTROYED"


@dataclass(frozen=True, slots=True)
class Seal:
    """印章: from its activation to its destruction. A code names one seal, for ever."""

    seal: str
    org: str
    kind: SealKind
    valid_from: date
    sealed_on: date | None = None
    reason: str | None = None
    destroyed_on: date | None = None
    witness: str | None = None

    def active_on(self, on: date) -> bool:
        """True if it may be used on this date."""
        return self.valid_from <= on and (self.sealed_on is None or on < self.sealed_on)


Seals = dict[str, Seal]
"""By code."""


def fault_of(seals: Seals, seal: str, org: str, on: date) -> SealFault | None:
    """Why `org` may not use `seal` on a date; None if it may."""
    held = seals.get(seal)
    if held is None:
        return SealFault.UNKNOWN
    if held.org != org:
        return SealFault.FOREIGN
    if on < held.valid_from:
        return SealFault.NOT_YET_ACTIVE
    if held.destroyed_on is not None and held.destroyed_on <= on:
        return SealFault.DESTROYED
    return None if held.active_on(on) else SealFault.SEALED_UP


def is_active(seals: Seals, seal: str, org: str, on: date) -> bool:
    """Whether a seal is of this organisation and in use on a date."""
    return fault_of(seals, seal, org, on) is None


def add(seals: Seals, event: SealActivated | SealSealedUp | SealDestroyed) -> None:
    """Take in one event, in place. Never refuses: history is history."""
    match event:
        case SealActivated():
            seals[event.seal] = Seal(event.seal, event.org, event.kind, event.valid_from)
        case SealSealedUp() if held := seals.get(event.seal):
            seals[event.seal] = replace(held, sealed_on=event.sealed_on, reason=event.reason)
        case SealDestroyed() if held := seals.get(event.seal):
            sealed = held.sealed_on or event.destroyed_on
            seals[event.seal] = replace(
                held, sealed_on=sealed, destroyed_on=event.destroyed_on, witness=event.witness
            )
