"""Commands of materials that are fetched, or that follow later (容缺; domain.md §1.1, §1.2)."""

from typing import ClassVar

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Code, Digest, Text


class RecordMaterialFetched(Command):
    """登记调取材料: fetched from `source_org`, which issues it."""

    NAME: ClassVar[str] = "record-material-fetched"
    name: Text
    source_org: Code
    digest: Digest | None = None


class RecordMaterialFetchFailed(Command):
    """登记调取失败: another way is to be found, still not through the applicant."""

    NAME: ClassVar[str] = "record-material-fetch-failed"
    name: Text
    source_org: Code
    reason: Text


class AcceptWithGaps(Command):
    """容缺受理: accepted though `gaps` are missing, which the item's list calls non-core."""

    NAME: ClassVar[str] = "accept-with-gaps"
    gaps: tuple[Text, ...] = Field(min_length=1, max_length=200)
    document_number: Code | None = None


class SupplyGapMaterial(Command):
    """容缺补交."""

    NAME: ClassVar[str] = "supply-gap-material"
    name: Text
    digest: Digest | None = None


class ExpireGaps(Command):
    """容缺逾期: issued by the clock alone."""

    NAME: ClassVar[str] = "expire-gaps"
