"""Commands of a changed supervision standard (事前管标准, S3)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import LAST_YEAR, Code, Digest, Text


class NotifyStandardChange(Command):
    """告知标准变更: by the regulator whose standard it is, to whoever approves by it."""

    NAME: ClassVar[str] = "notify-standard-change"
    change_number: Code
    addressee: Code
    item_codes: tuple[Code, ...] = Field(min_length=1, max_length=200)
    summary: Text
    effective_on: date = Field(
        le=date(LAST_YEAR, 12, 31),
        json_schema_extra={"pattern": "^((0[0-9]|1[0-9]|20|21)[0-9]{2}|2200)-"},
    )
    document: Digest | None = None


class AdoptStandardChange(Command):
    """采纳标准变更: `item_versions` follow it, by item code."""

    NAME: ClassVar[str] = "adopt-standard-change"
    note: Text
    item_versions: dict[Code, int] = {}


class DeclineStandardChange(Command):
    """不采纳标准变更: with the reason."""

    NAME: ClassVar[str] = "decline-standard-change"
    reason: Text
