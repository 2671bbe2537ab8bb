"""Events of a responsibility dispute (权责争议): who supervises is argued on the task's own stream.

From the opening on an interim organisation answers, so that nothing is unsupervised meanwhile
(domain.md §2.5, §3.4; fact 26).
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from domain.shared.event import Code, Digest, DomainEvent, Text


class ArbitrationLevel(StrEnum):
    """争议处理层级: 部门协商, 编办协调 or 本级政府裁定. Source: 济南2023§5; 雄安通知."""

    NEGOTIATION = "NEGOTIATION"
    STAFFING_OFFICE = "STAFFING_OFFICE"
    GOVERNMENT = "GOVERNMENT"


class InterimBasis(StrEnum):
    """临时负责依据: 监管职责记录, 执法职责记录, 区域联动规则, or who had the task last [D].

    Source: domain.md §2.5 (a permit is never unsupervised).
    """

    SUPERVISES = "SUPERVISES"
    ENFORCES = "ENFORCES"
    POLICY = "POLICY"
    LAST_RECIPIENT = "LAST_RECIPIENT"


class ResponsibilityDisputeOpened(DomainEvent):
    """权责争议: a second return; `interim_org` supervises until the ruling. Source: 济南2023§5.

    `parties` are those who have returned it, and `interim_org`; `basis` says why it is this one.
    `negotiation_days` and
    `ruling_days` are working days, the second from the end of the first.
    """

    TYPE: ClassVar[str] = "task.dispute_opened"
    interim_org: Code
    parties: tuple[Code, ...]
    negotiation_days: int = Field(default=3, ge=1, le=60)
    ruling_days: int = Field(default=10, ge=1, le=120)
    basis: InterimBasis | None = None


class DisputeNegotiated(DomainEvent):
    """协商结果: the parties agree on `org`, or do not (`org` absent). Source: 济南2023§5.

    What they agree on is still ruled by the staffing office: an agreement cannot move a power.
    """

    TYPE: ClassVar[str] = "task.dispute_negotiated"
    org: Code | None = None
    minutes: Digest | None = None
    note: Text


class DisputeEscalated(DomainEvent):
    """争议提级: to the staffing office, then to the government. Source: 济南2023§5; 雄安通知."""

    TYPE: ClassVar[str] = "task.dispute_escalated"
    level: ArbitrationLevel
    reason: Text


class InterimMeasureRecorded(DomainEvent):
    """临时监管措施: what the interim organisation did meanwhile. Source: domain.md §2.5."""

    TYPE: ClassVar[str] = "task.interim_measure_recorded"
    detail: Text
    record: Digest | None = None


class ResponsibilityRuled(DomainEvent):
    """已裁定: `org` answers; binding, may not be returned, written back to the responsibility
    record from `valid_from` on. Source: 济南2023§5; 潍坊§22 by analogy.
    """

    TYPE: ClassVar[str] = "task.responsibility_ruled"
    org: Code
    level: ArbitrationLevel
    ruling_number: Code
    valid_from: date
    legal_basis: Text
    document: Digest | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    ResponsibilityDisputeOpened,
    DisputeNegotiated,
    DisputeEscalated,
    InterimMeasureRecorded,
    ResponsibilityRuled,
)
