"""Commands of a case and its survey: the imperatives of their events (domain.md §3.1)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.approval.events import Approver, CasePurpose, Check, Proposal
from domain.registry.standards import SpecialProcedure, SurveyMode
from domain.registry.territories import Territory
from domain.shared.command import Command
from domain.shared.event import Code, Digest, Text
from domain.shared.subject import Material, SubjectRef

Days = Field(ge=1, le=400)


class SubmitApplication(Command):
    """申报: opens a case; its number and flow profile come from the item in force."""

    NAME: ClassVar[str] = "submit-application"
    item_code: Code
    applicant: SubjectRef | None = None
    purpose: CasePurpose = CasePurpose.NEW
    permit_id: UUID | None = None
    territory: Territory | None = None


class ReceiveMaterials(Command):
    """收件."""

    NAME: ClassVar[str] = "receive-materials"
    receipt_number: Code | None = None
    materials: tuple[Material, ...] = Field(default=(), max_length=200)


class TellNotRequired(Command):
    """告知不受理: not a matter for a permit, or not for us."""

    NAME: ClassVar[str] = "tell-not-required"
    reason: Text
    where_to_go: Text | None = None


class RefuseAcceptance(Command):
    """不予受理."""

    NAME: ClassVar[str] = "refuse-acceptance"
    reason: Text
    where_to_go: Text | None = None
    document_number: Code | None = None


class NoticeSupplement(Command):
    """一次性告知补正: the whole list of what is missing, once."""

    NAME: ClassVar[str] = "notice-supplement"
    missing: tuple[Text, ...] = Field(min_length=1, max_length=200)
    applicant_days: int = Days
    document_number: Code | None = None


class ResubmitMaterials(Command):
    """补正."""

    NAME: ClassVar[str] = "resubmit-materials"
    materials: tuple[Material, ...] = Field(default=(), max_length=200)


class AcceptCase(Command):
    """受理: the limits are those of the item version of the application."""

    NAME: ClassVar[str] = "accept-case"
    document_number: Code | None = None


class StartReview(Command):
    """开始审查."""

    NAME: ClassVar[str] = "start-review"


class OrderSurvey(Command):
    """派踏勘: the reviewer asks; the survey section chooses who goes. `district` is where to."""

    NAME: ClassVar[str] = "order-survey"
    purpose: Text | None = None
    district: Code | None = None
    place: Text | None = None


class ConductSurvey(Command):
    """踏勘: `staff` are the persons who were on site. A video survey has its `recording`."""

    NAME: ClassVar[str] = "conduct-survey"
    case_id: UUID
    staff: tuple[Code, ...] = Field(max_length=40)
    mode: SurveyMode = SurveyMode.ONSITE
    recording: Digest | None = None


class ConcludeSurvey(Command):
    """出踏勘结论."""

    NAME: ClassVar[str] = "conclude-survey"
    passed: bool
    findings: Text | None = None
    report: Digest | None = None


class StartSpecialProcedure(Command):
    """启动特别程序: `noticed_days` were told to the applicant in writing."""

    NAME: ClassVar[str] = "start-special-procedure"
    procedure: SpecialProcedure
    noticed_days: int = Days
    notice_served: bool = False
    document_number: Code | None = None


class EndSpecialProcedure(Command):
    """结束特别程序."""

    NAME: ClassVar[str] = "end-special-procedure"
    procedure: SpecialProcedure
    result: Text


class ExtendDeadline(Command):
    """延期: `days` working days on top of the legal limit. `document_number`: of the approval where
    the government approves, else of the notice (延期告知书)."""

    NAME: ClassVar[str] = "extend-deadline"
    days: int = Days
    approved_by: Approver
    reason: Text
    notice_served: bool = False
    document_number: Code | None = None


class CompleteReview(Command):
    """完成审查."""

    NAME: ClassVar[str] = "complete-review"
    proposal: Proposal
    checklist: tuple[Check, ...] = Field(min_length=1, max_length=200)


class ReturnForReview(Command):
    """退回复审."""

    NAME: ClassVar[str] = "return-for-review"
    reason: Text


class GrantPermit(Command):
    """准予许可. A collective decision names the minutes of its meeting (会商纪要)."""

    NAME: ClassVar[str] = "grant-permit"
    decision_number: Code
    valid_from: date | None = None
    valid_to: date | None = None
    conditions: tuple[Text, ...] = Field(default=(), max_length=200)
    minutes_number: Code | None = None
    minutes: Digest | None = None


class RefusePermit(Command):
    """不予许可: reasons and remedies are mandatory (许可§38)."""

    NAME: ClassVar[str] = "refuse-permit"
    decision_number: Code
    reason: Text
    remedies: Text
    minutes_number: Code | None = None
    minutes: Digest | None = None


class MakeCertificate(Command):
    """制证."""

    NAME: ClassVar[str] = "make-certificate"
    certificate_number: Code


class DeliverResult(Command):
    """送达: `receipt_number` is the proof of service (送达回证)."""

    NAME: ClassVar[str] = "deliver-result"
    method: Code
    receipt_number: Code


class WithdrawApplication(Command):
    """申请人撤回."""

    NAME: ClassVar[str] = "withdraw-application"
    reason: Text | None = None


class TerminateCase(Command):
    """终止办理."""

    NAME: ClassVar[str] = "terminate-case"
    basis: Text


class DeemAccepted(Command):
    """视为受理: issued by the clock alone."""

    NAME: ClassVar[str] = "deem-accepted"


class LapseApplication(Command):
    """逾期视为撤回: issued by the clock alone."""

    NAME: ClassVar[str] = "lapse-application"
