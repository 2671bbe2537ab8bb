"""Commands of opinions that a review rests on (domain.md §1.1, §1.3)."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Code, Text


class RequestSubstantiveOpinion(Command):
    """征求实质审查意见: of the former department that the item's standard names."""

    NAME: ClassVar[str] = "request-substantive-opinion"


class GiveSubstantiveOpinion(Command):
    """出实质审查意见: by that department alone."""

    NAME: ClassVar[str] = "give-substantive-opinion"
    agreed: bool
    opinion: Text


class RequestReviewerOpinion(Command):
    """征求审查员意见: `addressee` is the regulator; `due_days` working days, by default five."""

    NAME: ClassVar[str] = "request-reviewer-opinion"
    addressee: Code
    due_days: int | None = Field(default=None, ge=1, le=400)
    question: Text | None = None


class GiveReviewerOpinion(Command):
    """反馈审查员意见: by the regulator's reviewer who was asked."""

    NAME: ClassVar[str] = "give-reviewer-opinion"
    agreed: bool
    opinion: Text


class LapseReviewerOpinion(Command):
    """审查员意见逾期: issued by the clock alone."""

    NAME: ClassVar[str] = "lapse-reviewer-opinion"
    org: Code


class ConsultFeedback(Command):
    """查阅监管反馈: the supervision tasks, inspections and commitments whose findings were read."""

    NAME: ClassVar[str] = "consult-feedback"
    tasks: tuple[UUID, ...] = Field(default=(), max_length=200)
    inspections: tuple[UUID, ...] = Field(default=(), max_length=200)
    commitments: tuple[UUID, ...] = Field(default=(), max_length=200)
    note: Text | None = None
