"""Commands of the penalty procedure of an inspection (行政处罚, domain.md §2.1 fact 17)."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.approval.remedy_events import AppealKind, AppealOutcome
from domain.shared.command import Command
from domain.shared.event import Code, Digest, Instant, Text
from domain.supervision.inspection_commands import Day
from domain.supervision.inspection_terms import NoPenaltyGround, PenaltyKind

Cents = Annotated[int, Field(ge=1, le=10**15)]
Kinds = Annotated[tuple[PenaltyKind, ...], Field(min_length=1, max_length=13)]


class FilePenalty(Command):
    """处罚立案: `violated_on` is when the violation ended."""

    NAME: ClassVar[str] = "file-penalty"
    filing_number: Code
    violation: Text
    violated_on: Day
    harm_to_safety: bool = False


class ExtendPenaltyPeriod(Command):
    """延长处罚期限, before it ends."""

    NAME: ClassVar[str] = "extend-penalty-period"
    days: int = Field(ge=1, le=400)
    reason: Text


class NoticePenalty(Command):
    """处罚事先告知: facts, grounds, intended penalty and rights."""

    NAME: ClassVar[str] = "notice-penalty"
    facts: Text
    legal_basis: Text
    intended: Kinds
    fine_cents: Cents | None = None
    hearing_right: bool
    document: Digest | None = None


class HearDefence(Command):
    """听取陈述申辩: without `statement` the subject waives it."""

    NAME: ClassVar[str] = "hear-defence"
    statement: Text | None = None
    accepted: bool = False
    reply: Text | None = None


class RequestPenaltyHearing(Command):
    """申请处罚听证: entered by the officer who receives the request."""

    NAME: ClassVar[str] = "request-penalty-hearing"
    reason: Text | None = None


class NoticePenaltyHearing(Command):
    """处罚听证通知."""

    NAME: ClassVar[str] = "notice-penalty-hearing"
    held_on: Instant = Field(json_schema_extra={"pattern": "^(19|20)[0-9]{2}-"})
    place: Text
    chair: Code


class HoldPenaltyHearing(Command):
    """举行处罚听证."""

    NAME: ClassVar[str] = "hold-penalty-hearing"
    chair: Code
    record: Digest | None = None
    conclusion: Text


class ReviewLegally(Command):
    """法制审核."""

    NAME: ClassVar[str] = "review-legally"
    agreed: bool
    opinion: Text


class DecidePenalty(Command):
    """处罚决定: `simple` on the spot, for small fines and warnings alone."""

    NAME: ClassVar[str] = "decide-penalty"
    decision_number: Code
    kinds: Kinds
    facts: Text
    legal_basis: Text
    fine_cents: Cents | None = None
    confiscated_cents: Cents | None = None
    suspended_until: Day | None = None
    remedies: Text
    document: Digest | None = None
    simple: bool = False


class DeclinePenalty(Command):
    """不予处罚."""

    NAME: ClassVar[str] = "decline-penalty"
    ground: NoPenaltyGround
    reason: Text


class DeliverPenalty(Command):
    """处罚决定送达."""

    NAME: ClassVar[str] = "deliver-penalty"
    manner: Text
    document: Digest | None = None


class AddLateFine(Command):
    """加处罚款."""

    NAME: ClassVar[str] = "add-late-fine"
    amount_cents: Cents


class RecordPayment(Command):
    """罚款缴纳."""

    NAME: ClassVar[str] = "record-payment"
    amount_cents: Cents


class RequestEnforcement(Command):
    """申请强制执行."""

    NAME: ClassVar[str] = "request-enforcement"
    recipient: Text
    document: Digest | None = None


class ContestPenalty(Command):
    """处罚申请救济."""

    NAME: ClassVar[str] = "contest-penalty"
    remedy: AppealKind
    body: Text | None = None


class RecordPenaltyReview(Command):
    """处罚救济结果."""

    NAME: ClassVar[str] = "record-review"
    remedy: AppealKind
    outcome: AppealOutcome
    note: Text | None = None


class WithdrawPenalty(Command):
    """撤回处罚."""

    NAME: ClassVar[str] = "withdraw-penalty"
    reason: Text
    document: Digest | None = None


class PublishPenalty(Command):
    """处罚公示."""

    NAME: ClassVar[str] = "publish-penalty"
    place: Text
    document: Digest | None = None


class EndPenaltyPublicity(Command):
    """撤下处罚公示."""

    NAME: ClassVar[str] = "end-penalty-publicity"
    reason: Text
