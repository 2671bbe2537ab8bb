"""Which writers of a batch win, and the rows they get: pure, so that it can be tested alone.

Everything here runs between taking the head lock and the one INSERT: facts are what the database
said under that lock.
"""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

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
    subtrees: list[Subtree] = field(default_factory=list)
    touched: bool = False


@dataclass(slots=True)
class Facts:
    """What the database says under the head lock."""

    position: int
    logs: dict[int, LogState]
    versions: dict[UUID, int]
    claims: dict[bytes, tuple[int, int, bytes]]
    tracked: dict[str, int]
    now: datetime


@dataclass(slots=True)
class Plan:
    """Rows of one batch, column by column, and each winner's receipts."""

    first_position: int
    logs: list[int] = field(default_factory=list)
    indexes: list[int] = field(default_factory=list)
    streams: list[UUID] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    recorded: list[datetime] = field(default_factory=list)
    states: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    claims: list[tuple[bytes, int, int, bytes]] = field(default_factory=list)
    tracked: list[tuple[str, int]] = field(default_factory=list)
    winners: list[tuple[Request, list[Receipt]]] = field(default_factory=list)
    losers: list[tuple[Request, Exception]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.logs and not self.tracked


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
        found = facts.versions.get(stream)
        if (found or 0) != expected:
            raise ExpectationFailed(stream, expected, found)
    tracking = request.tracking
    if tracking and tracking.notification_id <= facts.tracked.get(tracking.application_name, 0):
        raise TrackingConflict(f"{tracking} is recorded already")
    return _versions(request, facts)


def _versions(request: Request, facts: Facts) -> list[int]:
    own: dict[UUID, int] = {}
    result: list[int] = []
    for event in request.events:
        stream, wanted = uuid_of(event), event.originator_version
        last = own.get(stream, facts.versions.get(stream))
        if wanted == NEXT_VERSION:
            wanted = 1 if last is None else last + 1
        elif last is not None and wanted != last + 1:
            raise VersionConflict(stream, wanted, last)
        own[stream] = wanted
        result.append(wanted)
    return result


def _enter(plan: Plan, request: Request, versions: list[int], facts: Facts) -> None:
    receipts: list[Receipt] = []
    first = plan.first_position + len(plan.logs)
    if request.events:
        log = facts.logs[request.log]
        recorded_at = _recorded_at(request, log, facts.now)
        _hash_events(plan, request, versions, log, recorded_at, receipts)
        for event, version in zip(request.events, versions, strict=True):
            facts.versions[uuid_of(event)] = version
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
    log.last_recorded_at = wanted if last is None or wanted > last else last
    return log.last_recorded_at


def _hash_events(
    plan: Plan,
    request: Request,
    versions: list[int],
    log: LogState,
    recorded_at: datetime,
    receipts: list[Receipt],
) -> None:
    log.touched = True
    identity, shown, write = log.identity, instant(recorded_at), leaf_writer(log.identity.origin)
    index, position = log.frontier.size, plan.first_position + len(plan.logs)
    leaves: list[bytes] = []
    for event, version in zip(request.events, versions, strict=True):
        stream = uuid_of(event)
        digest = sha256(event.state).hexdigest()
        header = write(index, position, stream.bytes, version, event.topic, shown, digest, None)
        leaves.append(sha256(b"\x00" + header).digest())
        plan.streams.append(stream)
        plan.versions.append(version)
        plan.types.append(event.topic)
        plan.states.append(event.state)
        place = (identity.region, identity.origin, index, position)
        receipts.append(Receipt(*place, stream, version, event.topic, recorded_at, leaves[-1]))
        index += 1
        position += 1
    count = len(leaves)
    plan.logs.extend([identity.id] * count)
    plan.indexes.extend(range(index - count, index))
    plan.recorded.extend([recorded_at] * count)
    plan.leaves.extend(leaves)
    log.subtrees.extend(log.frontier.append_many(leaves))
