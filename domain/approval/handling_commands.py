"""Commands of who handles a case and whom the applicant meets (domain.md §1.2)."""

from typing import ClassVar

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Code, Text
from domain.shared.subject import Material


class AssignFirstHandler(Command):
    """首办负责: who answers for the case to the end; by default who issues this, by that post."""

    NAME: ClassVar[str] = "assign-first-handler"
    post: Code | None = None


class HandOver(Command):
    """首办移交: the first handler's duty passes to the holder of another post."""

    NAME: ClassVar[str] = "hand-over"
    to_post: Code
    reason: Text


class AssignAgent(Command):
    """代办: the staff agent who acts for the applicant from now on."""

    NAME: ClassVar[str] = "assign-agent"
    agent: Code
    org: Code | None = None


class RequestPreReview(Command):
    """申请网上预审: before anything is handed in, without legal effect."""

    NAME: ClassVar[str] = "request-pre-review"
    materials: tuple[Material, ...] = Field(default=(), max_length=200)


class AnswerPreReview(Command):
    """网上预审答复: ready to be handed in, or everything that is still missing."""

    NAME: ClassVar[str] = "answer-pre-review"
    ready: bool
    missing: tuple[Text, ...] = Field(default=(), max_length=200)


class RecordVisit(Command):
    """登记跑动: the applicant came in person."""

    NAME: ClassVar[str] = "record-visit"
    purpose: Text | None = None


class DeclarePriority(Command):
    """声明绿色通道: taken before its turn, openly; `list_entry` of the published list."""

    NAME: ClassVar[str] = "declare-priority"
    reason: Text
    approved_by: Code
    list_entry: Code | None = None
