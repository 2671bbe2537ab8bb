"""Commands that follow from a case or from time: issued by a policy or by the clock alone."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.shared.command import Command
from domain.shared.event import Code, Text
from domain.shared.subject import SubjectRef


class IssuePermit(Command):
    """颁发证照: after its certificate has been made."""

    NAME: ClassVar[str] = "issue-permit"
    permit_number: Code
    case_id: UUID
    case_number: Code | None = None
    item_code: Code
    item_version: int | None = None
    holder: SubjectRef | None = None
    valid_from: date
    valid_to: date | None = None
    conditions: tuple[Text, ...] = ()
    decision_number: Code | None = None
    certificate_type: Code | None = None


class ChangePermit(Command):
    """变更证照: what the change case `by_case` has granted."""

    NAME: ClassVar[str] = "change-permit"
    by_case: UUID
    changes: Text
    holder: SubjectRef | None = None
    conditions: tuple[Text, ...] | None = None
    decision_number: Code | None = None


class ApplyForRenewal(Command):
    """延续申请: the renewal case `by_case` was filed on `applied_on`."""

    NAME: ClassVar[str] = "apply-for-renewal"
    by_case: UUID
    applied_on: date


class RenewPermit(Command):
    """准予延续: `valid_to` as decided, absent: as long again."""

    NAME: ClassVar[str] = "renew-permit"
    by_case: UUID
    valid_to: date | None = None
    decision_number: Code | None = None


class RefuseRenewal(Command):
    """不予延续."""

    NAME: ClassVar[str] = "refuse-renewal"
    by_case: UUID
    reason: Text | None = None
    remedies: Text | None = None
    decision_number: Code | None = None


class EndRenewal(Command):
    """延续申请终止: the renewal case ended without a decision, by an event of this type."""

    NAME: ClassVar[str] = "end-renewal"
    by_case: UUID
    ended_by: Code


class RunOutPermit(Command):
    """到期: the last day has ended; the permit expires or is deemed renewed."""

    NAME: ClassVar[str] = "run-out-permit"


class EndSuspension(Command):
    """暂扣期满: the last day of the suspension has ended."""

    NAME: ClassVar[str] = "end-suspension"
