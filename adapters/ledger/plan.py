"""Which writers of a batch win, and the rows they get: pure, so that it can be tested alone.

Everything here runs between taking the head lock and the one INSERT: facts are what the database
said under that lock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from eventsourcing.persistence import IntegrityError

from adapters.ledger.batch import (
    Claim,
    ClaimTaken,
    ExpectationFailed,
    Receipt,
    Request,
    TrackingConflict,
    UnknownLog,
    VersionConflict,
    uuid_of,
)
from adapters.ledger.proof.leaf import instant, leaf_hasher
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
    books: dict[int, _Book] = {}
    for request in requests:
        claims = [(claim.key, claim) for claim in request.claims] if request.claims else ()
        try:
            if claims or request.expect or request.tracking or request.log not in facts.logs:
                _check(request, claims, facts)
            versions = _versions(request, facts.versions)
        except IntegrityError as error:
            plan.losers.append((request, error))
            continue
        if claims or request.tracking:
            _claim(plan, request, claims, facts)
        receipts: list[Receipt] = []
        if versions:
            book = books.get(request.log)
            if book is None:
                book = books[request.log] = _Book(plan, facts, facts.logs[request.log])
            receipts = book.enter(request, versions)
        plan.winners.append((request, receipts))
    for log in facts.logs.values():
        if log.leaves:
            log.grow()
    return plan


_Claims = Sequence[tuple[bytes, Claim]]


def _check(request: Request, claims: _Claims, facts: Facts) -> None:
    """Raises the request's own conflict, versions left out."""
    if request.log not in facts.logs and request.events:
        raise UnknownLog(f"log {request.log} is not open")
    for key, claim in claims:
        taken = facts.claims.get(key)
        if taken:
            raise ClaimTaken(claim, taken[0], taken[1], same=taken[2] == claim.digest)
    for stream, expected in request.expect.items():
        found = facts.versions.get(stream.bytes)
        if (found or 0) != expected:
            raise ExpectationFailed(stream, expected, found)
    tracking = request.tracking
    if tracking and tracking.notification_id <= facts.tracked.get(tracking.application_name, 0):
        raise TrackingConflict(f"{tracking} is recorded already")


def _versions(request: Request, known: dict[bytes, int]) -> list[int]:
    """The version of each event, remembered; VersionConflict leaves `known` as it was."""
    before: list[tuple[bytes, int | None]] = []
    result: list[int] = []
    for event, key in zip(request.events, request.keys, strict=True):
        wanted, last = event.originator_version, known.get(key)
        if wanted == NEXT_VERSION:
            wanted = 1 if last is None else last + 1
        elif last is not None and wanted != last + 1:
            _forget(before, known)
            raise VersionConflict(uuid_of(event), wanted, last)
        before.append((key, last))
        known[key] = wanted
        result.append(wanted)
    return result


def _forget(before: list[tuple[bytes, int | None]], known: dict[bytes, int]) -> None:
    for key, version in reversed(before):
        if version is None:
            del known[key]
        else:
            known[key] = version


def _claim(plan: Plan, request: Request, claims: _Claims, facts: Facts) -> None:
    first = plan.first_position + len(plan.rows)
    for key, claim in claims:
        entry = (first, len(request.events), claim.digest)
        facts.claims[key] = entry
        plan.claims.append((key, *entry))
    if request.tracking:
        name, number = request.tracking.application_name, request.tracking.notification_id
        facts.tracked[name] = number
        plan.tracked.append((name, number))


_shown = lru_cache(maxsize=64)(instant)


class _Book:
    """Enters events into one log: what is the same for all of a batch is looked up once."""

    __slots__ = ("_fixed", "_hashed", "_log", "_now", "_plan", "_recorded", "_shown")

    def __init__(self, plan: Plan, facts: Facts, log: LogState) -> None:
        self._plan, self._log, self._now = plan, log, facts.now
        identity = log.identity
        self._fixed = identity.id, identity.region, identity.origin, identity.simulated
        self._hashed = leaf_hasher(identity.origin)
        self._recorded: datetime | None = None
        self._shown = ""

    def enter(self, request: Request, versions: list[int]) -> list[Receipt]:
        """Hash the request's events into leaves, and give each its row and its receipt."""
        plan, log, hashed = self._plan, self._log, self._hashed
        number, region, origin, simulated = self._fixed
        recorded, shown = self._recorded, self._shown
        if recorded is None or (simulated and request.recorded_at):
            recorded = self._recorded = _recorded_at(request, log, self._now)
            shown = self._shown = _shown(recorded)
        leaves, rows = log.leaves, plan.rows
        index, position = log.frontier.size + len(leaves), plan.first_position + len(rows)
        receipts: list[Receipt] = []
        for event, key, version in zip(request.events, request.keys, versions, strict=True):
            stream, kind, state = event.originator_id, event.topic, event.state
            leaf = hashed(index, position, key, version, kind, shown, state, None)
            leaves.append(leaf)
            rows.append((number, index, key, version, kind, recorded, state, leaf))
            receipts.append(
                _receipt(
                    Receipt,
                    (region, origin, index, position, stream, version, kind, recorded, leaf),
                )
            )
            index += 1
            position += 1
        return receipts


_receipt: Callable[[type[Receipt], tuple[object, ...]], Receipt] = tuple.__new__
"""A named tuple without its own constructor, which costs twice as much."""


def _recorded_at(request: Request, log: LogState, now: datetime) -> datetime:
    """Never earlier than what the log has recorded; only a simulated log lets time be driven."""
    wanted = request.recorded_at if log.identity.simulated and request.recorded_at else now
    last = log.last_recorded_at
    if last is None or wanted > last:
        last = log.last_recorded_at = wanted
    return last
