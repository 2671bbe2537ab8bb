"""A feed by server-sent events, for a place that only HTTP reaches: same promises as by NATS."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx
import structlog

from adapters.bus.cursor import Cursor
from adapters.bus.feed import FeedGap, follow
from adapters.bus.names import FEED_HASH_HEADER, FEED_SEQ_HEADER, feed_of
from adapters.bus.pull import FeedMessage
from adapters.bus.subscriber import FeedDamaged
from app.kit.api import FORBIDDEN, OK, UNAUTHORISED, Api
from app.kit.errors import Refused, SignInRefused

_SILENCE = 60.0  # the server shows a sign of life every 15 s
_REWOUND = 400
_TRIES = 8
_log = structlog.get_logger("kit.sse")


class SseFeed:
    """`messages()` yields every message behind the cursor, endless, each once and in its chain.

    Comes back after lost connections, restarts and expired tokens. Raises SignInRefused after
    `refusals` refusals in a row, FeedDamaged when the same place is wrong again and again, Refused
    when the server does not reach the cursor (it was restored from an older backup).
    """

    def __init__(self, api: Api, cursor: Cursor, feed: str, refusals: int = 5) -> None:
        self._api, self._cursor, self._feed = api, cursor, feed
        self._refusals = refusals
        self._refused = self._broken = 0
        self._pause = 0.0

    async def messages(self) -> AsyncGenerator[FeedMessage]:
        """Every message behind the cursor."""
        while True:
            try:
                async with aclosing(self._session()) as session:
                    async for message in session:
                        held = self._cursor.known(self._feed)
                        position = follow(held, message.headers, message.payload)
                        self._refused = self._broken = 0
                        self._pause = 0.0
                        yield message
                        self._cursor.advance(message.sequence, self._feed, position)
            except FeedGap as gap:
                self._broken += 1
                _log.info("feed_gap", reason=str(gap), after=self._cursor.sequence)
                if self._broken >= _TRIES:
                    raise FeedDamaged(f"behind delivery {self._cursor.sequence}: {gap}") from gap
            except httpx.HTTPError as error:
                _log.info("feed_reconnects", error=f"{type(error).__name__}: {error}")
            self._pause = min(max(self._pause * 2, 0.1), 5.0)
            await asyncio.sleep(self._pause)

    async def _session(self) -> AsyncGenerator[FeedMessage]:
        headers = {**self._api.headers(), "last-event-id": str(self._cursor.sequence)}
        timeout = httpx.Timeout(30.0, read=_SILENCE)
        async with self._api.client.stream(
            "GET", "/v1/stream", headers=headers, timeout=timeout
        ) as answer:
            await self._check(answer)
            rest = b""
            async for piece in answer.aiter_bytes():
                # by line feeds alone: the bytes of a message may hold other line separators
                *frames, rest = (rest + piece).split(b"\n\n")
                for frame in frames:
                    message = _read(frame.split(b"\n"))
                    if message is not None and feed_of(message.subject) == self._feed:
                        yield message

    async def _check(self, answer: httpx.Response) -> None:
        if answer.status_code == OK:
            return
        if answer.status_code in (UNAUTHORISED, FORBIDDEN):
            self._refused += 1
            if self._refused >= self._refusals:
                raise SignInRefused("the event stream does not accept the token")
        await answer.aread()
        if answer.status_code == _REWOUND:
            raise Refused("invalid-cursor", answer.text[:500])
        raise httpx.HTTPError(f"HTTP {answer.status_code}")


def _read(lines: list[bytes]) -> FeedMessage | None:
    """One frame: `: feed=<feed> <seq> <hash>`, `id:`, `event:`, `data:`; None for any other."""
    fields: dict[bytes, bytes] = {}
    for line in lines:
        name, _, value = line.partition(b"=" if line.startswith(b": feed=") else b": ")
        fields[name] = value
    place = fields.get(b": feed", b"").decode().split(" ")
    number, kind = fields.get(b"id", b"").decode(), fields.get(b"event", b"").decode()
    if b"data" not in fields or not number.isdigit() or len(place) != 3:
        return None
    return FeedMessage(
        sequence=int(number),
        subject=f"linkage.{place[0]}.{kind}",
        headers={FEED_SEQ_HEADER: place[1], FEED_HASH_HEADER: place[2]},
        payload=fields[b"data"],
        consumer_sequence=0,
    )
