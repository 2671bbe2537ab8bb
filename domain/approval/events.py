"""Events of one case (办件), from application to delivery (domain.md §3.1)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.approval.aftermath_events import EVENTS as AFTERMATH
from domain.approval.document_events import EVENTS as DOCUMENT
from domain.approval.handler_events import EVENTS as HANDLER
from domain.approval.hearing_events import EVENTS as HEARING
from domain.approval.joint_survey_events import EVENTS as JOINT_SURVEY
from domain.approval.material_events import EVENTS as MATERIAL
from domain.approval.opinion_events import EVENTS as OPINION
from domain.approval.pre_approval_events import EVENTS as PRE_APPROVAL
from domain.approval.remedy_events import EVENTS as REMEDY
from domain.approval.ruling_events import EVENTS as RULING
from domain.approval.survey_events import EVENTS as SURVEY
from domain.registry.standards import FlowProfile, SpecialProcedure
from domain.shared.event import Code, Digest, DomainEvent, Instant, Text, Value
from domain.shared.subject import Material, SubjectRef


class CasePurpose(StrEnum):
    """办件类型: 新办, 变更, 延续 or 注销 of a permit. Source: 许可§39, §49, §50, §70."""

    NEW = "NEW"
    CHANGE = "CHANGE"
    RENEWAL = "RENEWAL"
    CANCELLATION = "CANCELLATION"


class Approver(StrEnum):
    """延期批准人: the head of the organ, or the same-level government for joint handling."""

    HEAD = "HEAD"
    GOVERNMENT = "GOVERNMENT"


class Proposal(StrEnum):
    """审查意见."""

    GRANT = "GRANT"
    REFUSE = "REFUSE"


class Check(Value):
    """One condition of the item's list, as the reviewer found it."""

    condition: Text
    met: bool
    note: Text | None = None


class ApplicationSubmitted(DomainEvent):
    """已申报: an application has been filed. Source: 许可§29. Opens the case.

    `stated_due` is a source system's own deadline, used as stated. `permit_id`: the permit that a
    change, renewal or cancellation is about. `territory`: 区划代码 of where the subject or site is,
    by which supervision is routed (属地监管); absent: the whole region's.
    """

    TYPE: ClassVar[str] = "case.application_submitted"
    case_number: Code
    item_code: Code
    item_version: int | None = None
    profile: FlowProfile | None = None
    survey_required: bool = False
    applicant: SubjectRef | None = None
    stated_due: Instant | None = None
    purpose: CasePurpose = CasePurpose.NEW
    permit_id: UUID | None = None
    territory: Code | None = None


class MaterialsReceived(DomainEvent):
    """已收件: materials in hand; the five-day notice clock runs. Source: 许可§32(4)."""

    TYPE: ClassVar[str] = "case.materials_received"
    receipt_number: Code | None = None
    materials: tuple[Material, ...] = ()


class NotRequiredTold(DomainEvent):
    """告知不受理: the matter needs no permit, or is not ours. Source: 许可§32(1)(2)."""

    TYPE: ClassVar[str] = "case.not_required_told"
    reason: Text
    where_to_go: Text | None = None


class AcceptanceRefused(DomainEvent):
    """不予受理: refused with a dated, sealed written decision. Source: 许可§32."""

    TYPE: ClassVar[str] = "case.acceptance_refused"
    reason: Text
    where_to_go: Text | None = None
    document_number: Code | None = None


class SupplementNoticed(DomainEvent):
    """一次性告知补正: everything that is missing, told at once. Source: 许可§32(4).

    `applicant_days`: working days the applicant has.
    """

    TYPE: ClassVar[str] = "case.supplement_noticed"
    missing: tuple[Text, ...] = ()
    applicant_days: int | None = Field(default=None, ge=1, le=400)
    document_number: Code | None = None


