"""Commands of the yearly plan, of recusals and of random draws (domain.md §1.3, §3.5)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Code, Text
from domain.supervision.draw_events import PublishedCheck


class PublishInspectionPlan(Command):
    """公布检查计划: the whole list and the yearly cap per company; versions count from 1."""

    NAME: ClassVar[str] = "publish-inspection-plan"
    org: Code
    year: int = Field(ge=1900, le=2200)
    plan_version: int = Field(ge=1)
    checks: tuple[PublishedCheck, ...] = Field(min_length=1, max_length=300)
    yearly_cap: int = Field(ge=1, le=366)


class DeclareRecusal(Command):
    """登记回避: an officer must not inspect a subject; `valid_to` exclusive, absent: for good."""

    NAME: ClassVar[str] = "declare-recusal"
    person_id: Code
    subject_id: UUID
    reason: Text
    valid_to: date | None = None


class EndRecusal(Command):
    """解除回避: the ground no longer exists."""

    NAME: ClassVar[str] = "end-recusal"
    person_id: Code
    subject_id: UUID
    reason: Text
