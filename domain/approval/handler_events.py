"""Events of who handles a case and whom the applicant meets (domain.md §1.2)."""

from typing import ClassVar

from domain.shared.event import Code, DomainEvent, Text
from domain.shared.subject import Material


class FirstHandlerAssigned(DomainEvent):
    """首办负责: one person answers for the case from first contact to the end. Source: S2."""

    TYPE: ClassVar[str] = "case.first_handler_assigned"
    person: Code
    post: Code


class HandedOver(DomainEvent):
    """首办移交: the first handler's duty passes to another. Source: S2「首办负责」."""

    TYPE: ClassVar[str] = "case.handed_over"
    to_person: Code
    to_post: Code
    reason: Text


class AgentAssigned(DomainEvent):
    """代办: a staff agent acts for the applicant from now on.

    Source: S0「预审+代办」; S2「全程领办」.
    """

    TYPE: ClassVar[str] = "case.agent_assigned"
    agent: Code
    org: Code | None = None


class PreReviewRequested(DomainEvent):
    """申请网上预审: before acceptance, without legal effect. Source: S1「网上预审」."""

    TYPE: ClassVar[str] = "case.pre_review_requested"
    materials: tuple[Material, ...] = ()


class PreReviewAnswered(DomainEvent):
    """网上预审答复: ready to be handed in, or all that is still missing. Source: S1「网上预审」."""

    TYPE: ClassVar[str] = "case.pre_review_answered"
    ready: bool
    missing: tuple[Text, ...] = ()


class VisitRecorded(DomainEvent):
    """跑动次数: the applicant came in person. Source: S0「最多跑一次」."""

    TYPE: ClassVar[str] = "case.visit_recorded"
    purpose: Text | None = None


class PriorityDeclared(DomainEvent):
    """绿色通道: taken before its turn, openly. Source: S1「绿色通道企业名单」.

    `list_entry`: of the published list that names the applicant.
    """

    TYPE: ClassVar[str] = "case.priority_declared"
    reason: Text
    approved_by: Code
    list_entry: Code | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    FirstHandlerAssigned,
    HandedOver,
    AgentAssigned,
    PreReviewRequested,
    PreReviewAnswered,
    VisitRecorded,
    PriorityDeclared,
)
