"""Events of one inspection (检查), from its plan to its publication (domain.md §3.5)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.shared.event import Code, Digest, DomainEvent, Text
from domain.shared.subject import SubjectRef
from domain.supervision.events import Finding, SupervisionMode
from domain.supervision.inspection_terms import CheckedItem, InspectionTrigger, Officer
from domain.supervision.penalty_events import EVENTS as PENALTY


class InspectionPlanned(DomainEvent):
    """已列入检查: who will be inspected by whom, when and why. Source: 54号; S3「双随机、一公开」.

    Opens the inspection. `org` inspects; `checks` are lines of its published list; `clue` says what
    a complaint or clue is about. What it is about is named as far as it is known: task, draw,
    commitment, case and permit. `permit_number` is as printed; `territory`: where the subject is.
    """

    TYPE: ClassVar[str] = "inspection.planned"
    inspection_number: Code
    org: Code
    item_code: Code
    trigger: InspectionTrigger
    mode: SupervisionMode
    planned_date: date
    subject: SubjectRef | None = None
    task_id: UUID | None = None
    draw_id: UUID | None = None
    commitment_id: UUID | None = None
    case_id: UUID | None = None
    case_number: Code | None = None
    permit_id: UUID | None = None
    permit_number: Code | None = None
    checks: tuple[Text, ...] = ()
    officers: tuple[Code, ...] = ()
    clue: Text | None = None
    territory: Code | None = None


class InspectionApproved(DomainEvent):
    """检查已审批: the head has signed the approval form (检查审批表). Source: 54号."""

    TYPE: ClassVar[str] = "inspection.approved"
    form_number: Code
    form: Digest | None = None


class InspectionRescheduled(DomainEvent):
    """检查改期: another planned date, with its reason. Source: domain.md §3.5."""

    TYPE: ClassVar[str] = "inspection.rescheduled"
    planned_date: date
    reason: Text


class InspectionNoticed(DomainEvent):
    """检查已通知: told to the subject; or unannounced, with the reason. Source: 54号.

    `reason` is mandatory where it is unannounced.
    """

    TYPE: ClassVar[str] = "inspection.noticed"
    unannounced: bool = False
    document: Digest | None = None
    reason: Text | None = None


class OfficerRecused(DomainEvent):
    """执法人员回避: replaced before or during the inspection. Source: 处罚§43."""

    TYPE: ClassVar[str] = "inspection.officer_recused"
    person_id: Code
    reason: Text
    substitute: Code | None = None


class InspectionStarted(DomainEvent):
    """检查已开始: licences shown (亮证), code scanned (扫码入企), two or more officers.

    No officers, `licences_shown` absent: the source does not say. Source: 54号; 处罚§42, §55.
    """

    TYPE: ClassVar[str] = "inspection.started"
    officers: tuple[Officer, ...] = ()
    licences_shown: bool | None = None
    scan_code: Code | None = None


class InspectionRecorded(DomainEvent):
    """检查已记录: what was found, line by line, and signed. Source: 许可§61.

    `signed_by_subject` False: refused to sign, `refusal_note` says who witnessed it; absent: the
    source does not say.
    """

    TYPE: ClassVar[str] = "inspection.recorded"
    items: tuple[CheckedItem, ...] = ()
    signed_by_subject: bool | None = None
    refusal_note: Text | None = None
    record: Digest | None = None
    note: Text | None = None


class InspectionCleared(DomainEvent):
    """未发现问题: nothing was found. Source: domain.md §3.5."""

    TYPE: ClassVar[str] = "inspection.cleared"
    note: Text | None = None


class CorrectionOrdered(DomainEvent):
    """责令改正: what must be put right, by the end of `correct_by`. Source: 处罚§28.

    `correct_by` absent: the source does not say.
    """

    TYPE: ClassVar[str] = "inspection.correction_ordered"
    demands: tuple[Text, ...] = Field(min_length=1)
    correct_by: date | None = None
    document: Digest | None = None


class Reinspected(DomainEvent):
    """已复查: whether it has been put right. Source: domain.md §3.5."""

    TYPE: ClassVar[str] = "inspection.reinspected"
    corrected: bool
    officers: tuple[Officer, ...] = ()
    detail: Text
    record: Digest | None = None


class InspectionTransferred(DomainEvent):
    """检查移送: to the organ that is competent. Source: 处罚§27, 许可§64."""

    TYPE: ClassVar[str] = "inspection.transferred"
    recipient: Text
    org: Code | None = None
    reason: Text
    document: Digest | None = None


class InspectionCancelled(DomainEvent):
    """检查已取消: planned and not carried out, with the reason. Source: domain.md §3.5."""

    TYPE: ClassVar[str] = "inspection.cancelled"
    reason: Text


class InspectionResultPublished(DomainEvent):
    """检查结果已公示: within 20 working days. Source: 国发〔2019〕5号; 54号."""

    TYPE: ClassVar[str] = "inspection.result_published"
    place: Text
    document: Digest | None = None


class InspectionFeedbackPushed(DomainEvent):
    """检查结果已反馈: to the approving organisation, where no task carries it. Source: 浙江§33."""

    TYPE: ClassVar[str] = "inspection.feedback_pushed"
    addressee: Code
    finding: Finding | None = None


class InspectionFeedbackAcknowledged(DomainEvent):
    """检查结果已采用: the approving organisation has taken note. Source: S1「反馈应用」."""

    TYPE: ClassVar[str] = "inspection.feedback_acknowledged"
    note: Text | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    InspectionPlanned,
    InspectionApproved,
    InspectionRescheduled,
    InspectionNoticed,
    OfficerRecused,
    InspectionStarted,
    InspectionRecorded,
    InspectionCleared,
    CorrectionOrdered,
    Reinspected,
    InspectionTransferred,
    InspectionCancelled,
    InspectionResultPublished,
    InspectionFeedbackPushed,
    InspectionFeedbackAcknowledged,
    *PENALTY,
)
