"""A policy: one recorded event → what must be done next. Pure but for reading the log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.approval import case as cases
from domain.commitment import commitment as commitments
from domain.permit import permit as permits
from domain.registry.institution import Institution
from domain.shared.act import Act, EntryMode
from domain.shared.command import Command
from domain.shared.ids import commitment_id, event_id


class Start(StrEnum):
    """Where a policy begins when it is first deployed. Its position is never reset afterwards."""

    BEGINNING = "BEGINNING"
    NOW = "NOW"


@dataclass(frozen=True, slots=True)
class Cause:
    """The event that a policy answers, as stored: envelope and payload in camelCase."""

    position: int
    stream: UUID
    version: int
    type: str
    recorded_at: datetime
    meta: dict[str, Any]
    data: dict[str, Any]

    @property
    def event_id(self) -> UUID:
        return event_id(self.stream, self.version)

    @property
    def region(self) -> str:
        return self.meta["region"]

    @property
    def item_code(self) -> str | None:
        return self.meta.get("itemCode") or self.data.get("itemCode")

    @property
    def case_number(self) -> str | None:
        """The case's number at the source, or as the event's own payload names it."""
        return self.data.get("caseNumber") or self.meta.get("caseNumber")

    @property
    def native(self) -> bool:
        """Worked here, as against reported or entered afterwards."""
        return self.meta.get("entryMode", EntryMode.NATIVE) == EntryMode.NATIVE

    def effective_on(self, institution: Institution) -> date:
        """The date from which it counts in law: imports are judged at source time."""
        stated = self.meta.get("effectiveDate")
        if stated:
            return date.fromisoformat(stated)
        at = datetime.fromisoformat(self.meta["occurredAt"]).astimezone(UTC)
        return institution.calendar.local_date(at)


@dataclass(frozen=True, slots=True)
class Intention:
    """A command to issue. `part` tells several intentions of one cause apart, for ever."""

    command: Command
    target: UUID
    part: str = ""
    effective_date: date | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """监管空白: what should be done has nobody to do it; goes into the trail beside `stream`."""

    stream: UUID
    command: type[Command]
    zh: str
    en: str
    code: str = "no-responsible-organisation"


class Streams(Protocol):
    """Where the acts of a stream are: the log, or what a simulation remembers of it."""

    def load(self, stream: UUID) -> list[Act]: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What a policy may look at."""

    store: Streams
    institution: Institution

    def case(self, stream: UUID) -> cases.Case:
        """The case of a stream, empty where there is none."""
        return cases.fold(self.store.load(stream))

    def commitment_of(self, case: UUID) -> commitments.Commitment:
        """The commitment of a case, empty where there is none."""
        return commitments.fold(self.store.load(commitment_id(case)))

    def permit(self, stream: UUID) -> permits.Permit:
        """The permit of a stream, empty where there is none."""
        return permits.fold(self.store.load(stream))


Reaction = Sequence[Intention | Gap]


@dataclass(frozen=True, slots=True)
class Policy:
    """`name` is part of every id that it derives: a name is for ever."""

    name: str
    handles: frozenset[str]
    react: Callable[[Cause, Desk], Reaction]
    starts: Start = Start.BEGINNING
