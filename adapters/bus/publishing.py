"""One relay's conversation with the stream over one connection: window, batch, read back."""

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from nats.aio.msg import Msg

from adapters.bus.connection import Connection, obey_cancellation
from adapters.bus.delivery import Delivery, StoredMessage
from adapters.bus.names import STREAM
from adapters.bus.stream import api_request

_EXPECTED = "Nats-Expected-Last-Sequence"


class PublishFailed(Exception):
    """The server refused, answered something else than expected, or did not answer in time."""


class PublishingSession:
    """Publishes numbered deliveries and follows their acknowledgements.

    After any failure the session is of no more use: what is in the stream is found out by
    reading it, never from what was or was not acknowledged.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        window: int,
        timeout: float,
        acknowledged: Callable[[int], None],
    ) -> None:
        """`acknowledged` is told the number of the last delivery that the server has stored."""
        self.connection = connection
        self.failed = asyncio.Event()
        self._acknowledged = acknowledged
        self._window = window
        self._timeout = timeout
        self._reason = ""
        self._sent: deque[tuple[int, float]] = deque()  # number, monotonic time of sending
        self._moved = asyncio.Event()
        self._inbox = connection.client.new_inbox()

    async def open(self) -> None:
        """Start listening for acknowledgements; call once before publishing."""
        await self.connection.client.subscribe(f"{self._inbox}.*", cb=self._on_answer)

    async def last_message(self) -> StoredMessage | None:
        """The stream's last message; None for an empty stream.

        Raises BusApiError with code 404 where the last sequence has no message.
        """
        info = await self._api("STREAM.INFO")
        if not (last := info["state"]["last_seq"]):
            return None
        answer = await self._api("STREAM.MSG.GET", {"seq": last})
        return StoredMessage.from_api(answer["message"])

    @property
    def in_flight(self) -> int:
        """How many deliveries were sent and not acknowledged yet."""
        return len(self._sent)

    async def publish_window(self, deliveries: Sequence[Delivery]) -> None:
        """Send one by one without waiting for each; returns with the last ones still in flight."""
        for delivery in deliveries:
            await self._until_below(self._window)
            self._sent.append((delivery.number, time.monotonic()))
            await self.connection.client.publish(
                delivery.subject,
                delivery.payload,
                reply=f"{self._inbox}.{delivery.number}",
                headers={**delivery.wire_headers(), _EXPECTED: str(delivery.number - 1)},
            )

    async def publish_batch(self, deliveries: Sequence[Delivery]) -> None:
        """Send all of them or none, at most 1,000; returns when the server has stored them."""
        await self._until_below(1)
        batch_id = secrets.token_hex(16)
        client = self.connection.client
        for index, delivery in enumerate(deliveries, start=1):
            headers = {
                **delivery.wire_headers(),
                "Nats-Batch-Id": batch_id,
                "Nats-Batch-Sequence": str(index),
            }
            if index == 1:
                headers[_EXPECTED] = str(delivery.number - 1)
            if index < len(deliveries):
                await client.publish(delivery.subject, delivery.payload, headers=headers)
                continue
            headers["Nats-Batch-Commit"] = "1"
            asking = client.request(
                delivery.subject, delivery.payload, timeout=self._timeout, headers=headers
            )
            answer = await self.connection.unless_lost(asking)
            self._check(json.loads(answer.data), delivery.number, count=len(deliveries))
            self._acknowledged(delivery.number)

    async def _api(self, call: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        asking = api_request(
            self.connection.client, f"$JS.API.{call}.{STREAM}", body, within=self._timeout
        )
        return await self.connection.unless_lost(asking)

    def check(self) -> None:
        """Raise PublishFailed if anything went wrong or an acknowledgement is overdue."""
        if self.connection.lost.is_set():
            self._fail("connection lost")
        elif self._sent and time.monotonic() - self._sent[0][1] > self._timeout:
            self._fail(f"no acknowledgement of {self._sent[0][0]} within {self._timeout} s")
        if self._reason:
            raise PublishFailed(self._reason)

    async def _until_below(self, limit: int) -> None:
        while True:
            obey_cancellation()
            self.check()
            if len(self._sent) < limit:
                return
            self._moved.clear()
            # our own limit: a future of nats-py would wait for ever
            moved = asyncio.ensure_future(self._moved.wait())
            await asyncio.wait({moved}, timeout=0.5)
            moved.cancel()

    async def _on_answer(self, message: Msg) -> None:
        try:
            if not self._sent:
                raise PublishFailed("an answer that nobody waits for")
            number, _ = self._sent.popleft()
            if message.subject != f"{self._inbox}.{number}":
                raise PublishFailed(f"{message.subject} answered, {number} expected")
            self._check(json.loads(message.data or b"{}"), number)
            self._acknowledged(number)
        except (PublishFailed, ValueError) as error:
            self._fail(str(error))
        self._moved.set()

    def _check(self, answer: dict[str, Any], number: int, count: int | None = None) -> None:
        if error := answer.get("error"):
            raise PublishFailed(f"{error.get('err_code')}: {error.get('description')}")
        if answer.get("seq") != number or answer.get("duplicate") or answer.get("count") != count:
            raise PublishFailed(f"delivery {number} was answered with {answer}")

    def _fail(self, reason: str) -> None:
        self._reason = self._reason or reason
        self.failed.set()
        self._moved.set()
