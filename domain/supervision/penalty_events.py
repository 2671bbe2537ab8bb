"""Events of the penalty procedure of an inspection (行政处罚, domain.md §2.1 fact 17, §3.5).

Amounts are in 分 (cents). Days are working days but for `decide_days`, which 处罚§60 counts in
calendar days.
"""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.approval.remedy_events import AppealKind, AppealOutcome
from domain.shared.event import Code, Digest, DomainEvent, Instant, Text
from domain.supervision.inspection_terms import NoPenaltyGround, PenaltyKind

_Cents = Field(ge=0, le=10**15)


class PenaltyFiled(DomainEvent):
    """处罚已立案: to be decided in 90 days. Source: 处罚§54, §60.

    `violated_on`: when the violation ended, from which limitation runs (处罚§36).
    """

    TYPE: ClassVar[str] = "inspection.penalty_filed"
    filing_number: Code
    violation: Text
    violated_on: date | None = None
    harm_to_safety: bool = False
    decide_days: int = Field(default=90, ge=1, le=400)


class PenaltyPeriodExtended(DomainEvent):
    """处罚期限已延长: by a law that allows it, or by the head. Source: 处罚§60."""

    TYPE: ClassVar[str] = "inspection.penalty_period_extended"
    days: int = Field(ge=1, le=400)
    reason: Text


class PenaltyNoticed(DomainEvent):
    """处罚已告知: facts, grounds, intended penalty and rights. Source: 处罚§44, §63.

    `hearing_right`: the intended penalty is one for which a hearing may be asked.
    """

    TYPE: ClassVar[str] = "inspection.penalty_noticed"
    facts: Text
    legal_basis: Text
    intended: tuple[PenaltyKind, ...] = Field(min_length=1)
    fine_cents: int | None = Field(default=None, ge=0, le=10**15)
    hearing_right: bool
    document: Digest | None = None


class DefenceHeard(DomainEvent):
    """已听取陈述申辩: `statement` absent: the subject has waived it. Source: 处罚§45."""

    TYPE: ClassVar[str] = "inspection.defence_heard"
    statement: Text | None = None
    accepted: bool = False
    reply: Text | None = None


class PenaltyHearingRequested(DomainEvent):
    """申请处罚听证: within five working days of the notice. Source: 处罚§64(1)."""

    TYPE: ClassVar[str] = "inspection.hearing_requested"
    reason: Text | None = None


class PenaltyHearingNoticed(DomainEvent):
    """处罚听证已通知: seven working days before it. Source: 处罚§64(2)."""

    TYPE: ClassVar[str] = "inspection.hearing_noticed"
    held_on: Instant
    place: Text
    chair: Code


class PenaltyHearingHeld(DomainEvent):
    """处罚听证已举行: the record is what the decision rests on. Source: 处罚§64, §65."""

    TYPE: ClassVar[str] = "inspection.hearing_held"
    chair: Code
    record: Digest | None = None
    conclusion: Text


class LegalReviewed(DomainEvent):
    """法制审核已完成: by a legal reviewer who did not investigate. Source: 处罚§58."""

    TYPE: ClassVar[str] = "inspection.legal_reviewed"
    agreed: bool
    opinion: Text


class PenaltyDecided(DomainEvent):
    """处罚已决定: delivered and made public in seven working days. Source: 处罚§57, §61; 424号.

    `suspended_until` goes with PERMIT_SUSPENDED. `remedies`: where and by when it may be contested.
    """

    TYPE: ClassVar[str] = "inspection.penalty_decided"
    decision_number: Code
    kinds: tuple[PenaltyKind, ...] = Field(min_length=1)
    facts: Text
    legal_basis: Text
    fine_cents: int | None = Field(default=None, ge=0, le=10**15)
    confiscated_cents: int | None = Field(default=None, ge=0, le=10**15)
    suspended_until: date | None = None
    remedies: Text | None = None
    document: Digest | None = None
    simple: bool = False


class PenaltyNotImposed(DomainEvent):
    """不予处罚: filed, and decided without a penalty. Source: 处罚§33, §57."""

    TYPE: ClassVar[str] = "inspection.penalty_not_imposed"
    ground: NoPenaltyGround
    reason: Text


class PenaltyDelivered(DomainEvent):
    """处罚已送达: how, and when if not now. Source: 处罚§61."""

    TYPE: ClassVar[str] = "inspection.penalty_delivered"
    manner: Text
    document: Digest | None = None


class LateFineAdded(DomainEvent):
    """加处罚款: not paid in time; at most the principal. Source: 处罚§72."""

    TYPE: ClassVar[str] = "inspection.late_fine_added"
    amount_cents: int = _Cents


class PenaltyPaid(DomainEvent):
    """罚款已缴纳: one payment. Source: 处罚§67."""

    TYPE: ClassVar[str] = "inspection.penalty_paid"
    amount_cents: int = _Cents


class EnforcementRequested(DomainEvent):
    """申请强制执行: the fine is not paid; handed to whoever collects it. Source: 处罚§72."""

    TYPE: ClassVar[str] = "inspection.enforcement_requested"
    recipient: Text
    document: Digest | None = None


class PenaltyContested(DomainEvent):
    """处罚申请救济: reconsideration or suit; its execution goes on. Source: 处罚§73; 复议§20."""

    TYPE: ClassVar[str] = "inspection.penalty_contested"
    remedy: AppealKind
    body: Text | None = None


class PenaltyReviewed(DomainEvent):
    """处罚救济已决: what became of the contest. Source: 处罚§73."""

    TYPE: ClassVar[str] = "inspection.penalty_reviewed"
    remedy: AppealKind
    outcome: AppealOutcome
    note: Text | None = None


class PenaltyWithdrawn(DomainEvent):
    """处罚已撤回: changed or annulled; publicity ends in three working days. Source: 处罚§48."""

    TYPE: ClassVar[str] = "inspection.penalty_withdrawn"
    reason: Text
    document: Digest | None = None


class PenaltyPublished(DomainEvent):
    """处罚已公示: within seven working days of the decision. Source: 424号; 处罚§48."""

    TYPE: ClassVar[str] = "inspection.penalty_published"
    place: Text
    document: Digest | None = None


class PenaltyPublicityEnded(DomainEvent):
    """处罚公示已撤下: within three working days of the withdrawal. Source: 处罚§48."""

    TYPE: ClassVar[str] = "inspection.publicity_ended"
    reason: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    PenaltyFiled,
    PenaltyPeriodExtended,
    PenaltyNoticed,
    DefenceHeard,
    PenaltyHearingRequested,
    PenaltyHearingNoticed,
    PenaltyHearingHeld,
    LegalReviewed,
    PenaltyDecided,
    PenaltyNotImposed,
    PenaltyDelivered,
    LateFineAdded,
    PenaltyPaid,
    EnforcementRequested,
    PenaltyContested,
    PenaltyReviewed,
    PenaltyWithdrawn,
    PenaltyPublished,
    PenaltyPublicityEnded,
)
