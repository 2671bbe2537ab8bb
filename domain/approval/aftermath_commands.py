"""Commands of a decided case: dispatch, publicity, sampling, accountability, remedies."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.approval.remedy_events import AppealKind, AppealOutcome
from domain.registry.standards import DecisionTier
from domain.shared.command import Command
from domain.shared.event import Code, Digest, Text


class EscalateDecision(Command):
    """提请上级决定: outside the decider's authority, so it goes to a higher tier (分级决定)."""

    NAME: ClassVar[str] = "escalate-decision"
    tier: DecisionTier
    reason: Text


class DispatchResult(Command):
    """寄送结果: on its way; service is proved by delivery alone."""

    NAME: ClassVar[str] = "dispatch-result"
    method: Code
    tracking: Code | None = None


class PublishNotice(Command):
    """双公示: the decision is public on `published_on`, by default today."""

    NAME: ClassVar[str] = "publish-notice"
    published_on: date | None = None
    notice_number: Code | None = None
    url: Text | None = None


class FileObjection(Command):
    """提出异议: `by` another than the applicant."""

    NAME: ClassVar[str] = "file-objection"
    ground: Text
    by: Code | None = None


class DecideObjection(Command):
    """答复异议: by another than who decided the case."""

    NAME: ClassVar[str] = "decide-objection"
    upheld: bool
    reason: Text


class FileAppeal(Command):
    """登记复议诉讼: what was filed outside this system."""

    NAME: ClassVar[str] = "file-appeal"
    kind: AppealKind
    by: Code | None = None
    reference: Code | None = None


class DecideAppeal(Command):
    """登记复议诉讼结果: `reference` of the document that decided it."""

    NAME: ClassVar[str] = "decide-appeal"
    outcome: AppealOutcome
    reference: Code
    reason: Text | None = None


class ReferAccountability(Command):
    """责任追究移送: handed to `addressee`; nothing is decided here."""

    NAME: ClassVar[str] = "refer-accountability"
    addressee: Code
    ground: Text


class SampleCase(Command):
    """抽中办件: one case of a draw (`POST /v1/samples`), with what repeats the draw."""

    NAME: ClassVar[str] = "sample-case"
    draw: Code
    seed: Text
    pool_size: int = Field(ge=1)
    pool_digest: Digest


class RecordReviewFinding(Command):
    """登记抽查结论: of a drawn case, by one who had no hand in it."""

    NAME: ClassVar[str] = "record-review-finding"
    sound: bool
    detail: Text