class MaterialsResubmitted(DomainEvent):
    """已补正: the applicant has handed in what was asked. Source: 许可§32(5)."""

    TYPE: ClassVar[str] = "case.materials_resubmitted"
    materials: tuple[Material, ...] = ()


class ApplicationLapsed(DomainEvent):
    """逾期视为撤回: the applicant's period has passed without an answer. Source: 滨州§11."""

    TYPE: ClassVar[str] = "case.application_lapsed"


class CaseAccepted(DomainEvent):
    """已受理: the legal clock starts. Source: 许可§32(5), §42.

    The limits are those of the item version in force, in working days, fixed from now on; a
    reported case may state its own deadline instead.
    """

    TYPE: ClassVar[str] = "case.accepted"
    legal_days: int | None = Field(default=None, ge=1, le=400)
    committed_days: int | None = Field(default=None, ge=1, le=400)
    document_number: Code | None = None
    stated_due: Instant | None = None


class CaseDeemedAccepted(DomainEvent):
    """视为受理: no notice in five days, so accepted as of the day of receipt. Source: 许可§32(4).

    The envelope's effectiveDate is the receipt day.
    """

    TYPE: ClassVar[str] = "case.deemed_accepted"
    legal_days: int = Field(ge=1, le=400)
    committed_days: int = Field(ge=1, le=400)


class ReviewStarted(DomainEvent):
    """开始审查: another than the receiver takes the case. Source: 许可§34; S4「五分设」."""

    TYPE: ClassVar[str] = "case.review_started"


class SurveyOrdered(DomainEvent):
    """已派踏勘: the reviewer asks for a survey; the survey section assigns staff.

    Source: 许可§34. `district`: GB/T 2260 or 区划 code of where to go, so that what lies together
    may be done in one journey (S4「多勘合一」).
    """

    TYPE: ClassVar[str] = "case.survey_ordered"
    survey_id: UUID
    purpose: Text | None = None
    district: Code | None = None
    place: Text | None = None


class SpecialProcedureStarted(DomainEvent):
    """特别程序开始: its time is excluded, and must be told in writing. Source: 许可§45."""

    TYPE: ClassVar[str] = "case.special_procedure_started"
    procedure: SpecialProcedure
    noticed_days: int | None = Field(default=None, ge=1, le=400)
    notice_served: bool = False
    document_number: Code | None = None


class SpecialProcedureEnded(DomainEvent):
    """特别程序结束: its result is in, the clock runs on. Source: 许可§45."""

    TYPE: ClassVar[str] = "case.special_procedure_ended"
    procedure: SpecialProcedure
    result: Text | None = None


class DeadlineExtended(DomainEvent):
    """已延期: once, before due, by the right approver, reasons told. Source: 许可§42."""

    TYPE: ClassVar[str] = "case.deadline_extended"
    days: int | None = Field(default=None, ge=1, le=400)
    approved_by: Approver | None = None
    reason: Text | None = None
    notice_served: bool = False
    document_number: Code | None = None


class ReviewCompleted(DomainEvent):
    """审查完成: a finding per condition and a proposal. Source: 许可§34, §38."""

    TYPE: ClassVar[str] = "case.review_completed"
    proposal: Proposal | None = None
    checklist: tuple[Check, ...] = ()


class ReturnedForReview(DomainEvent):
    """退回复审: the decider sends the case back with reasons. Source: S2「分级决定」."""

    TYPE: ClassVar[str] = "case.returned_for_review"
    reason: Text


class PermitGranted(DomainEvent):
    """准予许可: the written decision. Source: 许可§38; delivery §44, publicity 424号.

    `minutes_number` and `minutes`: of the meeting that took a collective decision (会商纪要).
    """

    TYPE: ClassVar[str] = "case.permit_granted"
    decision_number: Code | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    conditions: tuple[Text, ...] = ()
    minutes_number: Code | None = None
    minutes: Digest | None = None


