"""The relay's follower: numbered deliveries of the read model, handed to the stream.

It keeps no position of its own: the stream's last message is the position (push.md §3). The
follower "push" may be behind the log after a crash, and so seem to be behind the stream; therefore
"no more deliveries" is only said when it has reached the head.
"""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import structlog
from psycopg.rows import class_row

from adapters.bus.delivery import Delivery
from adapters.bus.feed import FeedPosition
from adapters.bus.relay import RelayHalted, StreamPublisher
from app.measures import HALTED, RELAYED, tell
from app.tracing import traceparent
from projections.delivery_queries import OUTGOING, Outgoing

log = structlog.get_logger(__name__)

_REACHED = """
SELECT reached, (SELECT position FROM ledger.head) > reached
  FROM (SELECT coalesce(max(position), 0) AS reached FROM ops.follower WHERE name = 'push') AS _"""
_AGAIN = 0.05
_TELL = 2.0  # seconds between readings for /metrics
_TROUBLE = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.UndefinedTable)
NextDeliveries = Callable[[int, int], Awaitable[list[Delivery]]]


class Relay:
    """Runs a `StreamPublisher` in a thread with an event loop of its own."""

    def __init__(self, url: str, publisher: StreamPublisher) -> None:
        self.publisher = publisher
        self._url = url
        self._reader: psycopg.AsyncConnection[Any] | None = None
        self._wake, self._ended = asyncio.Event(), asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._seen = 0
        """Up to this position of the log every delivery has been read."""

    def wake(self) -> None:
        """There may be more to publish. From any thread, whether it runs or not."""
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # it has just ended
                loop.call_soon_threadsafe(self._wake.set)

    def run(self, stop: threading.Event) -> None:
        """Publish until `stop` is set. A halt (stream and log disagree) is kept and shown."""
        asyncio.run(self._run(stop))

    async def _run(self, stop: threading.Event) -> None:
        self._wake = wake = asyncio.Event()  # of this loop: the role may be taken again
        self._loop = asyncio.get_running_loop()
        self._ended = ended = asyncio.Event()
        listening = asyncio.create_task(self._listen(wake, ended))
        watching = asyncio.create_task(_until(stop, ended))
        telling = asyncio.create_task(self._tell_often())
        try:
            await self.publisher.run(self._next, wake, ended)
        except RelayHalted:
            log.critical("relay_halted", reason=self.publisher.counters.halted)
            await watching  # an operator must look; standing still is the safe state
        finally:
            ended.set()
            listening.cancel()
            watching.cancel()
            telling.cancel()
            await asyncio.gather(listening, watching, telling, return_exceptions=True)
            await self._hang_up()

    async def _next(self, after: int, limit: int) -> list[Delivery]:
        while not self._ended.is_set():
            self._wake.clear()
            try:
                rows, behind = await self._read(after, limit)
            except _TROUBLE:
                await self._hang_up()
                await asyncio.sleep(0.5)
                continue
            if rows or not behind:
                return rows
            # a page that holds a delivery is told; the limit is for one that was told to nobody
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _AGAIN)
        raise TimeoutError("stopped before the push had reached the head")  # "none" would be untrue

    async def _read(self, after: int, limit: int) -> tuple[list[Delivery], bool]:
        """Never called twice at a time: the publisher awaits its deliveries. In the loop's thread:
        on the way to another and back it would wait for whoever computes in this process."""
        if self._reader is None or self._reader.closed:  # kept: signing in costs more than a read
            self._reader = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
        connection, found = self._reader, self._reader.cursor(row_factory=class_row(Outgoing))
        async with connection.pipeline():
            # asked first: what came before this answer is among the rows
            push = await connection.execute(_REACHED, prepare=True)
            await found.execute(OUTGOING, (after, limit), prepare=True, binary=True)
        rows, answer = await found.fetchall(), await push.fetchone()
        assert answer
        reached, behind = answer
        self._seen = 0 if len(rows) == limit else reached
        return [_delivery(row) for row in rows], behind

    async def _hang_up(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            await reader.close()

    async def _tell_often(self) -> None:
        """Leave the stream's position for /metrics; a database that is away is tried again."""
        while True:
            with contextlib.suppress(psycopg.Error):
                await asyncio.to_thread(self._tell)
            await asyncio.sleep(_TELL)

    def _tell(self) -> None:
        counters = self.publisher.counters
        with psycopg.connect(self._url, autocommit=True) as connection:
            tell(connection, HALTED, float(bool(counters.halted)))
            if counters.resyncs:  # before that nothing is known of the stream
                tell(connection, RELAYED, counters.last_number)

    async def _listen(self, wake: asyncio.Event, ended: asyncio.Event) -> None:
        """Wake on each page that may hold a delivery; a lost connection is made again."""
        while not ended.is_set():
            try:
                connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
                async with connection:
                    await connection.execute("LISTEN delivered")
                    wake.set()
                    async for one in connection.notifies():
                        if int(one.payload) > self._seen:
                            wake.set()
            except (psycopg.OperationalError, psycopg.InterfaceError):
                await asyncio.sleep(0.5)


async def _until(stop: threading.Event, ended: asyncio.Event) -> None:
    await asyncio.to_thread(stop.wait)
    ended.set()


def _delivery(row: Outgoing) -> Delivery:
    headers = FeedPosition(row.feed_seq, row.feed_hash).headers()
    if trace := traceparent(row.correlation, row.position):
        headers["traceparent"] = trace
        log.info("relayed", number=row.number, subject=row.subject, trace_id=trace[3:35])
    return Delivery(row.number, row.subject, row.message_id, headers, bytes(row.payload))
