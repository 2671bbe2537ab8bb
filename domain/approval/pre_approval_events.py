"""Events of pre-approval (预审批): an opinion in advance, and how it is turned to use (S0)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.shared.event import Digest, DomainEvent, Text


class PreApprovalOpined(DomainEvent):
    """出具预审批意见: what the decision may be expected to be, before acceptance; no effect in law.

    Source: S0「预审+代办」. No permit: neither sealed nor made public, and no clock runs by it.
    `preconditions`: still to be met; `materials`: digests of what was reviewed; `item_version`:
    under which it was. A later opinion replaces it.
    """

    TYPE: ClassVar[str] = "case.pre_approval_opined"
    opinion: Text
    favourable: bool
    valid_until: date | None = None
    preconditions: tuple[Text, ...] = ()
    materials: tuple[Digest, ...] = ()
    item_version: int | None = Field(default=None, ge=1)


class PreconditionMet(DomainEvent):
    """前置条件具备: one of those that a pre-approval named is met. Source: S0「预审+代办」."""

    TYPE: ClassVar[str] = "case.precondition_met"
    name: Text
    evidence: Digest | None = None


class PreApprovalConverted(DomainEvent):
    """预审批转为正式审查: the review of the accepted case rests on the opinion given in advance.

    Source: S0「预审批结果迅速转换为正式审批意见」. It replaces no decision. `re_reviewed`: what was
    handed in is not what the opinion was about, and has been reviewed anew.
    """

    TYPE: ClassVar[str] = "case.pre_approval_converted"
    re_reviewed: bool = False


EVENTS: tuple[type[DomainEvent], ...] = (
    PreApprovalOpined,
    PreconditionMet,
    PreApprovalConverted,
)
