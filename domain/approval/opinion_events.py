"""Events of opinions that a review rests on (domain.md §1.1, §1.3, §3.1)."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.shared.event import Code, DomainEvent, Text


class SubstantiveOpinionRequested(DomainEvent):
    """征求实质审查意见: the former department reviews the substance. Source: S2「形式审查」."""

    TYPE: ClassVar[str] = "case.substantive_opinion_requested"
    addressee: Code
    due_days: int = Field(ge=1, le=400)


class SubstantiveOpinionGiven(DomainEvent):
    """已出实质审查意见: what the former department found. Source: S2."""

    TYPE: ClassVar[str] = "case.substantive_opinion_given"
    org: Code
    agreed: bool
    opinion: Text


class ReviewerOpinionRequested(DomainEvent):
    """征求审查员意见: a regulator's named reviewer is asked. Source: S3「审查员审核」."""

    TYPE: ClassVar[str] = "case.reviewer_opinion_requested"
    addressee: Code
    due_days: int = Field(ge=1, le=400)
    question: Text | None = None


class ReviewerOpinionGiven(DomainEvent):
    """已反馈审查员意见: what the regulator's reviewer says. Source: S3「审查员审核」."""

    TYPE: ClassVar[str] = "case.reviewer_opinion_given"
    org: Code
    agreed: bool
    opinion: Text


class ReviewerOpinionLapsed(DomainEvent):
    """审查员意见逾期: no answer by the due day. Source: domain.md §1.3 (four systems)."""

    TYPE: ClassVar[str] = "case.reviewer_opinion_lapsed"
    org: Code


class FeedbackConsulted(DomainEvent):
    """已查阅监管反馈: what supervision found was read before the decision.

    Source: S1「反馈应用」.
    """

    TYPE: ClassVar[str] = "case.feedback_consulted"
    tasks: tuple[UUID, ...] = ()
    inspections: tuple[UUID, ...] = ()
    commitments: tuple[UUID, ...] = ()
    note: Text | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    SubstantiveOpinionRequested,
    SubstantiveOpinionGiven,
    ReviewerOpinionRequested,
    ReviewerOpinionGiven,
    ReviewerOpinionLapsed,
    FeedbackConsulted,
)
