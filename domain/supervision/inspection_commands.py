"""Commands of an inspection, from its plan to its feedback (domain.md §3.5)."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Code, Day, Digest, Text
from domain.shared.subject import SubjectRef
from domain.supervision.events import SupervisionMode
from domain.supervision.inspection_terms import CheckedItem, InspectionTrigger

Persons = Annotated[tuple[Code, ...], Field(min_length=1, max_length=40)]


class PlanInspection(Command):
    """列入检查: what it is about is named by one of permit, case, commitment, task or subject.

    `checks` are names of lines of the organisation's published list for the year and item.
    """

    NAME: ClassVar[str] = "plan-inspection"
    inspection_number: Code
    org: Code
    item_code: Code
    trigger: InspectionTrigger
    mode: SupervisionMode
    planned_date: Day
    checks: tuple[Text, ...] = Field(min_length=1, max_length=300)
    subject: SubjectRef | None = None
    task_id: UUID | None = None
    draw_id: UUID | None = None
    commitment_id: UUID | None = None
    case_id: UUID | None = None
    permit_id: UUID | None = None
    officers: tuple[Code, ...] = Field(default=(), max_length=40)
    clue: Text | None = None
    territory: Code | None = None


class ApproveInspection(Command):
    """检查审批: the head signs the approval form."""

    NAME: ClassVar[str] = "approve-inspection"
    form_number: Code
    form: Digest | None = None


class RescheduleInspection(Command):
    """检查改期."""

    NAME: ClassVar[str] = "reschedule-inspection"
    planned_date: Day
    reason: Text


class NoticeInspection(Command):
    """检查通知: an unannounced inspection says why it is."""

    NAME: ClassVar[str] = "notice-inspection"
    unannounced: bool = False
    document: Digest | None = None
    reason: Text | None = None


class RecuseOfficer(Command):
    """执法人员回避: `substitute` takes the officer's place."""

    NAME: ClassVar[str] = "recuse-officer"
    person_id: Code
    reason: Text
    substitute: Code | None = None


class StartInspection(Command):
    """开始检查: who is there; their licences follow from their posts."""

    NAME: ClassVar[str] = "start-inspection"
    officers: Persons
    licences_shown: bool
    scan_code: Code | None = None


class RecordInspection(Command):
    """检查记录: line by line; a refusal to sign is noted with who witnessed it."""

    NAME: ClassVar[str] = "record-inspection"
    items: tuple[CheckedItem, ...] = Field(min_length=1, max_length=300)
    signed_by_subject: bool
    refusal_note: Text | None = None
    record: Digest | None = None
    note: Text | None = None


class ClearInspection(Command):
    """未发现问题."""

    NAME: ClassVar[str] = "clear-inspection"
    note: Text | None = None


class OrderCorrection(Command):
    """责令改正."""

    NAME: ClassVar[str] = "order-correction"
    demands: tuple[Text, ...] = Field(min_length=1, max_length=100)
    correct_by: Day
    document: Digest | None = None


class Reinspect(Command):
    """复查: two officers see whether it has been put right."""

    NAME: ClassVar[str] = "reinspect"
    corrected: bool
    officers: Persons
    detail: Text
    record: Digest | None = None


class TransferInspection(Command):
    """检查移送."""

    NAME: ClassVar[str] = "transfer-inspection"
    recipient: Text
    org: Code | None = None
    reason: Text
    document: Digest | None = None


class CancelInspection(Command):
    """取消检查: planned and not begun."""

    NAME: ClassVar[str] = "cancel-inspection"
    reason: Text


class PublishInspectionResult(Command):
    """检查结果公示."""

    NAME: ClassVar[str] = "publish-inspection-result"
    place: Text
    document: Digest | None = None


class PushInspectionFeedback(Command):
    """检查结果反馈: to `addressee`, by default the organisation that decides on the item."""

    NAME: ClassVar[str] = "push-inspection-feedback"
    addressee: Code | None = None


class AcknowledgeInspectionFeedback(Command):
    """采用检查结果."""

    NAME: ClassVar[str] = "acknowledge-inspection-feedback"
    note: Text | None = None
