"""The relay's follower: numbered deliveries of the read model, handed to the stream.

It keeps no position of its own: the stream's last message is the position (push.md §3). The
projector may be behind the log after a crash, and so seem to be behind the stream; therefore "no
more deliveries" is only said when the projector has reached the head.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import structlog

from adapters.bus.delivery import Delivery
from adapters.bus.feed import FeedPosition
from adapters.bus.relay import RelayHalted, StreamPublisher
from projections.delivery_queries import Outgoing, outgoing

log = structlog.get_logger(__name__)

_BEHIND = """
SELECT (SELECT position FROM ledger.head)
     > coalesce((SELECT position FROM ops.follower WHERE name = 'projector'), 0)"""
_AGAIN = 0.05
_TROUBLE = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.UndefinedTable)
NextDeliveries = Callable[[int, int], Awaitable[list[Delivery]]]


class Relay:
    """Runs a `StreamPublisher` in a thread with an event loop of its own."""

    def __init__(self, url: str, publisher: StreamPublisher) -> None:
        self.publisher = publisher
        self._url = url

    def run(self, stop: threading.Event) -> None:
        """Publish until `stop` is set. A halt (stream and log disagree) is kept and shown."""
        asyncio.run(self._run(stop))

    async def _run(self, stop: threading.Event) -> None:
        wake, ended = asyncio.Event(), asyncio.Event()
        listening = asyncio.create_task(self._listen(wake, ended))
        watching = asyncio.create_task(_until(stop, ended))
        try:
            await self.publisher.run(self._next, wake, ended)
        except RelayHalted:
            log.critical("relay_halted", reason=self.publisher.counters.halted)
            await watching  # an operator must look; standing still is the safe state
        finally:
            ended.set()
            listening.cancel()
            watching.cancel()
            await asyncio.gather(listening, watching, return_exceptions=True)

    async def _next(self, after: int, limit: int) -> list[Delivery]:
        while True:
            try:
                rows, behind = await asyncio.to_thread(self._read, after, limit)
            except _TROUBLE:
                await asyncio.sleep(0.5)
                continue
            if rows or not behind:
                return [_delivery(row) for row in rows]
            await asyncio.sleep(_AGAIN)

    def _read(self, after: int, limit: int) -> tuple[list[Outgoing], bool]:
        with self._connection() as connection:
            behind = connection.execute(_BEHIND).fetchone()
            return outgoing(connection, after, limit), bool(behind and behind[0])

    def _connection(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._url, autocommit=True)

    async def _listen(self, wake: asyncio.Event, ended: asyncio.Event) -> None:
        """Wake on each projected page; a lost connection is made again."""
        while not ended.is_set():
            try:
                connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
                async with connection:
                    await connection.execute("LISTEN projected")
                    wake.set()
                    async for _ in connection.notifies():
                        wake.set()
            except (psycopg.OperationalError, psycopg.InterfaceError):
                await asyncio.sleep(0.5)


async def _until(stop: threading.Event, ended: asyncio.Event) -> None:
    await asyncio.to_thread(stop.wait)
    ended.set()


def _delivery(row: Outgoing) -> Delivery:
    headers = FeedPosition(row.feed_seq, row.feed_hash).headers()
    return Delivery(row.number, row.subject, row.message_id, headers, bytes(row.payload))
