"""`Regulator`: one organisation's feed, received once and in order, proved, signed for."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from adapters.bus.comparing import Comparison, first_difference, told
from adapters.bus.connection import AccessRefused
from adapters.bus.cursor import Cursor
from adapters.bus.feed import FeedPosition
from adapters.bus.names import FEED_HASH_HEADER, FEED_SEQ_HEADER, feed_of
from adapters.bus.nkey import UserKey
from adapters.bus.pull import FeedMessage
from adapters.bus.receipts import signed
from adapters.bus.subscriber import RegulatorFeed
from adapters.ledger.proof.note import Verifier
from app.kit.api import Api
from app.kit.checkpoints import Checkpoints
from app.kit.errors import FeedDiffers, Refused, SignInRefused
from app.kit.journal import HashJournal
from app.kit.message import Message
from app.kit.profile import Profile
from app.kit.signing_in import stream_access
from app.kit.sse import SseFeed
from app.kit.verifying import MOST, Verifying

_AHEAD = 1000
_SYNC_EVERY = 0.05
"""Seconds. Each move of the cursor survives the process; every so often, and whenever nothing
waits, it is made to survive a power cut as well."""
NOT_NEWER = "receipt-not-newer"


def read_key(path: Path) -> UserKey:
    """The key in a file, which is made (mode 0600) if there is none: register its `public_key` as
    the post's publicNkey. Raises PermissionError if others can read the file."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(UserKey.create().seed + "\n", "ascii")
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} can be read by others: chmod 600 it, or make a new key")
    return UserKey.parse(path.read_text("ascii").strip())


