"""Events of what an institution publishes: reference lists, hours of service."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from domain.shared.event import Code, DomainEvent, Text, Value


class ListKind(StrEnum):
    """八张清单. Source: S0「八张清单」."""

    POWER = "POWER"
    RESPONSIBILITY = "RESPONSIBILITY"
    NEGATIVE = "NEGATIVE"
    INTERMEDIARY = "INTERMEDIARY"
    COMMITMENT = "COMMITMENT"
    INSPECTION = "INSPECTION"
    MATERIAL_EXEMPTION = "MATERIAL_EXEMPTION"
    FEE = "FEE"
    ENTRUSTED_SURVEY = "ENTRUSTED_SURVEY"
    GREEN_CHANNEL = "GREEN_CHANNEL"


class ListEntry(Value):
    """One line of a published list."""

    code: Code
    name: Text
    basis: Text | None = None


class ReferenceListPublished(DomainEvent):
    """公布清单: one of the published lists, whole, in a new version. Source: S0「八张清单」."""

    TYPE: ClassVar[str] = "list.published"
    kind: ListKind
    list_version: int = Field(ge=1)
    entries: tuple[ListEntry, ...]
    valid_from: date


class ServiceWindowPublished(DomainEvent):
    """公布服务时间: hours beyond the working day; they add no working day. Source: S3「5+X」.

    `weekdays`: 1 Monday to 7 Sunday. `opens` and `closes`: minutes after local midnight.
    `valid_to` is exclusive.
    """

    TYPE: ClassVar[str] = "hours.published"
    window: Code
    weekdays: tuple[int, ...] = Field(min_length=1, max_length=7)
    opens: int = Field(ge=0, le=1440)
    closes: int = Field(ge=0, le=1440)
    valid_from: date
    valid_to: date | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    ReferenceListPublished,
    ServiceWindowPublished,
)
