"""Events of a consultation (会商, domain.md §3.7): its resolutions bind and are tracked."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.consultation.rhythm_events import EVENTS as RHYTHM
from domain.consultation.standard_events import EVENTS as STANDARD
from domain.shared.event import Code, Day, Digest, DomainEvent, Instant, Text, Value


class ConsultationKind(StrEnum):
    """会商种类: 专项, 重要事项, 联席会议 or 月会商. Source: S3, S4, S1, S2."""

    SPECIAL = "SPECIAL"
    IMPORTANT_MATTER = "IMPORTANT_MATTER"
    JOINT_MEETING = "JOINT_MEETING"
    MONTHLY = "MONTHLY"


class Silence(StrEnum):
    """沉默的效力: what no opinion by the due day counts as [D] (design.md, Defaults)."""

    AGREED = "AGREED"
    ABSTAINED = "ABSTAINED"


class Level(StrEnum):
    """会商层级: the lead's own, the joint meeting, the government."""

    LEAD = "LEAD"
    JOINT_MEETING = "JOINT_MEETING"
    GOVERNMENT = "GOVERNMENT"


class ConsultationProposed(DomainEvent):
    """已提请会商: any organisation may. Source: S3「重点方面专项会商」. Opens the consultation.

    `about`: cases, tasks, inspections or permits that it is about. It stops no legal clock.
    """

    TYPE: ClassVar[str] = "consultation.proposed"
    consultation_number: Code
    kind: ConsultationKind
    topic: Text
    lead: Code
    reason: Text
    item_code: Code | None = None
    about: tuple[UUID, ...] = ()


class ConsultationConvened(DomainEvent):
    """已召集会商: whom, what about, with which materials. Source: S4「重要事项会商制度」.

    `opinion_days`: working days for written opinions; `silence`: what no answer counts as, never
    agreement for an item marked silenceNotAllowed.
    """

    TYPE: ClassVar[str] = "consultation.convened"
    held_on: Instant
    invited: tuple[Code, ...] = Field(min_length=1)
    agenda: tuple[Text, ...] = Field(min_length=1)
    materials: tuple[Digest, ...] = ()
    opinion_days: int = Field(default=5, ge=1, le=60)
    silence: Silence = Silence.ABSTAINED


class OpinionGiven(DomainEvent):
    """已提会商意见: of one invited organisation. Source: domain.md §3.7."""

    TYPE: ClassVar[str] = "consultation.opinion_given"
    org: Code
    agreed: bool
    opinion: Text


class OpinionLapsed(DomainEvent):
    """会商意见逾期: no answer by the due day. Source: domain.md §3.7."""

    TYPE: ClassVar[str] = "consultation.opinion_lapsed"
    org: Code
    counted_as: Silence


class ConsultationHeld(DomainEvent):
    """已召开会商: who was there. Source: domain.md §3.7."""

    TYPE: ClassVar[str] = "consultation.held"
    attended: tuple[Code, ...] = Field(min_length=1)


class Resolution(Value):
    """议定事项: a duty of its `owner` until the end of `due`. `number` counts from 1."""

    number: int = Field(ge=1, le=200)
    text: Text
    owner: Code
    due: Day


class Dissent(Value):
    """不同意见: kept beside the resolutions."""

    org: Code
    opinion: Text


class ConsultationConcluded(DomainEvent):
    """已形成会商纪要: the minutes bind. Source: S2「项目集成审批联席会议制度」."""

    TYPE: ClassVar[str] = "consultation.concluded"
    minutes_number: Code
    minutes: Digest | None = None
    resolutions: tuple[Resolution, ...] = ()
    dissent: tuple[Dissent, ...] = ()


class ResolutionRescheduled(DomainEvent):
    """议定事项改期: by the lead, with its reason; the first due date stays on record.

    Source: domain.md §3.7.
    """

    TYPE: ClassVar[str] = "consultation.resolution_rescheduled"
    number: int = Field(ge=1, le=200)
    due: date
    reason: Text


class ResolutionCompleted(DomainEvent):
    """议定事项已落实: by its owner. Source: domain.md §3.7."""

    TYPE: ClassVar[str] = "consultation.resolution_completed"
    number: int = Field(ge=1, le=200)
    report: Text
    evidence: Digest | None = None


class ConsultationEscalated(DomainEvent):
    """会商已提级: to the joint meeting or the government. Source: domain.md §3.7."""

    TYPE: ClassVar[str] = "consultation.escalated"
    level: Level
    reason: Text


class ConsultationCancelled(DomainEvent):
    """会商已取消: before it was held, with the reason. Source: domain.md §3.7."""

    TYPE: ClassVar[str] = "consultation.cancelled"
    reason: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    ConsultationProposed,
    ConsultationConvened,
    OpinionGiven,
    OpinionLapsed,
    ConsultationHeld,
    ConsultationConcluded,
    ResolutionRescheduled,
    ResolutionCompleted,
    ConsultationEscalated,
    ConsultationCancelled,
    *RHYTHM,
    *STANDARD,
)
