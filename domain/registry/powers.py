"""Events of powers: how responsibility moves, is delegated and corrected (domain.md §1.1).

A responsibility has two times: when it is valid, and when it was recorded.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.registry.standards import Function
from domain.shared.event import Code, DomainEvent, Text


class InFlight(StrEnum):
    """在办件衔接: who finishes the cases that were accepted before a transfer."""

    STAY = "STAY"
    FOLLOW = "FOLLOW"


class ResponsibilityTransferred(DomainEvent):
    """事项划转: one function of an item moves to another organisation. Source: S2「移交划转」.

    `in_flight`: who finishes cases accepted before `valid_from`. `memo`: 衔接备忘录.
    """

    TYPE: ClassVar[str] = "responsibility.transferred"
    item_code: Code
    function: Function
    from_org: Code
    to_org: Code
    valid_from: date
    in_flight: InFlight = InFlight.FOLLOW
    memo: Code | None = None
    legal_basis: Text | None = None
    territory: Code | None = None


class ResponsibilityCorrected(DomainEvent):
    """更正责任: the record was wrong; what `corrects` stated no longer counts, this does.

    Source: domain.md §0 (nothing is deleted). `org` absent: nobody answered in that period.
    `valid_to` is exclusive. `in_flight` absent: as what is corrected said.
    """

    TYPE: ClassVar[str] = "responsibility.corrected"
    item_code: Code
    function: Function
    corrects: UUID
    org: Code | None = None
    valid_from: date
    valid_to: date | None = None
    in_flight: InFlight | None = None
    reason: Text
    territory: Code | None = None


class TransferAssessed(DomainEvent):
    """三不并入评估: slower, less safe or costlier means that an item is not merged. Source: S0.

    `merged` False: the item stays where it is.
    """

    TYPE: ClassVar[str] = "responsibility.transfer_assessed"
    item_code: Code
    slower: bool
    less_safe: bool
    costlier: bool
    merged: bool
    conclusion: Text


class DelegationGranted(DomainEvent):
    """委托实施: another administrative organ acts in the delegator's name. Source: 许可§24.

    It has no effect before it is announced. `valid_to` is exclusive.
    """

    TYPE: ClassVar[str] = "delegation.granted"
    item_code: Code
    functions: tuple[Function, ...] = Field(min_length=1)
    delegator: Code
    delegate: Code
    valid_from: date
    valid_to: date | None = None
    legal_basis: Text


class DelegationAnnounced(DomainEvent):
    """公告委托: delegate and delegated matters are public from this date. Source: 许可§24."""

    TYPE: ClassVar[str] = "delegation.announced"
    announcement: Code
    announced_on: date


class DelegationRevoked(DomainEvent):
    """撤销委托: the delegate acts no more from this date. Source: 许可§24."""

    TYPE: ClassVar[str] = "delegation.revoked"
    ended_on: date
    reason: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    ResponsibilityTransferred,
    ResponsibilityCorrected,
    TransferAssessed,
    DelegationGranted,
    DelegationAnnounced,
    DelegationRevoked,
)
