"""Commands of a supervision task (domain.md §3.4)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.registry.linkage import ClaimModel
from domain.registry.standards import Function, PushPriority
from domain.shared.command import Command
from domain.shared.event import LAST_YEAR, Code, Digest, Text
from domain.shared.subject import SubjectRef
from domain.supervision.events import Finding, PushReason, SupervisionMode

MOST_INSPECTORS = 40


class PushTask(Command):
    """推送: issued by a policy alone; its fields are those of the event."""

    NAME: ClassVar[str] = "push-task"
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


class SignTask(Command):
    """签收: `receipt` digests what was signed for."""

    NAME: ClassVar[str] = "sign-task"
    receipt: Digest | None = None


class ClaimTask(Command):
    """认领."""

    NAME: ClassVar[str] = "claim-task"


class ReturnTask(Command):
    """退回: with reason and, by the id of its event, the responsibility record that it rests on."""

    NAME: ClassVar[str] = "return-task"
    reason: Text
    cited_record: Code


class RerouteTask(Command):
    """转派."""

    NAME: ClassVar[str] = "reroute-task"
    recipient: Code
    reason: Text


class PlanSupervision(Command):
    """纳入监管计划."""

    NAME: ClassVar[str] = "plan-supervision"
    mode: SupervisionMode
    planned_date: date = Field(
        le=date(LAST_YEAR, 12, 31),
        json_schema_extra={"pattern": "^((0[0-9]|1[0-9]|20|21)[0-9]{2}|2200)-"},
    )


class CloseWithoutVisit(Command):
    """免现场."""

    NAME: ClassVar[str] = "close-without-visit"
    reason: Text


class RecordResult(Command):
    """录入监管结果."""

    NAME: ClassVar[str] = "record-result"
    finding: Finding
    inspectors: tuple[Code, ...] = Field(min_length=1, max_length=MOST_INSPECTORS)
    detail: Text
    report: Digest | None = None


class RecordInspectionResult(RecordResult):
    """录入检查所得的监管结果: issued by a policy alone, when an inspection about the task is done.

    An inspection has happened whatever the task's paperwork says, so it need not be planned.
    """

    NAME: ClassVar[str] = "record-inspection-result"
    inspection_id: UUID
    inspection_version: int


class PushFeedback(Command):
    """反馈: to `addressee`, by default the organisation that decided.

    A policy issues it too, after the result of an inspection.
    """

    NAME: ClassVar[str] = "push-feedback"
    addressee: Code | None = None


class AcknowledgeFeedback(Command):
    """采用反馈."""

    NAME: ClassVar[str] = "acknowledge-feedback"
    note: Text | None = None


class DeemClaimed(Command):
    """视为认领: issued by the clock alone."""

    NAME: ClassVar[str] = "deem-claimed"


class MootTask(Command):
    """失效终止: issued by a policy alone, when what was to be supervised is no more."""

    NAME: ClassVar[str] = "moot-task"
    reason: Text
