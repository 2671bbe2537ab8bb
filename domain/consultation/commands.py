"""Commands of a consultation (会商, domain.md §3.7)."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.consultation.events import ConsultationKind, Dissent, Level, Resolution, Silence
from domain.shared.command import Command
from domain.shared.event import Code, Day, Digest, Instant, Text

OPINION_DAYS = 5
"""[D] Working days for written opinions (domain.md §3.7)."""


class ProposeConsultation(Command):
    """提请会商: by any organisation, to whom is to lead it."""

    NAME: ClassVar[str] = "propose-consultation"
    consultation_number: Code
    kind: ConsultationKind
    topic: Text
    lead: Code
    reason: Text
    item_code: Code | None = None
    about: tuple[UUID, ...] = Field(default=(), max_length=100)


class ConveneConsultation(Command):
    """召集会商: by the lead; `silence` says what no opinion counts as."""

    NAME: ClassVar[str] = "convene-consultation"
    held_on: Instant
    invited: tuple[Code, ...] = Field(min_length=1, max_length=200)
    agenda: tuple[Text, ...] = Field(min_length=1, max_length=50)
    materials: tuple[Digest, ...] = Field(default=(), max_length=50)
    opinion_days: int = Field(default=OPINION_DAYS, ge=1, le=60)
    silence: Silence = Silence.ABSTAINED


class GiveOpinion(Command):
    """提会商意见: of the caller's organisation."""

    NAME: ClassVar[str] = "give-opinion"
    agreed: bool
    opinion: Text


class LapseOpinion(Command):
    """会商意见逾期: issued by the clock alone."""

    NAME: ClassVar[str] = "lapse-opinion"
    org: Code


class HoldConsultation(Command):
    """召开会商: who was there."""

    NAME: ClassVar[str] = "hold-consultation"
    attended: tuple[Code, ...] = Field(min_length=1, max_length=200)


class ConcludeConsultation(Command):
    """形成会商纪要: resolutions bind their owners; without any the consultation ends here."""

    NAME: ClassVar[str] = "conclude-consultation"
    minutes_number: Code
    minutes: Digest | None = None
    resolutions: tuple[Resolution, ...] = Field(default=(), max_length=200)
    dissent: tuple[Dissent, ...] = Field(default=(), max_length=200)


class RescheduleResolution(Command):
    """议定事项改期: by the lead, with the reason."""

    NAME: ClassVar[str] = "reschedule-resolution"
    number: int = Field(ge=1, le=200)
    due: Day
    reason: Text


class CompleteResolution(Command):
    """落实议定事项: by its owner alone."""

    NAME: ClassVar[str] = "complete-resolution"
    number: int = Field(ge=1, le=200)
    report: Text
    evidence: Digest | None = None


class EscalateConsultation(Command):
    """会商提级: by the lead, to the joint meeting or the government; it is convened anew there."""

    NAME: ClassVar[str] = "escalate-consultation"
    level: Level
    reason: Text


class CancelConsultation(Command):
    """取消会商: before it is held, by the lead, or by whoever proposed it and is not yet heard."""

    NAME: ClassVar[str] = "cancel-consultation"
    reason: Text
