"""A regulator's client: its own feed, every message once and in order, from its own cursor."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from adapters.bus.connection import TROUBLE, Access, AccessRefused, connect, obey_cancellation
from adapters.bus.cursor import Cursor
from adapters.bus.feed import FeedGap, FeedPosition, follow
from adapters.bus.names import FEED_HASH_HEADER, feed_of
from adapters.bus.pull import PULL_LIVES, FeedMessage, PullBroken, Puller
from adapters.bus.stream import BusApiError

_TRANSIENT = (*TROUBLE, BusApiError, PullBroken)
_log = structlog.get_logger("bus.feed")
_VAIN = 3  # beginnings without a message after which the abandoned pulls are waited out


@dataclass(slots=True)
class FeedCounters:
    """`received`: messages handed out · `gaps`: times something was missing and was fetched again
    · `connects`: sessions opened."""

    received: int = 0
    gaps: int = 0
    connects: int = 0
    connected: bool = False
    last_error: str = ""


class FeedDamaged(Exception):
    """The same place of a feed is wrong again and again: not transport, the stream itself."""


class FeedRewound(Exception):
    """The stream does not hold what this cursor holds last: its source was restored from an older
    backup, and numbers from there on may mean something else. A person must decide where to go
    on."""


class RegulatorFeed:
    """`async for message in RegulatorFeed(access, account, cursor)`.

    The cursor moves when the next message is asked for, that is, when the one before has been
    dealt with, or at `commit()`; a crash before shows that one again, with the same `sequence`.
    Who leaves the loop early wraps `messages()` in `contextlib.aclosing`.

    Lives through lost connections and killed servers. Raises AccessRefused when the server has
    refused the key `refusals` times in a row, FeedDamaged when a gap cannot be healed, FeedRewound
    when the stream holds another message where the cursor is, or none within `patience` seconds
    (a stream that is being refilled gets there).
    """

    def __init__(
        self,
        access: Access,
        account: str,
        cursor: Cursor | None = None,
        *,
        refusals: int = 5,
        patience: float = 120.0,
    ) -> None:
        self.cursor = cursor if cursor is not None else Cursor()
        self.counters = FeedCounters()
        self._access = access
        self._account = account
        self._refusals, self._patience = refusals, patience
        self._pause, self._vain = 0.0, 0
        self._wrong: tuple[int, int] = (0, 0)  # the last message that broke its chain, how often
        self._shown: tuple[int, str, FeedPosition | None] | None = None

    def __aiter__(self) -> AsyncGenerator[FeedMessage]:
        return self.messages()

    def commit(self) -> None:
        """The message handed out last has been dealt with. Harmless if there is none."""
        if self._shown is not None:
            self.cursor.advance(*self._shown)
            self._shown = None

    async def messages(self) -> AsyncGenerator[FeedMessage]:
        """Every message behind the cursor, endless."""
        refused = 0
        while True:
            obey_cancellation()
            try:
                async with aclosing(self._session()) as session:
                    async for message in session:
                        refused = 0
                        yield message
            except AccessRefused:
                refused += 1
                if refused >= self._refusals:
                    raise
                self.counters.last_error = "access refused"
            except _TRANSIENT as error:
                self.counters.last_error = f"{type(error).__name__}: {error}"
                _log.info("feed_reconnects", error=self.counters.last_error)
            await self._back_off()

    async def _session(self) -> AsyncGenerator[FeedMessage]:
        connection = await connect(self._access)
        self.counters.connects += 1
        try:
            # asks for the one message that it wants: what it asked for beyond that would be sent
            # to nobody for as long as the pull lives
            await self._recognise(Puller(connection, self._account, batch=1))
            puller = Puller(connection, self._account)
            while True:
                obey_cancellation()
                await puller.begin(self.cursor.sequence)
                self.counters.connected = True
                async with aclosing(self._contiguous(puller)) as run:
                    async for message in run:
                        yield message
                await self._back_off()
        finally:
            self.counters.connected = False
            await connection.close()

    async def _recognise(self, puller: Puller) -> None:
        """What this cursor holds last must be in the stream, at its number, with its hash."""
        at = self.cursor.sequence
        if not (at and self.cursor.feeds):
            return  # it holds nothing that could be compared
        await puller.begin(at - 1)
        try:
            found = await asyncio.wait_for(puller.next(), self._patience)
        except TimeoutError:
            raise FeedRewound(
                f"the stream ends before delivery {at}, which this cursor holds"
            ) from None
        held = self.cursor.feeds.get(feed_of(found.subject))
        stated = found.headers.get(FEED_HASH_HEADER)
        if found.sequence != at or (stated is not None and (held is None or held.hash != stated)):
            raise FeedRewound(f"delivery {at} of the stream is not the one that this cursor holds")

    async def _contiguous(self, puller: Puller) -> AsyncGenerator[FeedMessage]:
        """Messages behind the cursor until one is missing."""
        expected = 1
        while True:
            message = await puller.next()
            obey_cancellation()
            feed = feed_of(message.subject)
            try:
                position = self._check(message, expected, feed)
            except FeedGap as gap:
                self.counters.gaps += 1
                _log.info("feed_gap", reason=str(gap), after=self.cursor.sequence)
                return
            expected += 1
            self._pause, self._vain = 0.0, 0
            self.counters.received += 1
            self._shown = (message.sequence, feed, position)
            yield message
            self.commit()

    def _check(self, message: FeedMessage, expected: int, feed: str) -> FeedPosition | None:
        """The feed's position after the message; raises FeedGap when something is missing."""
        if message.consumer_sequence != expected:
            raise FeedGap(f"consumer sequence {message.consumer_sequence}, {expected} expected")
        if message.sequence <= self.cursor.sequence:
            raise FeedGap(f"delivery {message.sequence} again")
        try:
            return follow(self.cursor.known(feed), message.headers, message.payload)
        except FeedGap as gap:
            # always the same one: with two readers of one consumer it would be ever another
            times = self._wrong[1] + 1 if self._wrong[0] == message.sequence else 1
            self._wrong, self._vain = (message.sequence, times), 0  # it came, so it was not stolen
            if times >= 8:
                raise FeedDamaged(f"{feed} behind delivery {self.cursor.sequence}: {gap}") from gap
            raise

    async def _back_off(self) -> None:
        """Longer each time until a message gets through; random, so that two readers of one
        consumer do not reset each other for ever. After some vain ones as long as a pull lives: in
        a cluster the abandoned ones of a lost connection go on taking messages until then."""
        self._vain += 1
        if self._vain % _VAIN == 0:
            await asyncio.sleep(PULL_LIVES)
        self._pause = min(max(self._pause * 2, 0.05), 1.0)
        await asyncio.sleep(self._pause * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
