"""Pulling one consumer across the account wall: RESET, NEXT, and noticing silence.

Measured: without a heartbeat a pull that is idle for two minutes dies silently, and an abandoned
pull can swallow messages. Hence short pulls, a heartbeat each second, and a consumer sequence
that must be contiguous since the last RESET.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from adapters.bus.connection import Connection
from adapters.bus.names import REGULATOR_PREFIX, STREAM
from adapters.bus.stream import SECOND, api_request

PULL_LIVES = 5.0
"""Seconds after which the server forgets a pull, answered or not."""
_EXPIRES = int(PULL_LIVES * SECOND)
_HEARTBEAT = 1 * SECOND
_SILENCE = 3.0  # seconds without message or heartbeat after which a pull counts as dead
_HEARTBEAT_STATUS = "100"
_PULL_ENDED = {"404", "408"}  # nothing there, or expired: ordinary, pull again


class PullBroken(Exception):
    """The pull is dead: silence, a lost connection, a consumer that is gone."""


@dataclass(frozen=True, slots=True)
class FeedMessage:
    """One message of the feed. `sequence` is the number of the delivery in the whole stream."""

    sequence: int
    subject: str
    headers: dict[str, str]
    payload: bytes
    consumer_sequence: int


class Puller:
    """Raw messages of one consumer over one connection; the caller checks that none is missing."""

    def __init__(self, connection: Connection, account: str, batch: int = 256) -> None:
        self._connection = connection
        self._account = account
        self._batch = batch
        self._expected = 0  # messages the running pull may still bring; 0: ask again
        self._last = 0  # consumer sequence of the newest message since the last RESET
        self._messages: asyncio.Queue[Msg] = asyncio.Queue()
        self._inbox = ""
        self._listening: Subscription | None = None

    async def begin(self, after: int) -> None:
        """Make the consumer begin anew behind a stream sequence; its own count restarts at 1.

        Each beginning has an inbox of its own, so nothing from before gets in: the server gives
        up a pull whose inbox nobody listens to.
        """
        client = self._connection.client
        if self._listening is not None:
            await self._listening.unsubscribe()
        self._inbox, self._messages, self._expected = client.new_inbox(), asyncio.Queue(), 0
        self._last = 0
        self._listening = await client.subscribe(self._inbox, cb=self._into(self._messages))
        await self._connection.unless_lost(
            api_request(client, self._api("RESET"), {"seq": after + 1})
        )

    async def next(self) -> FeedMessage:
        """The next message, however long that takes; raises PullBroken."""
        while True:
            if self._expected <= 0 and self._messages.empty():
                await self._ask()
            message = await self._receive()
            status = (message.headers or {}).get("Status") if not message.reply else None
            if status == _HEARTBEAT_STATUS:
                continue
            if status in _PULL_ENDED:
                self._expected = 0
                await self._check_nothing_swallowed()
            elif status is not None or not message.reply:
                raise PullBroken(f"the server ended the pull: {message.headers}")
            else:
                self._expected -= 1
                read = _read(message)
                self._last = read.consumer_sequence
                return read

    async def _check_nothing_swallowed(self) -> None:
        """A message that an abandoned pull swallowed is seen by the gap before the next one; the
        last one has no next. So what the server has delivered is asked for whenever it is quiet.
        """
        info = await self._connection.unless_lost(
            api_request(self._connection.client, self._api("INFO"))
        )
        delivered = int(info["delivered"]["consumer_seq"])
        if self._messages.empty() and delivered > self._last:
            raise PullBroken(f"{delivered} messages were delivered, {self._last} have come")

    async def _ask(self) -> None:
        body = {"batch": self._batch, "expires": _EXPIRES, "idle_heartbeat": _HEARTBEAT}
        await self._connection.client.publish(
            self._api("MSG.NEXT"), json.dumps(body).encode(), reply=self._inbox
        )
        self._expected = self._batch

    async def _receive(self) -> Msg:
        if not self._messages.empty():
            return self._messages.get_nowait()  # spares a task for each message of a burst
        getting = asyncio.ensure_future(self._messages.get())
        losing = asyncio.ensure_future(self._connection.lost.wait())
        try:
            await asyncio.wait(
                {getting, losing}, timeout=_SILENCE, return_when=asyncio.FIRST_COMPLETED
            )
            if getting.done():
                return getting.result()
            raise PullBroken("connection lost" if losing.done() else "no heartbeat")
        finally:
            getting.cancel()
            losing.cancel()

    @staticmethod
    def _into(queue: asyncio.Queue[Msg]) -> Callable[[Msg], Awaitable[None]]:
        async def put(message: Msg) -> None:
            queue.put_nowait(message)

        return put

    def _api(self, service: str) -> str:
        return f"{REGULATOR_PREFIX}.CONSUMER.{service}.{STREAM}.{self._account}"


def _read(message: Msg) -> FeedMessage:
    # $JS.ACK.<stream>.<consumer>.<tries>.<stream sequence>.<consumer sequence>.<time>.<pending>
    tokens = message.reply.split(".")
    if len(tokens) < 9 or not (tokens[-4].isdigit() and tokens[-3].isdigit()):
        raise PullBroken(f"a message without metadata: {message.reply}")
    return FeedMessage(
        sequence=int(tokens[-4]),
        subject=message.subject,
        headers=dict(message.headers or {}),
        payload=message.data,
        consumer_sequence=int(tokens[-3]),
    )
