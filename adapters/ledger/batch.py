"""What a writer hands to the appender, and what it gets back."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple, Union
from uuid import UUID

from eventsourcing.persistence import (
    IntegrityError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
    Tracking,
)

from adapters.ledger.origin import Origin, current
from domain.shared.ids import event_id


class Claim(NamedTuple):
    """Something that may exist once: `text` names it, `digest` (32 bytes) fixes its content."""

    text: str
    digest: bytes

    @property
    def key(self) -> bytes:
        return sha256(self.text.encode()).digest()


class Receipt(NamedTuple):
    """Proof of place: the event is under the Merkle head of `origin` at `index`.

    A tuple, because one is made for every event: a frozen dataclass costs six times as much.
    """

    region: str
    origin: str
    index: int
    position: int
    stream: UUID
    version: int
    type: str
    recorded_at: datetime
    leaf_hash: bytes

    @property
    def event_id(self) -> UUID:
        return event_id(self.stream, self.version)


class VersionConflict(IntegrityError):
    """Another writer was faster on this stream: load it again and decide again."""

    def __init__(self, stream: UUID, wanted: int, found: int | None) -> None:
        super().__init__(f"stream {stream}: version {wanted} wanted, {found or 'nothing'} is there")
        self.stream = stream
        self.wanted = wanted
        self.found = found


class ExpectationFailed(VersionConflict):
    """A stream that the decision rested on has moved meanwhile."""


class TrackingConflict(IntegrityError):
    """The upstream notification has been processed already."""


class ClaimTaken(IntegrityError):
    """What the writer claims exists: `position`, `count` say where the first events are.

    `same`: it was claimed with the same content, so giving back the first receipts is right.
    """

    def __init__(self, claim: Claim, position: int, count: int, *, same: bool) -> None:
        super().__init__(f"{claim.text!r} is taken since position {position}")
        self.claim = claim
        self.position = position
        self.count = count
        self.same = same


class LedgerUnavailable(OperationalError):
    """Nothing is known to be written; try again with the same claims and nothing is doubled."""


class LedgerBusy(LedgerUnavailable):
    """Too much waits to be appended. `own`: of this caller alone, others are served. `seconds`
    until what waits is appended, at the pace of the last batches."""

    def __init__(self, *, own: bool, seconds: float) -> None:
        super().__init__(f"too many writers are waiting; try again in {seconds:.0f} s")
        self.own = own
        self.seconds = seconds


class LedgerFull(LedgerUnavailable):
    """The disk is nearly full: nothing is recorded until there is room; reading goes on."""


class UnknownLog(IntegrityError):
    """No log has been opened for this jurisdiction: run `shenguan init`."""


Outcome = Union["Future[list[Receipt]]", "asyncio.Future[list[Receipt]]"]
"""Completed by the appender's thread: a blocking future, or one of a running event loop."""


@dataclass(slots=True, eq=False)
class Request:
    """One writer's events: all of them or none, contiguous, with one outcome."""

    events: Sequence[StoredEvent]
    log: int
    claims: Sequence[Claim] = ()
    expect: Mapping[UUID, int] = field(default_factory=dict)
    recorded_at: datetime | None = None
    tracking: Tracking | None = None
    outcome: "Outcome" = field(default_factory=Future)
    origin: Origin = field(default_factory=current)
    keys: list[bytes] = field(init=False)
    """The stream of each event as 16 bytes: hashed and compared without any Python."""
    octets: int = field(init=False)
    """Bytes of state."""
    since: float = 0.0
    """Monotonic time of its arrival."""

    def __post_init__(self) -> None:
        self.keys = [uuid_of(event).bytes for event in self.events]
        self.octets = sum([len(event.state) for event in self.events])

    def streams(self) -> Iterator[bytes]:
        """Every stream whose version matters to this request."""
        yield from self.keys
        for stream in self.expect:
            yield stream.bytes


def uuid_of(event: StoredEvent) -> UUID:
    """The stream of a stored event; the library also allows texts, this log does not."""
    stream = event.originator_id
    if not isinstance(stream, UUID):
        raise ProgrammingError(f"streams are named by UUID, not by {stream!r}")
    return stream
