"""Events of those whom a permit touches, and of the hearing (许可§36, §46–48)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.shared.event import Code, Digest, DomainEvent, Text


class InterestedPartyNotified(DomainEvent):
    """告知利害关系人: whom the permit touches directly may speak. Source: 许可§36, §47."""

    TYPE: ClassVar[str] = "case.interested_party_notified"
    parties: tuple[Code, ...] = Field(min_length=1)
    document_number: Code | None = None


class HearingRequested(DomainEvent):
    """申请听证: within five working days of being told. Source: 许可§47."""

    TYPE: ClassVar[str] = "case.hearing_requested"
    by: Code


class HearingNoticed(DomainEvent):
    """听证通知: seven working days before. Source: 许可§48."""

    TYPE: ClassVar[str] = "case.hearing_noticed"
    held_on: date
    chair: Code
    place: Text | None = None


class HearingHeld(DomainEvent):
    """已听证: chaired by another than the reviewer; the record binds. Source: 许可§48."""

    TYPE: ClassVar[str] = "case.hearing_held"
    chair: Code
    record: Digest | None = None
    opinion: Text | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    InterestedPartyNotified,
    HearingRequested,
    HearingNoticed,
    HearingHeld,
)
