"""Events of a supervision task (监管任务, domain.md §3.4): a push that must come back."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.registry.linkage import ClaimModel
from domain.registry.standards import Function, PushPriority
from domain.shared.event import Code, Digest, DomainEvent, Text
from domain.shared.subject import SubjectRef


class PushReason(StrEnum):
    """推送事由: what outcome of the approval side the regulator must know."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    COMMITMENT = "COMMITMENT"
    HANDED_OVER = "HANDED_OVER"
    CHANGED = "CHANGED"
    RENEWED = "RENEWED"
    SUSPENDED = "SUSPENDED"
    RESUMED = "RESUMED"
    ANNULLED = "ANNULLED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    FILED = "FILED"


class SupervisionMode(StrEnum):
    """监管方式."""

    SPECIAL = "SPECIAL"
    DOUBLE_RANDOM = "DOUBLE_RANDOM"
    OFF_SITE = "OFF_SITE"
    CREDIT = "CREDIT"


class Finding(StrEnum):
    """监管结果."""

    COMPLIANT = "COMPLIANT"
    NON_COMPLIANT = "NON_COMPLIANT"


class SupervisionTaskPushed(DomainEvent):
    """已推送: the regulator owes an answer from now on. Source: 浙江§33; S3「即时推送」.

    `historic`: reported long after the fact; in the inbox, but without signing and claim clocks.
    Days are working days. `territory`: where the subject is, if the case says. `lead`: who leads
    where industry supervision and general enforcement are both told; absent: the recipient.
    `claim_model` absent: explicit with deemed fallback.
    """

    TYPE: ClassVar[str] = "task.pushed"
    task_number: Code
    case_id: UUID
    case_number: Code
    item_code: Code
    recipient: Code
    function: Function
    reason: PushReason
    priority: PushPriority = PushPriority.NORMAL
    applicant: SubjectRef | None = None
    decision_number: Code | None = None
    commitment_id: UUID | None = None
    permit_id: UUID | None = None
    historic: bool = False
    sign_days: int = Field(default=1, ge=1, le=60)
    claim_days: int = Field(default=3, ge=1, le=60)
    territory: Code | None = None
    lead: Code | None = None
    claim_model: ClaimModel | None = None


class TaskSigned(DomainEvent):
    """已签收: the liaison has the task in hand. Source: 襄阳.

    `receipt` digests what was signed for.
    """

    TYPE: ClassVar[str] = "task.signed"
    receipt: Digest | None = None


class TaskClaimed(DomainEvent):
    """已认领: a named regulator takes it. Source: 济宁, 东营 claim rules (domain.md §2.5)."""

    TYPE: ClassVar[str] = "task.claimed"


class TaskDeemedClaimed(DomainEvent):
    """视为认领: neither claimed nor returned in time. Source: 济南2023 (domain.md §2.5)."""

    TYPE: ClassVar[str] = "task.deemed_claimed"


class TaskReturned(DomainEvent):
    """已退回: with reason and the responsibility record it rests on. Source: domain.md §2.5."""

    TYPE: ClassVar[str] = "task.returned"
    reason: Text
    cited_record: Code


class TaskRerouted(DomainEvent):
    """已转派: the office names the next recipient. Source: domain.md §2.5."""

    TYPE: ClassVar[str] = "task.rerouted"
    recipient: Code
    reason: Text


class SupervisionPlanned(DomainEvent):
    """纳入监管计划: how and when it will be supervised. Source: S3「双随机、一公开」."""

    TYPE: ClassVar[str] = "task.planned"
    mode: SupervisionMode
    planned_date: date


class NoOnSiteNeeded(DomainEvent):
    """免现场: closed with a reason instead of a visit. Source: domain.md §1.3."""

    TYPE: ClassVar[str] = "task.no_on_site_needed"
    reason: Text


class SupervisionResultRecorded(DomainEvent):
    """已录监管结果: signed and filed. Source: 许可§61.

    `inspection_id`: the inspection that it comes from; `inspection_version`: how many of its acts
    were known then, so that each outcome is fed back once.
    """

    TYPE: ClassVar[str] = "task.result_recorded"
    finding: Finding
    inspectors: tuple[Code, ...]
    detail: Text
    report: Digest | None = None
    inspection_id: UUID | None = None
    inspection_version: int | None = None


class FeedbackPushed(DomainEvent):
    """已反馈: the result goes back to the approver. Source: 浙江§33; 晋城§6."""

    TYPE: ClassVar[str] = "task.feedback_pushed"
    addressee: Code


class FeedbackAcknowledged(DomainEvent):
    """已采用: the approver has taken note; the loop is closed. Source: S1「监管信息的反馈应用」."""

    TYPE: ClassVar[str] = "task.feedback_acknowledged"
    note: Text | None = None


class TaskMooted(DomainEvent):
    """失效终止: what was to be supervised no longer exists. Source: domain.md §3.4."""

    TYPE: ClassVar[str] = "task.mooted"
    reason: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    SupervisionTaskPushed,
    TaskSigned,
    TaskClaimed,
    TaskDeemedClaimed,
    TaskReturned,
    TaskRerouted,
    SupervisionPlanned,
    NoOnSiteNeeded,
    SupervisionResultRecorded,
    FeedbackPushed,
    FeedbackAcknowledged,
    TaskMooted,
)
