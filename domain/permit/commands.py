"""Commands of a permit: the imperatives of its events (domain.md §3.2)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.permit.grounds import AnnulmentGround, CancellationGround, WithdrawalGround
from domain.shared.command import Command
from domain.shared.event import LAST_YEAR, Code, Text

LastDay = Field(default=None, le=date(LAST_YEAR, 12, 31))


class AnnulPermit(Command):
    """撤销许可: `public_harm_weighed`: whether annulling it would harm the public was weighed."""

    NAME: ClassVar[str] = "annul-permit"
    ground: AnnulmentGround
    public_harm_weighed: bool
    reason: Text
    decision_number: Code
    remedies: Text


class WithdrawPermit(Command):
    """撤回许可: `compensation` is the number of the decision on the holder's losses."""

    NAME: ClassVar[str] = "withdraw-permit"
    ground: WithdrawalGround
    reason: Text
    compensation: Code
    decision_number: Code


class RevokePermit(Command):
    """吊销证照: by a penalty decision, after the right to a hearing was told."""

    NAME: ClassVar[str] = "revoke-permit"
    penalty_number: Code
    hearing_right_told: bool
    reason: Text


class SuspendPermit(Command):
    """暂扣证照: by a penalty decision; `until` is the last day, absent: until it is lifted."""

    NAME: ClassVar[str] = "suspend-permit"
    penalty_number: Code
    until: date | None = LastDay
    reason: Text | None = None


class LiftSuspension(Command):
    """解除暂扣."""

    NAME: ClassVar[str] = "lift-suspension"
    reason: Text


class CancelPermit(Command):
    """注销许可: the formality, on one of the grounds of 许可§70."""

    NAME: ClassVar[str] = "cancel-permit"
    ground: CancellationGround
    decision_number: Code | None = None
    note: Text | None = None
