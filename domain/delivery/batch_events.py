"""Events of what is pushed by period and of reminders (domain.md §1.3; S2, S3)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.registry.standards import PushPriority
from domain.shared.event import Code, DomainEvent, Text, Value
from domain.supervision.events import PushReason


class CertificateLine(Value):
    """证照推送行: one certificate and what happened to it; `position` of the act in the log."""

    permit_id: UUID
    permit_number: Code
    item_code: Code
    reason: PushReason
    position: int = Field(ge=1)


class CertificateBatchPushed(DomainEvent):
    """证照批次已推送: by urgency daily, weekly or monthly. Source: S2「根据事项轻重缓急定期」.

    Decisions go out at once; this is the certificates of [first, last] for one regulator. `part`
    counts from 1 of `parts` where one message would be too long.
    """

    TYPE: ClassVar[str] = "push.batch_sent"
    org: Code
    priority: PushPriority
    first: date
    last: date
    certificates: tuple[CertificateLine, ...]
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
    position: int = Field(ge=0)


class SmsReminder(StrEnum):
    """短信提醒事由. Source: S3「短信提醒」."""

    TASK_PUSHED = "TASK_PUSHED"
    CLAIM_DUE = "CLAIM_DUE"
    PLAN_DUE = "PLAN_DUE"
    INSPECTION_DUE = "INSPECTION_DUE"
    DISPUTE_OPENED = "DISPUTE_OPENED"
    RESOLUTION_DUE = "RESOLUTION_DUE"


class SmsQueued(DomainEvent):
    """短信已排队: to a post; no telephone number is written here. Source: S3「短信提醒」.

    `number`: of what it is `about` (a task, a dispute, a resolution). `due`: the day by which the
    post must act, where there is one.
    """

    TYPE: ClassVar[str] = "sms.queued"
    post: Code
    org: Code
    reminder: SmsReminder
    about: UUID
    number: Code
    due: date | None = None


class SmsSent(DomainEvent):
    """短信已发送: taken by the gateway. Source: S3."""

    TYPE: ClassVar[str] = "sms.sent"
    gateway: Code
    gateway_id: Code | None = None


class SmsFailed(DomainEvent):
    """短信发送失败: given up after all retries. Source: S3."""

    TYPE: ClassVar[str] = "sms.failed"
    attempts: int = Field(ge=1)
    reason: Text


EVENTS: tuple[type[DomainEvent], ...] = (CertificateBatchPushed, SmsQueued, SmsSent, SmsFailed)
