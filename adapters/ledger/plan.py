"""Which writers of a batch win, and the rows they get: pure, so that it can be tested alone.

Everything here runs between taking the head lock and the one INSERT: facts are what the database
said under that lock.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Protocol

from eventsourcing.persistence import IntegrityError

from adapters.ledger.batch import (
    ClaimTaken,
    ExpectationFailed,
    Receipt,
    Request,
    TrackingConflict,
    UnknownLog,
    VersionConflict,
    uuid_of,
)
from adapters.ledger.proof.leaf import instant, leaf_writer
from adapters.ledger.proof.merkle import Frontier, Subtree
from domain.shared.act import NEXT_VERSION


class LogIdentity(Protocol):
    """The fixed facts of a log; see `database.LogInfo`."""

    @property
    def id(self) -> int: ...
    @property
    def origin(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def simulated(self) -> bool: ...


@dataclass(slots=True)
class LogState:
    """One log under lock: its tree, and the newest time it has recorded."""

    identity: LogIdentity
    frontier: Frontier
    last_recorded_at: datetime | None
    leaves: list[bytes] = field(default_factory=list)
    """Leaf hashes of this batch; `grow` enters them into the tree."""
    subtrees: list[Subtree] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The index that the next event gets."""
        return self.frontier.size + len(self.leaves)

    def grow(self) -> None:
        """Enter the batch's leaves; call once."""
        self.subtrees = self.frontier.append_many(self.leaves)


@dataclass(slots=True)
class Facts:
    """What the database says under the head lock. Streams are keyed by their 16 bytes."""

    position: int
    logs: dict[int, LogState]
    versions: dict[bytes, int]
    claims: dict[bytes, tuple[int, int, bytes]]
    tracked: dict[str, int]
    now: datetime


Row = tuple[int, int, bytes, int, str, datetime, bytes, bytes]
"""Log, index, stream, version, type, recorded at, state, leaf hash: as `ledger.append` has them."""


@dataclass(slots=True)
class Plan:
    """Rows of one batch, and each winner's receipts."""

    first_position: int
    rows: list[Row] = field(default_factory=list)
    claims: list[tuple[bytes, int, int, bytes]] = field(default_factory=list)
    tracked: list[tuple[str, int]] = field(default_factory=list)
    winners: list[tuple[Request, list[Receipt]]] = field(default_factory=list)
    losers: list[tuple[Request, Exception]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.rows and not self.tracked

    @property
    def first_leaf(self) -> bytes | None:
        """Unique to this batch: positions, times and nonces are in it."""
        return self.rows[0][-1] if self.rows else None


def make_plan(requests: list[Request], facts: Facts) -> Plan:
    """Serve the requests in order of arrival; a conflict fails its own request only."""
    plan = Plan(facts.position + 1)
    for request in requests:
        try:
            versions = _check(request, facts)
        except IntegrityError as error:
            plan.losers.append((request, error))
        else:
            _enter(plan, request, versions, facts)
    for log in facts.logs.values():
        if log.leaves:
            log.grow()
    return plan


def _check(request: Request, facts: Facts) -> list[int]:
    """Raises the request's own conflict, or returns the version of each of its events."""
    if request.log not in facts.logs and request.events:
        raise UnknownLog(f"log {request.log} is not open")
    for claim in request.claims:
        taken = facts.claims.get(claim.key)
        if taken:
            raise ClaimTaken(claim, taken[0], taken[1], same=taken[2] == claim.digest)
    for stream, expected in request.expect.items():
        found = facts.versions.get(stream.bytes)
        if (found or 0) != expected:
            raise ExpectationFailed(stream, expected, found)
    tracking = request.tracking
    if tracking and tracking.notification_id <= facts.tracked.get(tracking.application_name, 0):
        raise TrackingConflict(f"{tracking} is recorded already")
    return _versions(request, facts)


def _versions(request: Request, facts: Facts) -> list[int]:
    own: dict[bytes, int] = {}
    result: list[int] = []
    for event, key in zip(request.events, request.keys, strict=True):
        wanted, last = event.originator_version, own.get(key)
        if last is None:
            last = facts.versions.get(key)
        if wanted == NEXT_VERSION:
            wanted = 1 if last is None else last + 1
        elif last is not None and wanted != last + 1:
            raise VersionConflict(uuid_of(event), wanted, last)
        own[key] = wanted
        result.append(wanted)
    return result


def _enter(plan: Plan, request: Request, versions: list[int], facts: Facts) -> None:
    first = plan.first_position + len(plan.rows)
    receipts: list[Receipt] = []
    if request.events:
        log = facts.logs[request.log]
        receipts = _record(plan, request, versions, log, _recorded_at(request, log, facts.now))
        facts.versions.update(zip(request.keys, versions, strict=True))
    for claim in request.claims:
        entry = (first, len(request.events), claim.digest)
        facts.claims[claim.key] = entry
        plan.claims.append((claim.key, *entry))
    if request.tracking:
        name, number = request.tracking.application_name, request.tracking.notification_id
        facts.tracked[name] = number
        plan.tracked.append((name, number))
    plan.winners.append((request, receipts))


def _recorded_at(request: Request, log: LogState, now: datetime) -> datetime:
    """Never earlier than what the log has recorded; only a simulated log lets time be driven."""
    wanted = request.recorded_at if log.identity.simulated and request.recorded_at else now
    last = log.last_recorded_at
    if last is None or wanted > last:
        last = log.last_recorded_at = wanted
    return last


_shown = lru_cache(maxsize=64)(instant)


def _record(
    plan: Plan, request: Request, versions: list[int], log: LogState, recorded_at: datetime
) -> list[Receipt]:
    """Hash the request's events into leaves, and give each its row and its receipt."""
    identity, shown, write = log.identity, _shown(recorded_at), leaf_writer(log.identity.origin)
    region, origin, number = identity.region, identity.origin, identity.id
    index, position = log.size, plan.first_position + len(plan.rows)
    receipts: list[Receipt] = []
    for event, key, version in zip(request.events, request.keys, versions, strict=True):
        kind, state, stream = event.topic, event.state, uuid_of(event)
        header = write(index, position, key, version, kind, shown, sha256(state).hexdigest(), None)
        leaf = sha256(b"\x00" + header).digest()
        log.leaves.append(leaf)
        plan.rows.append((number, index, key, version, kind, recorded_at, state, leaf))
        receipts.append(
            Receipt(region, origin, index, position, stream, version, kind, recorded_at, leaf)
        )
        index += 1
        position += 1
    return receipts