class PermitRefused(DomainEvent):
    """不予许可: with reasons and remedies told. Source: 许可§38.

    `minutes_number` and `minutes`: as of a grant.
    """

    TYPE: ClassVar[str] = "case.permit_refused"
    decision_number: Code | None = None
    reason: Text | None = None
    remedies: Text | None = None
    minutes_number: Code | None = None
    minutes: Digest | None = None


class CertificateMade(DomainEvent):
    """已制证: only after the decision, by another than the decider. Source: 许可§39; S4."""

    TYPE: ClassVar[str] = "case.certificate_made"
    certificate_number: Code | None = None


class ResultDelivered(DomainEvent):
    """已送达: with proof of service (送达回证). Source: 许可§44."""

    TYPE: ClassVar[str] = "case.result_delivered"
    method: Code | None = None
    receipt_number: Code | None = None


class ApplicationWithdrawn(DomainEvent):
    """申请人撤回: the applicant takes the application back. Source: domain.md §3.1."""

    TYPE: ClassVar[str] = "case.application_withdrawn"
    reason: Text | None = None


class CaseTerminated(DomainEvent):
    """终止办理: ended on a stated basis, without a decision. Source: domain.md §3.1."""

    TYPE: ClassVar[str] = "case.terminated"
    basis: Text | None = None


class StepRecorded(DomainEvent):
    """环节留痕: a step of a source system that has no meaning of its own here.

    Source: S3「全过程留痕」. `code` and `name` as the source writes them.
    """

    TYPE: ClassVar[str] = "case.step_recorded"
    code: Code
    name: Text | None = None
    outcome: Text | None = None
    step_due: Instant | None = None


class HandedToSupervision(DomainEvent):
    """移交监管: handed over to supervision. Source: 浙江§33; S1「同步推送」."""

    TYPE: ClassVar[str] = "case.handed_to_supervision"
    code: Code | None = None
    note: Text | None = None
    territory: Code | None = None


class CaseEndedAtSource(DomainEvent):
    """来源系统办结: the source system states that the case has ended. Source: domain.md §7."""

    TYPE: ClassVar[str] = "case.ended_at_source"
    status: Text | None = None


class SurveyConducted(DomainEvent):
    """已踏勘: at least two surveyors were on site. Source: 许可§34.

    `mode`: as 踏勘方式; a video survey has its `recording`. `unlicensed`: those of the staff whose
    post states no licence where such posts have one.
    """

    TYPE: ClassVar[str] = "survey.conducted"
    case_id: UUID
    staff: tuple[Code, ...]
    mode: Code = "ONSITE"
    recording: Digest | None = None
    unlicensed: tuple[Code, ...] = ()


class SurveyConcluded(DomainEvent):
    """已出结论: what the survey found. Source: 许可§34; S4「集中踏勘」."""

    TYPE: ClassVar[str] = "survey.concluded"
    case_id: UUID
    passed: bool
    findings: Text | None = None
    report: Digest | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    ApplicationSubmitted,
    MaterialsReceived,
    NotRequiredTold,
    AcceptanceRefused,
    SupplementNoticed,
    MaterialsResubmitted,
    ApplicationLapsed,
    CaseAccepted,
    CaseDeemedAccepted,
    ReviewStarted,
    SurveyOrdered,
    SpecialProcedureStarted,
    SpecialProcedureEnded,
    DeadlineExtended,
    ReviewCompleted,
    ReturnedForReview,
    PermitGranted,
    PermitRefused,
    CertificateMade,
    ResultDelivered,
    ApplicationWithdrawn,
    CaseTerminated,
    StepRecorded,
    HandedToSupervision,
    CaseEndedAtSource,
    SurveyConducted,
    SurveyConcluded,
    *HANDLER,
    *MATERIAL,
    *OPINION,
    *HEARING,
    *RULING,
    *AFTERMATH,
    *REMEDY,
    *SURVEY,
    *JOINT_SURVEY,
    *DOCUMENT,
    *PRE_APPROVAL,
)
