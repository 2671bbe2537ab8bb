"""Requests that wait for the appender: bounded, and served in turn between callers.

Every batch has room for people first (native commands, policies, clock), then for a limited
number of reported events; within either, callers take turns by events (deficit round robin), so
one caller with a thousand requests waits behind itself and nobody else.
"""

from collections import OrderedDict, defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock
from time import monotonic

from adapters.ledger.batch import LedgerBusy, Request

MAX_EVENTS = 4_000
"""Events a batch: keeps one commit under about 100 ms."""
BULK_EVENTS = 128
"""Reported events a batch: about 10 ms of a commit that somebody at a window may have to wait for.
Larger batches are hardly faster (docs/benchmarks.md: 32 and 128 writers)."""
QUANTUM = 16
"""Events that a caller's turn is worth."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may wait at once; a caller may hold `share` of it."""

    requests: int = 20_000
    events: int = 60_000
    octets: int = 64 * 1024 * 1024
    share: float = 0.5


@dataclass(slots=True)
class Held:
    """What waits: requests, events, bytes of state."""

    requests: int = 0
    events: int = 0
    octets: int = 0

    def beyond(self, bounds: Bounds, share: float) -> bool:
        """Whether nothing more fits."""
        return (
            self.requests >= bounds.requests * share
            or self.events >= bounds.events * share
            or self.octets >= bounds.octets * share
        )

    def add(self, request: Request, sign: int = 1) -> None:
        """Count a request in, or out with sign -1."""
        self.requests += sign
        self.events += sign * len(request.events)
        self.octets += sign * request.octets


@dataclass(slots=True)
class Tier:
    """Callers' lines of one kind, the next to be served first."""

    lines: OrderedDict[str, deque[Request]] = field(default_factory=OrderedDict)
    credit: dict[str, int] = field(default_factory=dict)

    def put(self, request: Request) -> None:
        """At the end of its caller's line."""
        name = request.origin.caller
        line = self.lines.get(name)
        if line is None:
            line = self.lines[name] = deque()
        line.append(request)

    def take(self, budget: int, batch: list[Request]) -> None:
        """Move requests worth about `budget` events to the batch, callers in turn."""
        while self.lines and budget > 0:
            name, line = next(iter(self.lines.items()))
            credit = self.credit.get(name, 0) + QUANTUM
            while line and budget > 0 and (cost := len(line[0].events) or 1) <= credit:
                credit -= cost
                budget -= cost
                batch.append(line.popleft())
            if line:
                self.credit[name] = credit
                self.lines.move_to_end(name)
            else:
                del self.lines[name]
                self.credit.pop(name, None)


class Waiting:
    """`put` from any thread, `take` from the appender's alone."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or Bounds()
        self.rate = 2_000.0
        """Events a second that were appended lately while some waited."""
        self.held = Held()
        self._by_caller: defaultdict[str, Held] = defaultdict(Held)
        self._arrivals: SimpleQueue[Request | None] = SimpleQueue()
        self._prompt, self._bulk = Tier(), Tier()
        self._begun: float | None = None
        self._closed = False
        self._lock = Lock()

    def put(self, request: Request) -> None:
        """Add a request.

        Raises:
            LedgerBusy: too much waits, of this caller or of all.
        """
        with self._lock:
            caller, bounds = request.origin.caller, self.bounds
            own = self._by_caller[caller]
            if self.held.beyond(bounds, 1.0):
                raise LedgerBusy(own=False, seconds=self.held.events / self.rate)
            if caller and own.beyond(bounds, bounds.share):
                raise LedgerBusy(own=True, seconds=own.events / self.rate)
            self.held.add(request)
            own.add(request)
            request.since = monotonic()
            self._arrivals.put(request)

    def end(self) -> None:
        """No more requests come; `take` says so once all are served."""
        self._arrivals.put(None)

    def take(self) -> tuple[list[Request], bool]:
        """The next batch, waited for; False with the last one."""
        batch = self._sort()
        if batch is None:
            batch = []
            self._prompt.take(MAX_EVENTS, batch)
            self._bulk.take(BULK_EVENTS, batch)
        self._begun = monotonic() if batch else None
        return batch, not (self._closed and not self._left())

    def rest(self) -> list[Request]:
        """All that waits at this moment, for who cannot serve it; `served` counts it out."""
        rest: list[Request] = []
        for tier in (self._prompt, self._bulk):
            rest += [request for line in tier.lines.values() for request in line]
            tier.lines.clear()
            tier.credit.clear()
        with suppress(Empty):
            while True:
                request = self._arrivals.get_nowait()
                if request is None:
                    self._closed = True
                else:
                    rest.append(request)
        return rest

    def served(self, batch: list[Request], seconds: float) -> None:
        """Count a batch out; `seconds` it took."""
        self._begun = None
        events = sum(len(request.events) for request in batch)
        if seconds > 0 and events >= 8:
            self.rate += (max(events / seconds, 10.0) - self.rate) * 0.1
        with self._lock:
            for request in batch:
                self.held.add(request, -1)
                own = self._by_caller[request.origin.caller]
                own.add(request, -1)
                if not own.requests:
                    del self._by_caller[request.origin.caller]

    def _left(self) -> bool:
        return bool(self._prompt.lines or self._bulk.lines)

    def _sort(self) -> list[Request] | None:
        """Put what has arrived into its lines; or all of it as one batch where none must wait."""
        arrived: list[Request] = []
        events = bulk = 0
        try:
            request = self._arrivals.get(block=not (self._left() or self._closed))
            while True:
                if request is None:
                    self._closed = True
                else:
                    arrived.append(request)
                    events += len(request.events)
                    bulk += len(request.events) if request.origin.bulk else 0
                request = self._arrivals.get_nowait()
        except Empty:
            pass
        if bulk <= BULK_EVENTS and events <= MAX_EVENTS and not self._left():
            return arrived
        for request in arrived:
            (self._bulk if request.origin.bulk else self._prompt).put(request)
        return None

    def oldest(self) -> float:
        """Seconds that the longest waiting request has waited at least; 0 when none waits."""
        begun = self._begun
        try:
            firsts = [
                line[0].since
                for tier in (self._prompt, self._bulk)
                for line in tuple(tier.lines.values())
                if line
            ]
        except (RuntimeError, IndexError):  # the appender's thread was just moving them
            firsts = []
        firsts += [begun] if begun is not None else []
        return monotonic() - min(firsts) if firsts else 0.0
