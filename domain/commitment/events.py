"""Events of a commitment made instead of a proof (告知承诺, domain.md §3.3)."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.shared.event import Code, Digest, DomainEvent, Text
from domain.shared.subject import SubjectRef


class CommitmentOffered(DomainEvent):
    """已告知: the applicant was told of the conditions and may choose. Source: 42号, 浙江§14."""

    TYPE: ClassVar[str] = "commitment.offered"
    case_id: UUID
    case_number: Code
    item_code: Code
    text_digest: Digest


class CommitmentSigned(DomainEvent):
    """已承诺: the applicant's written promise, bound to the text by its digest. Source: 42号."""

    TYPE: ClassVar[str] = "commitment.signed"
    case_id: UUID
    case_number: Code
    item_code: Code
    text_digest: Digest
    applicant: SubjectRef | None = None
    promise: Text | None = None


class CommitmentWithdrawn(DomainEvent):
    """撤回承诺: before the decision only. Source: domain.md §3.3."""

    TYPE: ClassVar[str] = "commitment.withdrawn"
    reason: Text | None = None


class CommitmentTookEffect(DomainEvent):
    """承诺生效: the permit was granted on it; verification is due. Source: 浙江§14.

    `verify_days` in working days from the decision (envelope's effectiveDate); `verifier` is the
    supervising organisation.
    """

    TYPE: ClassVar[str] = "commitment.took_effect"
    case_id: UUID
    case_number: Code
    item_code: Code
    verify_days: int = Field(ge=1, le=400)
    verifier: Code


class CommitmentVerified(DomainEvent):
    """核查符合: at least two inspectors found the promise kept. Source: 浙江§14, 许可§61."""

    TYPE: ClassVar[str] = "commitment.verified"
    inspectors: tuple[Code, ...]
    record_number: Code | None = None
    detail: Text | None = None


class CommitmentBreachFound(DomainEvent):
    """核查不符: with evidence; correction is ordered. Source: 浙江§14. Days are working days."""

    TYPE: ClassVar[str] = "commitment.breach_found"
    inspectors: tuple[Code, ...]
    detail: Text
    correction_days: int = Field(default=20, ge=1, le=400)


class CorrectionVerified(DomainEvent):
    """整改合格: corrected in time. Source: 浙江§14."""

    TYPE: ClassVar[str] = "commitment.correction_verified"
    inspectors: tuple[Code, ...]
    detail: Text | None = None


class CommitmentBreached(DomainEvent):
    """违诺: the correction period has passed and the promise is still not kept. Source: 浙江§14."""

    TYPE: ClassVar[str] = "commitment.breached"
    inspectors: tuple[Code, ...]
    detail: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    CommitmentOffered,
    CommitmentSigned,
    CommitmentWithdrawn,
    CommitmentTookEffect,
    CommitmentVerified,
    CommitmentBreachFound,
    CorrectionVerified,
    CommitmentBreached,
)
