"""Commands of the rhythm: what a period that has ended causes, and meetings held by people."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.consultation.rhythm_events import (
    AgendaLine,
    BulletinLine,
    MeetingKind,
    OrganisationScore,
)
from domain.shared.command import Command
from domain.shared.event import Code, Digest, Text

MOST_LINES = 200
"""[D] Lines of one agenda: what a meeting can go through; the rest is counted as omitted."""


class SendDailyDigest(Command):
    """日报: issued by the rhythm alone; its fields are those of the event."""

    NAME: ClassVar[str] = "send-daily-digest"
    org: Code
    day: date
    pushed: int = Field(ge=0)
    unclaimed: int = Field(ge=0)
    claimed_today: int = Field(ge=0)
    unclaimed_this_month: int = Field(ge=0)
    position: int = Field(ge=0)


class PrepareAgenda(Command):
    """生成议程: issued by the rhythm alone."""

    NAME: ClassVar[str] = "prepare-agenda"
    kind: MeetingKind
    first: date
    lines: tuple[AgendaLine, ...]
    omitted: int = Field(default=0, ge=0)
    position: int = Field(ge=0)


class PublishBulletin(Command):
    """月度通报: issued by the rhythm alone."""

    NAME: ClassVar[str] = "publish-bulletin"
    month: date
    lines: tuple[BulletinLine, ...]
    position: int = Field(ge=0)


class FreezeAssessment(Command):
    """冻结年度考核: issued by the rhythm alone."""

    NAME: ClassVar[str] = "freeze-assessment"
    year: int = Field(ge=1900, le=2200)
    scheme: Code
    scores: tuple[OrganisationScore, ...]
    position: int = Field(ge=0)


class HoldWeeklyMeeting(Command):
    """周见面: who came and what was settled, of a week whose agenda is prepared."""

    NAME: ClassVar[str] = "hold-weekly-meeting"
    attended: tuple[Code, ...] = Field(min_length=1, max_length=200)
    settled: tuple[Text, ...] = Field(default=(), max_length=MOST_LINES)
    minutes: Digest | None = None


class HoldMonthlyConsultation(Command):
    """月会商: who came; what it resolves is a consultation of its own, named here."""

    NAME: ClassVar[str] = "hold-monthly-consultation"
    attended: tuple[Code, ...] = Field(min_length=1, max_length=200)
    consultations: tuple[UUID, ...] = Field(default=(), max_length=100)
    minutes: Digest | None = None
