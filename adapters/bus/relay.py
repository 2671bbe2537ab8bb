"""The relay's publisher: the numbered deliveries of a log, exactly once, into the stream.

Sequence in the stream = number of the delivery. That is all the bookkeeping there is: on start
and after any error the stream's last message says where to go on, and every publish carries the
sequence it expects before it, so duplicates, gaps, reordering and a second relay are refused by
the server. It knows nothing of where deliveries come from.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from adapters.bus.connection import (
    TROUBLE,
    Access,
    AccessRefused,
    connect,
    first_of,
    obey_cancellation,
)
from adapters.bus.delivery import Delivery, StoredMessage
from adapters.bus.names import is_delivery_subject
from adapters.bus.publishing import PublishFailed, PublishingSession
from adapters.bus.stream import BusApiError

NextDeliveries = Callable[[int, int], Awaitable[list[Delivery]]]
"""(after, limit) → the deliveries numbered after + 1, after + 2, …, at most `limit` of them."""

_TRANSIENT = (*TROUBLE, BusApiError, PublishFailed, AccessRefused)
_NOT_FOUND = 404
_POLL = 1.0  # seconds between looks at the source when nobody wakes us
_log = structlog.get_logger("bus.relay")


class RelayHalted(Exception):
    """The stream and the log disagree, or a delivery can never be published. Needs a person."""


@dataclass(slots=True)
class RelayCounters:
    """`published`: acknowledged since start · `resyncs`: times the position was read back ·
    `lag`: deliveries fetched and not acknowledged yet · `halted`: why it stopped for good."""

    published: int = 0
    batches: int = 0
    resyncs: int = 0
    last_number: int = 0
    lag: int = 0
    connected: bool = False
    halted: str = ""
    last_error: str = ""


class StreamPublisher:
    """Copies deliveries into the stream until told to stop. One `run` at a time."""

    def __init__(
        self,
        access: Access,
        *,
        window: int = 256,
        batch_above: int = 64,
        batch_limit: int = 1000,
        timeout: float = 5.0,
    ) -> None:
        """`window`: deliveries in flight · above `batch_above` waiting, atomic batches of at most
        `batch_limit` (the server's own limit is 1,000) · `timeout` of an answer in seconds."""
        self.counters = RelayCounters()
        self._access = access
        self._window = window
        self._batch_above = batch_above
        self._batch_limit = batch_limit
        self._timeout = timeout

    async def run(
        self, next_deliveries: NextDeliveries, wake: asyncio.Event, stop: asyncio.Event
    ) -> None:
        """Publish until `stop` is set; `wake` says that there may be more.

        Survives any trouble with the server. Raises RelayHalted, and keeps the reason in
        `counters.halted`, when stream and log disagree; errors of `next_deliveries` pass through.
        """
        pause = 0.05
        while not stop.is_set():
            obey_cancellation()
            before = self.counters.last_number
            try:
                await self._session(next_deliveries, wake, stop)
            except _TRANSIENT as error:
                self.counters.last_error = f"{type(error).__name__}: {error}"
                _log.warning("relay_resynchronises", error=self.counters.last_error)
            except RelayHalted as error:
                self.counters.halted = str(error)
                _log.critical("relay_halted", reason=str(error))
                raise
            finally:
                self.counters.connected = False
            if not stop.is_set():
                pause = 0.05 if self.counters.last_number > before else min(pause * 2, 2.0)
                await first_of(stop, within=pause)

    async def _session(
        self, next_deliveries: NextDeliveries, wake: asyncio.Event, stop: asyncio.Event
    ) -> None:
        connection = await connect(self._access)
        session = PublishingSession(
            connection,
            window=self._window,
            timeout=self._timeout,
            acknowledged=self._acknowledged,
        )
        try:
            await session.open()
            after = await self._resynchronise(session, next_deliveries)
            self.counters.connected = True
            await self._pump(session, after, next_deliveries, wake, stop)
        finally:
            await connection.close()

    async def _resynchronise(
        self, session: PublishingSession, next_deliveries: NextDeliveries
    ) -> int:
        """Where to go on, from the stream alone; raises RelayHalted where it is not our copy."""
        self.counters.resyncs += 1
        try:
            last = await session.last_message()
        except BusApiError as error:
            if error.code == _NOT_FOUND and error.err_code == 10037:  # no message found
                raise RelayHalted("the stream's last message is missing") from error
            raise
        if last is not None:
            await self._recognise(last, next_deliveries)
        self.counters.last_number = last.sequence if last else 0
        self.counters.lag = 0
        return self.counters.last_number

    async def _recognise(self, last: StoredMessage, next_deliveries: NextDeliveries) -> None:
        if not last.is_numbered():
            raise RelayHalted(f"message {last.sequence} of the stream is not numbered by a relay")
        ours = await next_deliveries(last.sequence - 1, 1)
        if not ours:
            raise RelayHalted(f"the stream is ahead of the log: it holds {last.sequence}")
        if not last.is_copy_of(ours[0]):
            raise RelayHalted(f"message {last.sequence} of the stream is not the log's delivery")

    async def _pump(
        self,
        session: PublishingSession,
        after: int,
        next_deliveries: NextDeliveries,
        wake: asyncio.Event,
        stop: asyncio.Event,
    ) -> None:
        while not stop.is_set():
            obey_cancellation()
            wake.clear()
            session.check()
            waiting = await next_deliveries(after, self._batch_limit)
            if waiting:
                after = await self._publish(session, after, waiting)
            if len(waiting) < self._batch_limit:  # whatever comes later wakes
                await first_of(wake, stop, session.failed, session.connection.lost, within=_POLL)
        await self._settle(session)

    async def _publish(
        self, session: PublishingSession, after: int, waiting: list[Delivery]
    ) -> int:
        self.counters.lag += len(waiting)
        _check_deliveries(waiting, after, session.connection.client.max_payload)
        if len(waiting) > self._batch_above:
            await session.publish_batch(waiting)
            self.counters.batches += 1
        else:
            await session.publish_window(waiting)
        return waiting[-1].number

    async def _settle(self, session: PublishingSession) -> None:
        """Wait for what is in flight, so that a clean stop leaves nothing unknown."""
        until = time.monotonic() + self._timeout
        while session.in_flight and time.monotonic() < until:
            session.check()
            await asyncio.sleep(0.005)

    def _acknowledged(self, number: int) -> None:
        counters = self.counters
        stored = number - counters.last_number
        counters.published += stored
        counters.lag = max(0, counters.lag - stored)
        counters.last_number = number


def _check_deliveries(waiting: list[Delivery], after: int, max_payload: int) -> None:
    """Raise RelayHalted on deliveries that no retry can make right."""
    for expected, delivery in enumerate(waiting, start=after + 1):
        if delivery.number != expected:
            raise RelayHalted(f"delivery {expected} expected, {delivery.number} offered")
        if not is_delivery_subject(delivery.subject):
            raise RelayHalted(f"delivery {expected} has no valid subject: {delivery.subject!r}")
        size = len(delivery.payload) + sum(
            len(name) + len(value) * 4 for name, value in delivery.wire_headers().items()
        )
        if size + 512 > max_payload:
            raise RelayHalted(f"delivery {expected} is too large for the stream")
