"""Who may start now: requests by kind, each with its own slots, and event streams by count.

People's commands and reads never stand behind reports: they have slots of their own, and reports
give way to them on the event loop (`turns`). A caller is who a sound token names; without one it is
the address that the request comes from, so that nobody is held up by what strangers send.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum

from starlette.types import Scope

from adapters.ledger import origin
from adapters.ledger.origin import Origin
from app.api.problems import Problem
from app.api.slots import Full, Limits, Slots
from app.api.turns import Turns
from app.metrics import ADMITTED, REFUSED
from app.settings import Settings


class Kind(StrEnum):
    """Kinds of request that wait apart."""

    COMMAND = "command"
    READ = "read"
    REPORT = "report"
    BATCH = "batch"
    STREAM = "stream"
    SYSTEM = "system"


SYSTEM = frozenset({"/healthz", "/readyz", "/metrics"})
BATCH_TYPES = (b"application/cloudevents-batch+json", b"application/x-ndjson")
SINGLE = 0.1
"""What one report is of the pieces that a batch is cut into."""
TARPIT = 0.25
"""Seconds that a caller who has used up its share waits for its refusal: one that asks again at
once must not keep the door busy. At most `connections_each` of an address can stand there."""


def media_type(headers: Mapping[bytes, bytes]) -> bytes:
    """The media type of a body, in lower case, without parameters."""
    return headers.get(b"content-type", b"").split(b";")[0].strip().lower()


def kind_of(scope: Scope, headers: Mapping[bytes, bytes]) -> Kind:
    """The kind of a request, from its head alone."""
    path = scope["path"]
    if path in SYSTEM:
        return Kind.SYSTEM
    if path == "/v1/stream":
        return Kind.STREAM
    if path == "/v1/acts":
        return Kind.BATCH if media_type(headers) in BATCH_TYPES else Kind.REPORT
    return Kind.READ if scope["method"] in ("GET", "HEAD", "OPTIONS") else Kind.COMMAND


REPORTS = frozenset({Kind.REPORT, Kind.BATCH})


class Admission:
    """The door of one process."""

    def __init__(
        self,
        settings: Settings,
        signed: Callable[[bytes], str | None],
        held: Callable[[], bool] = lambda: False,
    ) -> None:
        self.turns = Turns(settings.report_pause, held)
        self._signed = signed
        self.draining = False
        self.streams: Counter[str] = Counter()
        self._settings = settings
        self.slots = {
            kind: Slots(kind.value, limits) for kind, limits in limits_of(settings).items()
        }

    def named(self, scope: Scope, authorization: bytes | None) -> str:
        """The caller's name for fairness."""
        name = self._signed(authorization) if authorization else None
        client = scope.get("client")
        return name or f"address {client[0] if client else '-'}"

    @asynccontextmanager
    async def entered(
        self, kind: Kind, caller: str, trace: str | None = None
    ) -> AsyncGenerator[None]:
        """Wait for a place, hold it for the block.

        Raises:
            Problem: too-many-requests, too-many-streams (429); overloaded, draining (503).
        """
        if kind is Kind.SYSTEM:
            yield
            return
        if self.draining:
            raise self._refusal(kind, draining())
        async with self._stream(caller) if kind is Kind.STREAM else self._request(kind, caller):
            token = origin.enter(Origin(caller, kind in REPORTS, trace))
            try:
                yield
            finally:
                origin.leave(token)

    @asynccontextmanager
    async def _request(self, kind: Kind, caller: str) -> AsyncGenerator[None]:
        slots = self.slots[kind]
        try:
            await slots.enter(caller)
        except Full as full:
            if full.own and not self.draining:
                await asyncio.sleep(TARPIT)
            raise self._refusal(kind, draining() if self.draining else busy(full)) from None
        ADMITTED.labels(kind.value).inc()
        try:
            if kind in REPORTS:
                await self.turns.take(caller, 1.0 if kind is Kind.BATCH else SINGLE)
                yield
            else:
                with self.turns.people():
                    yield
        finally:
            slots.leave(caller)

    @asynccontextmanager
    async def _stream(self, caller: str) -> AsyncGenerator[None]:
        settings = self._settings
        own = self.streams[caller] >= settings.streams_each
        if own or self.streams.total() >= settings.streams:
            raise self._refusal(Kind.STREAM, Problem("too-many-streams" if own else "overloaded"))
        self.streams[caller] += 1
        ADMITTED.labels(Kind.STREAM.value).inc()
        try:
            yield
        finally:
            self.streams[caller] -= 1
            if not self.streams[caller]:
                del self.streams[caller]

    def _refusal(self, kind: Kind, problem: Problem) -> Problem:
        REFUSED.labels(kind.value, problem.code).inc()
        return problem

    def drain(self) -> None:
        """From now on nothing new is taken, and what waits is sent away."""
        self.draining = True
        for slots in self.slots.values():
            slots.refuse_waiting()

    async def idle(self, within: float) -> bool:
        """Whether nothing but streams is in progress, after at most `within` seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while any(slots.in_progress for slots in self.slots.values()):
            if loop.time() >= until:
                return False
            await asyncio.sleep(0.02)
        return True


def limits_of(settings: Settings) -> dict[Kind, Limits]:
    """The slots of each kind."""
    s = settings
    patience = s.queue_patience
    return {
        Kind.COMMAND: Limits(s.commands, s.commands_each, s.queue, s.queue_each, patience),
        Kind.READ: Limits(s.reads, s.reads_each, s.queue, s.queue_each, patience),
        Kind.REPORT: Limits(s.reports, s.reports_each, s.queue, s.queue_each, patience),
        Kind.BATCH: Limits(s.batches, s.batches_each, s.queue, s.queue_each, patience),
    }


def busy(full: Full) -> Problem:
    """429 where the caller's own share is used up, 503 where the whole is."""
    code = "too-many-requests" if full.own else "overloaded"
    seconds = full.seconds
    return Problem(
        code,
        f"请在 {seconds} 秒后重试",
        f"try again in {seconds} s",
        headers={"retry-after": str(seconds)},
    )


def draining() -> Problem:
    """This process is about to stop; another one, or the next, serves."""
    return Problem("draining", headers={"retry-after": "2", "connection": "close"})
