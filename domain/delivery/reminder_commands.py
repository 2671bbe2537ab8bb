"""Commands of a reminder by SMS: issued by its worker alone."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.delivery.batch_events import SmsReminder
from domain.shared.command import Command
from domain.shared.event import Code, Text


class QueueSms(Command):
    """排队短信: once for one cause, since the stream's id derives from it."""

    NAME: ClassVar[str] = "queue-sms"
    post: Code
    org: Code
    reminder: SmsReminder
    about: UUID
    number: Code
    due: date | None = None


class RecordSmsSent(Command):
    """记录短信已发送."""

    NAME: ClassVar[str] = "record-sms-sent"
    gateway: Code
    gateway_id: Code | None = None


class RecordSmsFailure(Command):
    """记录短信发送失败."""

    NAME: ClassVar[str] = "record-sms-failure"
    attempts: int = Field(ge=1)
    reason: Text
