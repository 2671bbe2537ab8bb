"""Events of objection and appeal against a decision (许可§7, 复议, 诉讼)."""

from enum import StrEnum
from typing import ClassVar

from domain.shared.event import Code, DomainEvent, Text


class AppealKind(StrEnum):
    """救济途径: 行政复议 or 行政诉讼. Source: 复议§20; 诉讼§46."""

    RECONSIDERATION = "RECONSIDERATION"
    LAWSUIT = "LAWSUIT"


class AppealOutcome(StrEnum):
    """复议、诉讼结果. Source: 复议§63–70; 诉讼§69–77."""

    UPHELD = "UPHELD"
    REVOKED = "REVOKED"
    CHANGED = "CHANGED"
    ORDERED_TO_ACT = "ORDERED_TO_ACT"
    ENDED = "ENDED"


class ObjectionFiled(DomainEvent):
    """提出异议: by the applicant or another whom the case touches. Source: 许可§7, §36."""

    TYPE: ClassVar[str] = "case.objection_filed"
    by: Code | None = None
    ground: Text | None = None


class ObjectionDecided(DomainEvent):
    """异议答复: upheld or not, with reasons; None where a source does not say. Source: 许可§7."""

    TYPE: ClassVar[str] = "case.objection_decided"
    upheld: bool | None = None
    reason: Text | None = None


class AppealFiled(DomainEvent):
    """申请复议或提起诉讼: outside this system, recorded here. Source: 许可§7; 复议§20; 诉讼§46."""

    TYPE: ClassVar[str] = "case.appeal_filed"
    kind: AppealKind | None = None
    by: Code | None = None
    reference: Code | None = None


class AppealDecided(DomainEvent):
    """复议诉讼已决: what became of the appeal. Source: 复议§63–70; 诉讼§69–77."""

    TYPE: ClassVar[str] = "case.appeal_decided"
    outcome: AppealOutcome | None = None
    reference: Code | None = None
    reason: Text | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    ObjectionFiled,
    ObjectionDecided,
    AppealFiled,
    AppealDecided,
)
