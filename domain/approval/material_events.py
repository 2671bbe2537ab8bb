"""Events of materials that are fetched, or that follow later (容缺; domain.md §1.1, §1.2)."""

from typing import ClassVar

from pydantic import Field

from domain.shared.event import Code, Digest, DomainEvent, Text


class MaterialFetched(DomainEvent):
    """已调取材料: fetched from the organisation that issues it, not asked of the applicant.

    Source: S0「谁主张、谁调取」.
    """

    TYPE: ClassVar[str] = "case.material_fetched"
    name: Text
    source_org: Code
    digest: Digest | None = None


class MaterialFetchFailed(DomainEvent):
    """调取材料失败: it must be fetched in another way, still not by the applicant. Source: S0."""

    TYPE: ClassVar[str] = "case.material_fetch_failed"
    name: Text
    source_org: Code
    reason: Text


class AcceptedWithGaps(DomainEvent):
    """容缺受理: accepted though non-core materials are missing. Source: S3「非主审要件容缺后补」.

    Limits are working days, fixed from now on. The decision waits for `gaps`.
    """

    TYPE: ClassVar[str] = "case.accepted_with_gaps"
    gaps: tuple[Text, ...] = Field(min_length=1)
    gap_days: int = Field(ge=1, le=400)
    legal_days: int | None = Field(default=None, ge=1, le=400)
    committed_days: int | None = Field(default=None, ge=1, le=400)
    document_number: Code | None = None


class GapMaterialSupplied(DomainEvent):
    """容缺补交: one of the missing materials has come. Source: S3「容缺后补」."""

    TYPE: ClassVar[str] = "case.gap_material_supplied"
    name: Text
    digest: Digest | None = None


class GapExpired(DomainEvent):
    """容缺逾期: the period has passed and materials are still missing. Source: 滨州§11.

    The case ends with it: a lapse means refusal, unless the region rules otherwise.
    """

    TYPE: ClassVar[str] = "case.gap_expired"
    missing: tuple[Text, ...] = Field(min_length=1)


EVENTS: tuple[type[DomainEvent], ...] = (
    MaterialFetched,
    MaterialFetchFailed,
    AcceptedWithGaps,
    GapMaterialSupplied,
    GapExpired,
)
