"""Regional rules of the linkage, and who stands in for whom (domain.md §1.3, §2.5)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from domain.shared.event import Code, DomainEvent, Text


class ClaimModel(StrEnum):
    """认领模式: 推送即认领, 明确认领, or 明确认领并逾期视为认领. Source: domain.md §2.5."""

    DEEMED = "DEEMED"
    EXPLICIT = "EXPLICIT"
    EXPLICIT_WITH_FALLBACK = "EXPLICIT_WITH_FALLBACK"


class LinkagePolicySet(DomainEvent):
    """联动规则已设定: how this region signs, claims and arbitrates, from a date on.

    Source: domain.md §2.5 (three real models). Days are working days. `staffing_office` rules
    disputes (编办); `government` is the last instance; `interim_org` answers meanwhile where nobody
    on the responsibility record does.
    """

    TYPE: ClassVar[str] = "jurisdiction.linkage_set"
    valid_from: date
    claim_model: ClaimModel = ClaimModel.EXPLICIT_WITH_FALLBACK
    sign_days: int = Field(default=1, ge=1, le=60)
    claim_days: int = Field(default=3, ge=1, le=60)
    negotiation_days: int = Field(default=3, ge=1, le=60)
    ruling_days: int = Field(default=10, ge=1, le=120)
    staffing_office: Code | None = None
    government: Code | None = None
    interim_org: Code | None = None


class AbsenceDeclared(DomainEvent):
    """缺岗登记: the holder of a post is away, both days included; a substitute acts.

    Source: S1「专职信息联络员」; domain.md §1.3.
    """

    TYPE: ClassVar[str] = "post.absence_declared"
    post: Code
    first: date
    last: date
    reason: Text


class AbsenceEnded(DomainEvent):
    """提前返岗: back from `ended_on` on. Source: domain.md §1.3."""

    TYPE: ClassVar[str] = "post.absence_ended"
    post: Code
    ended_on: date


EVENTS: tuple[type[DomainEvent], ...] = (LinkagePolicySet, AbsenceDeclared, AbsenceEnded)
