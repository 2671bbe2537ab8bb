"""Commands on powers: how responsibility moves, is assessed, corrected and delegated."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.registry.powers import InFlight
from domain.registry.standards import Function
from domain.registry.territories import Territory
from domain.shared.command import Command
from domain.shared.event import Code, Text


class TransferResponsibility(Command):
    """事项划转: `from_org` must answer on `valid_from`."""

    NAME: ClassVar[str] = "transfer-responsibility"
    item_code: Code
    function: Function
    from_org: Code
    to_org: Code
    valid_from: date
    in_flight: InFlight = InFlight.FOLLOW
    memo: Code | None = None
    legal_basis: Text | None = None
    territory: Territory | None = None


class CorrectResponsibility(Command):
    """更正责任: `corrects` is the event id of the wrong record; `org` absent: nobody answered.
    `territory` absent: as what is corrected said."""

    NAME: ClassVar[str] = "correct-responsibility"
    item_code: Code
    function: Function
    corrects: UUID
    org: Code | None = None
    valid_from: date
    valid_to: date | None = None
    in_flight: InFlight | None = None
    reason: Text
    territory: Territory | None = None


class AssessTransfer(Command):
    """三不并入评估 of one item."""

    NAME: ClassVar[str] = "assess-transfer"
    item_code: Code
    slower: bool
    less_safe: bool
    costlier: bool
    merged: bool
    conclusion: Text


class GrantDelegation(Command):
    """委托实施: no effect before it is announced."""

    NAME: ClassVar[str] = "grant-delegation"
    item_code: Code
    functions: tuple[Function, ...] = Field(min_length=1)
    delegator: Code
    delegate: Code
    valid_from: date
    valid_to: date | None = None
    legal_basis: Text


class AnnounceDelegation(Command):
    """公告委托."""

    NAME: ClassVar[str] = "announce-delegation"
    item_code: Code
    delegator: Code
    delegate: Code
    announcement: Code
    announced_on: date


class RevokeDelegation(Command):
    """撤销委托: from `ended_on` the delegate acts no more."""

    NAME: ClassVar[str] = "revoke-delegation"
    item_code: Code
    delegator: Code
    delegate: Code
    ended_on: date
    reason: Text
