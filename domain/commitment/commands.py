"""Commands of a commitment (告知承诺, domain.md §3.3)."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Code, Digest, Text

Inspectors = Field(min_length=1, max_length=40)


class OfferCommitment(Command):
    """告知: the conditions and the text of the commitment, by its digest."""

    NAME: ClassVar[str] = "offer-commitment"
    case_id: UUID
    text_digest: Digest


class SignCommitment(Command):
    """承诺: bound to the text that was offered."""

    NAME: ClassVar[str] = "sign-commitment"
    text_digest: Digest
    promise: Text | None = None


class WithdrawCommitment(Command):
    """撤回承诺."""

    NAME: ClassVar[str] = "withdraw-commitment"
    reason: Text | None = None


class TakeEffect(Command):
    """承诺生效: issued by a policy alone, on the grant."""

    NAME: ClassVar[str] = "take-effect"
    verify_days: int = Field(ge=1, le=400)
    verifier: Code


class VerifyCommitment(Command):
    """核查符合."""

    NAME: ClassVar[str] = "verify-commitment"
    inspectors: tuple[Code, ...] = Inspectors
    record_number: Code
    detail: Text | None = None


class FindBreach(Command):
    """核查不符: with evidence; `correction_days` in working days."""

    NAME: ClassVar[str] = "find-breach"
    inspectors: tuple[Code, ...] = Inspectors
    detail: Text
    correction_days: int = Field(default=20, ge=1, le=30)


class VerifyCorrection(Command):
    """整改合格."""

    NAME: ClassVar[str] = "verify-correction"
    inspectors: tuple[Code, ...] = Inspectors
    detail: Text | None = None


class ConfirmBreach(Command):
    """认定违诺: after the correction period, re-checked."""

    NAME: ClassVar[str] = "confirm-breach"
    inspectors: tuple[Code, ...] = Inspectors
    detail: Text
