"""Events of a decided case: dispatch, publicity, sampling, accountability (domain.md §1.2)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.shared.event import Code, Digest, DomainEvent, Text


class ResultDispatched(DomainEvent):
    """已寄送: on its way to the applicant; service is proved by delivery. Source: S0「快递送」."""

    TYPE: ClassVar[str] = "case.result_dispatched"
    method: Code
    tracking: Code | None = None


class PublicNoticePublished(DomainEvent):
    """双公示: the decision is public, within seven working days. Source: 424号; S3「双推送」."""

    TYPE: ClassVar[str] = "case.notice_published"
    published_on: date
    notice_number: Code | None = None
    url: Text | None = None


class CaseSampled(DomainEvent):
    """办件抽查: drawn at random from finished cases; the draw can be repeated.

    Source: S2「办件抽查」.

    `seed`: published before the draw. `pool_digest`: of the sorted ids of the pool.
    """

    TYPE: ClassVar[str] = "case.sampled"
    draw: Code
    seed: Text
    pool_size: int = Field(ge=1)
    pool_digest: Digest


class CaseReviewFound(DomainEvent):
    """抽查结论: what the review of a drawn case found. Source: S2「办件抽查」."""

    TYPE: ClassVar[str] = "case.review_found"
    sound: bool
    detail: Text


class AccountabilityReferred(DomainEvent):
    """责任追究移送: handed to whom it concerns; nothing is decided here. Source: S2「责任追究」."""

    TYPE: ClassVar[str] = "case.accountability_referred"
    addressee: Code
    ground: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    ResultDispatched,
    PublicNoticePublished,
    CaseSampled,
    CaseReviewFound,
    AccountabilityReferred,
)
