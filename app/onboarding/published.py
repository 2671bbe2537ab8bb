"""Parts of a jurisdiction file on seals, reference lists and hours of service."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.registry.published import (
    ListEntry,
    ListKind,
    ReferenceListPublished,
    ServiceWindowPublished,
)
from domain.registry.seals import SealActivated, SealKind
from domain.shared.event import Code, DomainEvent
from domain.shared.ids import reference_list_id, seal_id, service_window_id

Minutes = Annotated[int, Field(ge=0, le=1440)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Seal(_Part):
    """`org` is a key of the file."""

    seal: Code
    org: Code
    kind: SealKind
    valid_from: date | None = None


class ReferenceList(_Part):
    """One of the published lists, whole."""

    kind: ListKind
    version: int = Field(default=1, ge=1)
    entries: tuple[ListEntry, ...]
    valid_from: date | None = None


class ServiceWindow(_Part):
    """`opens` and `closes`: minutes after midnight; `weekdays`: 1 Monday to 7 Sunday."""

    window: Code
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(min_length=1, max_length=7)
    opens: Minutes
    closes: Minutes
    valid_from: date | None = None
    valid_to: date | None = None


class Published(_Part):
    """The parts of this module in a file."""

    seal: tuple[Seal, ...] = ()
    reference_list: tuple[ReferenceList, ...] = ()
    service_window: tuple[ServiceWindow, ...] = ()


def published(
    parts: Published, uscc: Mapping[str, str], start: date, jurisdiction: UUID
) -> Iterator[tuple[UUID, DomainEvent, date]]:
    """Stream, event and first day of each; `start` is the file's own first day."""
    for one in parts.seal:
        first = one.valid_from or start
        event = SealActivated(seal=one.seal, org=uscc[one.org], kind=one.kind, valid_from=first)
        yield seal_id(jurisdiction, one.seal), event, first
    for one in parts.reference_list:
        first = one.valid_from or start
        event = ReferenceListPublished(
            kind=one.kind, list_version=one.version, entries=one.entries, valid_from=first
        )
        yield reference_list_id(jurisdiction, one.kind), event, first
    for one in parts.service_window:
        first = one.valid_from or start
        event = ServiceWindowPublished(**one.model_dump(exclude={"valid_from"}), valid_from=first)
        yield service_window_id(jurisdiction, one.window), event, first