class Regulator:
    """`async with Regulator(profile, folder) as regulator: async for message in regulator: …`.

    Each message comes once and in order, checked against the chain of the feed and, unless
    `verify` is False, proved under the log's signed checkpoint before it is handed out. The cursor
    in `folder` moves when the next message is asked for, so what was being dealt with in a crash
    is shown again. `from_seq` begins anew at that number of the feed.

    Raises, rather than going on with what cannot be true: Contradicted, Forked, FeedDamaged,
    FeedRewound (app.kit.errors, app.kit.proving, adapters.bus.subscriber).
    """

    def __init__(
        self, profile: Profile, folder: Path, *, verify: bool = True, from_seq: int | None = None
    ) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.profile = profile
        self.api = Api(profile.api, profile.token, profile.region, profile.organisation)
        self.cursor = Cursor.load(folder / "cursor.json")
        self.cursor.durable = True
        self.journal = HashJournal(folder / "hashes")
        self._synced = 0.0
        self._from = from_seq
        self._verifying: Verifying | None = None
        self.checkpoints: Checkpoints | None = None
        if profile.log_key is not None:
            self.checkpoints = Checkpoints(Verifier.from_vkey(profile.log_key), folder)
        if verify:
            if self.checkpoints is None:
                raise ValueError("to verify, the log's public key is needed: log_key")
            self._verifying = Verifying(self.api, self.checkpoints)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._settle()
        await self.api.close()

    @property
    def held(self) -> FeedPosition:
        """How far this kit has come in the feed."""
        return self.cursor.known(self.profile.feed) or FeedPosition()

    def __aiter__(self) -> AsyncGenerator[Message]:
        return self.messages()

    async def messages(self) -> AsyncGenerator[Message]:
        """Every message behind the cursor, endless. Whoever leaves early wraps it in `aclosing`."""
        if self._from is not None:
            await self.begin(self._from)
        async with aclosing(self._received()) as received:
            async for message in received:
                yield message
                self.commit(message)

    def commit(self, message: Message) -> None:
        """This message has been dealt with; asking for the next one says so too."""
        if message.number > self.cursor.sequence:
            position = FeedPosition(message.seq, message.hash)
            self.journal.add(position)
            self.cursor.durable = time.monotonic() > self._synced + _SYNC_EVERY
            self.cursor.advance(message.number, self.profile.feed, position)
            if self.cursor.durable:
                self._synced = time.monotonic()

    async def begin(self, seq: int) -> None:
        """Go on with message `seq` of the feed, whatever was held before.

        Raises:
            Refused: the feed does not reach so far.
        """
        number, position = 0, FeedPosition()
        if seq > 1:
            before = (await self.api.messages(seq - 2, 1))["items"]
            if not before:
                raise Refused("beyond-feed", f"the feed has no message {seq - 1} to go on after")
            number, position = before[0]["number"], FeedPosition(seq - 1, before[0]["hash"])
        self.cursor.sequence, self.cursor.complete = number, True
        self.cursor.feeds = {self.profile.feed: position}
        self.cursor.save()

    async def sign(self, message: Message) -> dict[str, Any] | None:
        """Sign for everything up to this message, and post the receipt; None where the
        organisation has signed for more already (a replay).

        Raises:
            Refused: the server's own record differs; `code` says in what.
        """
        newest = self.checkpoints.newest if self.checkpoints else None
        if newest is None or message.proof is None:
            raise ValueError("only what was verified is signed for: Regulator(…, verify=True)")
        claim = {
            "org": self.profile.organisation,
            "post": self.profile.post,
            "feedSeq": message.seq,
            "feedHash": message.hash,
            "treeSize": newest.checkpoint.size,
            "root": newest.checkpoint.root.hex(),
        }
        receipt = signed(claim, self.profile.key)
        body = {name: receipt[name] for name in receipt if name not in ("org", "post")}
        try:
            return await self.api.sign_receipt(body)
        except Refused as error:
            if error.code != NOT_NEWER:
                raise
            return None

    async def compare(self) -> None:
        """Ask whether what is held is what went out.

        Raises:
            FeedDiffers: with the first message that differs, as far back as hashes are kept.
        """

        async def ask(held: list[FeedPosition]) -> Comparison:
            answer = await self.api.compare(told(held))
            return Comparison(answer["agreed"], answer["differs"])

        if (await ask([self.held])).differs is None:
            return
        first, last = self.journal.before + 1, min(self.journal.last, self.held.count)
        seq = await first_difference(ask, self.journal.hash_of, last, max(first, 1))
        raise FeedDiffers(seq, f"message {seq} of {self.profile.feed} is not what is held here")

    async def _source(self) -> AsyncGenerator[FeedMessage]:
        """From NATS or by SSE, behind a cursor of its own: it runs ahead of what is dealt with."""
        profile, held = self.profile, self.cursor
        ahead = Cursor(held.sequence, dict(held.feeds), complete=held.complete)
        if profile.nats is None:
            return SseFeed(self.api, ahead, profile.feed).messages()
        access, account = await stream_access(profile, self.api)
        return RegulatorFeed(access, account, ahead).messages()

    async def _received(self) -> AsyncGenerator[Message]:
        """Batches of what has come, proved, one after the other."""
        waiting: asyncio.Queue[Message] = asyncio.Queue(_AHEAD)
        pump = asyncio.create_task(_pump(self._source(), self.profile.feed, waiting))
        try:
            while True:
                for message in await self._proved(await _batch(waiting, pump)):
                    yield message
                self._settle()
        finally:
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)

    def _settle(self) -> None:
        """What was committed since the last time goes onto the disk."""
        if not self.cursor.durable:
            self.cursor.durable = True
            self.cursor.save()

    async def _proved(self, batch: list[Message]) -> list[Message]:
        if self._verifying is None:
            return batch
        proofs = await self._verifying.prove(batch)
        return [replace(one, proof=proof) for one, proof in zip(batch, proofs, strict=True)]


async def _pump(
    opening: Awaitable[AsyncGenerator[FeedMessage]], feed: str, into: asyncio.Queue[Message]
) -> None:
    """A post of a city or province is sent the feeds of every county below; a cursor, and the
    proofs of a log, are of one: these are not mixed."""
    try:
        async with aclosing(await opening) as messages:
            async for one in messages:
                if feed_of(one.subject) != feed:
                    raise Refused(
                        "other-feed",
                        f"delivery {one.sequence} is of {feed_of(one.subject)}, not of {feed}: "
                        "the kit follows one county's feed, plain `shenguan watch` several",
                    )
                seq, hash_ = int(one.headers[FEED_SEQ_HEADER]), one.headers[FEED_HASH_HEADER]
                await into.put(Message(one.sequence, seq, hash_, one.payload))
    except AccessRefused as error:
        raise SignInRefused(f"NATS does not admit {error}") from error


async def _batch(waiting: asyncio.Queue[Message], pump: asyncio.Task[None]) -> list[Message]:
    """What has come, at least one. Raises what ended the pump."""
    getting = asyncio.ensure_future(waiting.get())
    try:
        await asyncio.wait({getting, pump}, return_when=asyncio.FIRST_COMPLETED)
        if not getting.done():
            pump.result()
        batch = [await getting]
    finally:
        getting.cancel()
    while len(batch) < MOST and not waiting.empty():
        batch.append(waiting.get_nowait())
    return batch
