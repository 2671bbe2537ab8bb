"""Events of seals (一枚印章管审批; domain.md §1.1)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.shared.event import Code, DomainEvent, Text


class SealKind(StrEnum):
    """印章类别."""

    OFFICIAL = "OFFICIAL"
    APPROVAL = "APPROVAL"
    CONTRACT = "CONTRACT"


class SealActivated(DomainEvent):
    """启用印章: one organisation's seal, from a date on. Source: S3「一枚印章管审批」."""

    TYPE: ClassVar[str] = "seal.activated"
    seal: Code
    org: Code
    kind: SealKind
    valid_from: date


class SealSealedUp(DomainEvent):
    """封存印章: the seal may not be used from this date. Source: S2「16枚部门审批专用章被封存」."""

    TYPE: ClassVar[str] = "seal.sealed_up"
    seal: Code
    sealed_on: date
    reason: Text


class SealDestroyed(DomainEvent):
    """销毁印章: a sealed-up seal was destroyed before a witness. Source: domain.md §1.1."""

    TYPE: ClassVar[str] = "seal.destroyed"
    seal: Code
    destroyed_on: date
    witness: Code


EVENTS: tuple[type[DomainEvent], ...] = (
    SealActivated,
    SealSealedUp,
    SealDestroyed,
)
