"""Events of the rhythm of linkage: 时推送、日互动、周见面、月会商、年考核 (S4; domain.md §1.3).

Each is about one period and recorded once: its stream is named by the period.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.shared.event import Code, Digest, DomainEvent, Text, Value


class MeetingKind(StrEnum):
    """见面会种类: 周见面 or 月会商. Source: S4."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class AgendaTopic(StrEnum):
    """议题来源: what is open and brings a line onto the agenda."""

    DISPUTE = "DISPUTE"
    UNCLAIMED_TASK = "UNCLAIMED_TASK"
    BOUNCED_TASK = "BOUNCED_TASK"
    OVERDUE_PLAN = "OVERDUE_PLAN"
    OVERDUE_INSPECTION = "OVERDUE_INSPECTION"
    OVERDUE_RESOLUTION = "OVERDUE_RESOLUTION"
    UNACKNOWLEDGED_FEEDBACK = "UNACKNOWLEDGED_FEEDBACK"
    STANDARD_CHANGE = "STANDARD_CHANGE"


class AgendaLine(Value):
    """议题: one open matter. `since`: the date from which it has been open."""

    topic: AgendaTopic
    about: UUID
    number: Code
    org: Code | None = None
    since: date


class DailyDigestSent(DomainEvent):
    """日报已发送: one organisation's working day in four counts. Source: 济宁 (domain.md §1.3).

    All pushed, unclaimed, claimed on the day, unclaimed of this month; as the log stood at
    `position`.
    """

    TYPE: ClassVar[str] = "digest.sent"
    org: Code
    day: date
    pushed: int = Field(ge=0)
    unclaimed: int = Field(ge=0)
    claimed_today: int = Field(ge=0)
    unclaimed_this_month: int = Field(ge=0)
    position: int = Field(ge=0)


class BulletinLine(Value):
    """通报行: one organisation's month."""

    org: Code
    pushed: int = Field(ge=0)
    claimed: int = Field(ge=0)
    deemed: int = Field(ge=0)
    returned: int = Field(ge=0)
    fed_back: int = Field(ge=0)
    late: int = Field(ge=0)


class MonthlyBulletinPublished(DomainEvent):
    """月度通报已公布: pushed, claimed, fed back, late by organisation. Source: S3「定期公布」."""

    TYPE: ClassVar[str] = "bulletin.published"
    month: date
    lines: tuple[BulletinLine, ...]
    position: int = Field(ge=0)


class AgendaPrepared(DomainEvent):
    """议程已生成: from what is open, for the week or month beginning on `first`. Source: S4.

    `omitted`: open matters beyond the longest list; they stay open.
    """

    TYPE: ClassVar[str] = "meeting.agenda_prepared"
    kind: MeetingKind
    first: date
    lines: tuple[AgendaLine, ...]
    omitted: int = Field(default=0, ge=0)
    position: int = Field(ge=0)


class WeeklyMeetingHeld(DomainEvent):
    """周见面已召开: who came, what was settled. Source: S4「周见面」."""

    TYPE: ClassVar[str] = "meeting.weekly_held"
    attended: tuple[Code, ...] = Field(min_length=1)
    settled: tuple[Text, ...] = ()
    minutes: Digest | None = None


class MonthlyConsultationHeld(DomainEvent):
    """月会商已召开: what it resolves is a consultation of its own. Source: S4「月会商」."""

    TYPE: ClassVar[str] = "meeting.monthly_held"
    attended: tuple[Code, ...] = Field(min_length=1)
    consultations: tuple[UUID, ...] = ()
    minutes: Digest | None = None


class AssessedMeasure(Value):
    """考核指标: `count` of `base` acts met it; `points` of at most `most`, in hundredths."""

    name: Code
    count: int = Field(ge=0)
    base: int = Field(ge=0)
    points: int
    most: int = Field(ge=0)


class OrganisationScore(Value):
    """部门得分: points in hundredths, from the measures."""

    org: Code
    points: int
    measures: tuple[AssessedMeasure, ...]


class YearlyAssessmentFrozen(DomainEvent):
    """年度考核已冻结: scores as known at `position`. Source: S4「年考核」.

    `scheme`: version of the scoring scheme.
    """

    TYPE: ClassVar[str] = "assessment.frozen"
    year: int = Field(ge=1900, le=2200)
    scheme: Code
    scores: tuple[OrganisationScore, ...]
    position: int = Field(ge=0)


EVENTS: tuple[type[DomainEvent], ...] = (
    DailyDigestSent,
    MonthlyBulletinPublished,
    AgendaPrepared,
    WeeklyMeetingHeld,
    MonthlyConsultationHeld,
    YearlyAssessmentFrozen,
)
