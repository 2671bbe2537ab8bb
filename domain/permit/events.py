"""Events of one permit (证照), from issue to cancellation (domain.md §3.2).

撤销 (annulled), 撤回 (withdrawn), 吊销 (revoked by penalty) and 注销 (cancelled) are four different
acts of different organs on different grounds; never one.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.permit.grounds import AnnulmentGround, CancellationGround, WithdrawalGround
from domain.shared.event import Code, DomainEvent, Text
from domain.shared.subject import SubjectRef


class PermitIssued(DomainEvent):
    """颁发证照: in force for its holder from `valid_from` to the end of `valid_to`.

    Source: 许可§39.

    `valid_to` absent: without limit in time.
    """

    TYPE: ClassVar[str] = "permit.issued"
    permit_number: Code
    case_id: UUID
    case_number: Code | None = None
    holder: SubjectRef | None = None
    valid_from: date
    valid_to: date | None = None
    conditions: tuple[Text, ...] = ()
    decision_number: Code | None = None
    certificate_type: Code | None = None


class PermitChanged(DomainEvent):
    """变更证照: by a case of its own. Source: 许可§49."""

    TYPE: ClassVar[str] = "permit.changed"
    changes: Text
    by_case: UUID | None = None
    holder: SubjectRef | None = None
    conditions: tuple[Text, ...] | None = None
    decision_number: Code | None = None


class RenewalApplied(DomainEvent):
    """延续申请: thirty days before expiry, else `late`. Source: 许可§50."""

    TYPE: ClassVar[str] = "permit.renewal_applied"
    by_case: UUID
    late: bool


class PermitRenewed(DomainEvent):
    """准予延续: in force to the end of `valid_to`. Source: 许可§50."""

    TYPE: ClassVar[str] = "permit.renewed"
    valid_to: date | None = None
    by_case: UUID | None = None
    decision_number: Code | None = None


class RenewalRefused(DomainEvent):
    """不予延续: with reasons and remedies; the permit runs to its end. Source: 许可§38, §50."""

    TYPE: ClassVar[str] = "permit.renewal_refused"
    reason: Text | None = None
    remedies: Text | None = None
    by_case: UUID | None = None
    decision_number: Code | None = None


class RenewalEnded(DomainEvent):
    """延续申请终止: its case ended without a decision. Source: 许可§50; domain.md §3.2.

    `ended_by`: the type of the event that ended the case; nothing is deemed any more.
    """

    TYPE: ClassVar[str] = "permit.renewal_ended"
    by_case: UUID
    ended_by: Code | None = None


class PermitDeemedRenewed(DomainEvent):
    """视为延续: applied for in time and not decided before expiry. Source: 许可§50.

    `valid_to`: as long again as before [D], the law names no period.
    """

    TYPE: ClassVar[str] = "permit.deemed_renewed"
    valid_to: date | None = None


class PermitSuspended(DomainEvent):
    """暂扣证照: by a penalty decision; `until` is its last day. Source: 处罚§9."""

    TYPE: ClassVar[str] = "permit.suspended"
    penalty_number: Code
    until: date | None = None
    reason: Text | None = None


class SuspensionLifted(DomainEvent):
    """解除暂扣: the permit is in force again. Source: 处罚§9; domain.md §3.2."""

    TYPE: ClassVar[str] = "permit.suspension_lifted"
    reason: Text | None = None


class PermitAnnulled(DomainEvent):
    """撤销许可: it should not have been granted. Source: 许可§69.

    `public_harm_weighed`: it was weighed whether annulment would harm the public greatly.
    """

    TYPE: ClassVar[str] = "permit.annulled"
    ground: AnnulmentGround
    public_harm_weighed: bool
    reason: Text
    decision_number: Code | None = None
    remedies: Text | None = None


class PermitWithdrawn(DomainEvent):
    """撤回许可: lawful once, no longer; losses are compensated. Source: 许可§8."""

    TYPE: ClassVar[str] = "permit.withdrawn"
    ground: WithdrawalGround
    reason: Text
    compensation: Code | None = None
    decision_number: Code | None = None


class PermitRevokedByPenalty(DomainEvent):
    """吊销证照: a penalty, after the right to a hearing was told. Source: 处罚§9, §63."""

    TYPE: ClassVar[str] = "permit.revoked_by_penalty"
    penalty_number: Code
    hearing_right_told: bool
    reason: Text | None = None


class PermitExpired(DomainEvent):
    """证照到期: its last day has ended. Source: 许可§50, §70(1)."""

    TYPE: ClassVar[str] = "permit.expired"


class PermitCancelled(DomainEvent):
    """注销许可: the formality after it has ended, on a ground of the list. Source: 许可§70."""

    TYPE: ClassVar[str] = "permit.cancelled"
    ground: CancellationGround
    decision_number: Code | None = None
    note: Text | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    PermitIssued,
    PermitChanged,
    RenewalApplied,
    PermitRenewed,
    RenewalRefused,
    RenewalEnded,
    PermitDeemedRenewed,
    PermitSuspended,
    SuspensionLifted,
    PermitAnnulled,
    PermitWithdrawn,
    PermitRevokedByPenalty,
    PermitExpired,
    PermitCancelled,
)
