"""A real nats-server with the account wall, two organisations behind it, and clients for all."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from adapters.bus.accounts import CoreKeys, OrganisationAccess, wall_config
from adapters.bus.connection import Access, Connection, connect
from adapters.bus.delivery import Delivery, StoredMessage
from adapters.bus.feed import FeedPosition
from adapters.bus.names import inbox_of
from adapters.bus.nkey import UserKey
from adapters.bus.pull import FeedMessage
from adapters.bus.relay import StreamPublisher
from adapters.bus.stream import api_request, ensure_consumers, ensure_stream
from adapters.bus.subscriber import RegulatorFeed
from adapters.servers.nats import EmbeddedNats

ORG_A = "91320583MA1ABCDE2X"
ORG_B = "11320583014181234A"
KEYS = {name: UserKey.create() for name in ("relay", "admin", "monitor", ORG_A, ORG_B)}


class World:
    """The server's folder and port stay over kills; connections made here are closed at the end."""

    def __init__(self, folder: Path, rewrite: Callable[[str], str] = lambda text: text) -> None:
        """`rewrite` changes the wall's text before the server sees it: to take a part away."""
        self._rewrite = rewrite
        self._opened: list[Connection] = []
        self.server = EmbeddedNats(folder, config=self.config())

    def organisations(self, without: Iterable[str] = ()) -> list[OrganisationAccess]:
        return [
            OrganisationAccess.of(uscc, [] if uscc in without else [KEYS[uscc].public_key])
            for uscc in (ORG_A, ORG_B)
        ]

    def config(self, without: Iterable[str] = ()) -> str:
        core = CoreKeys(*(KEYS[name].public_key for name in ("relay", "admin", "monitor")))
        return self._rewrite(wall_config(core, self.organisations(without)))

    def access(self, name: str) -> Access:
        assert self.server.address is not None
        return Access(
            self.server.address.url, KEYS[name], inbox_of(name), f"test {name}", timeout=3
        )

    async def connect(self, name: str) -> Connection:
        connection = await connect(self.access(name))
        self._opened.append(connection)
        return connection

    async def prepare(self) -> None:
        """The stream and the consumers of both organisations."""
        admin = await self.connect("admin")
        await ensure_stream(admin.client)
        await ensure_consumers(admin.client, self.organisations())

    async def stored(self) -> list[tuple[int, str, bytes]]:
        """(sequence, subject, payload) of the whole stream, as the relay may read it."""
        relay = await self.connect("relay")
        info = await api_request(relay.client, "$JS.API.STREAM.INFO.LINKAGE")
        found = []
        for sequence in range(1, info["state"]["last_seq"] + 1):
            answer = await api_request(
                relay.client, "$JS.API.STREAM.MSG.GET.LINKAGE", {"seq": sequence}
            )
            message = StoredMessage.from_api(answer["message"])
            found.append((message.sequence, message.subject, message.payload))
        return found

    async def close(self) -> None:
        for connection in self._opened:
            await connection.close()


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something that the other side does in its own time."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - counters have no event to wait for
            await asyncio.sleep(0.01)


class Source:
    """A log's deliveries: numbered, chained per organisation, the same for the same number."""

    def __init__(self, *organisations: str) -> None:
        self.organisations = organisations or (ORG_A, ORG_B)
        self.deliveries: list[Delivery] = []
        self.chains: dict[str, FeedPosition] = {}
        self.wake = asyncio.Event()

    def add(self, count: int) -> None:
        for number in range(len(self.deliveries) + 1, len(self.deliveries) + count + 1):
            uscc = self.organisations[number % len(self.organisations)]
            payload = b'{"n":%d,"text":"%s"}' % (number, b"x" * 200)
            self.chains[uscc] = self.chains.get(uscc, FeedPosition()).after(payload)
            self.deliveries.append(
                Delivery(
                    number,
                    f"linkage.32.05.83.{uscc}.case.accepted",
                    f"d-{number}",
                    self.chains[uscc].headers(),
                    payload,
                )
            )
        self.wake.set()

    async def next(self, after: int, limit: int) -> list[Delivery]:
        return self.deliveries[after : after + limit]

    def expected(self, uscc: str | None = None) -> list[tuple[int, str, bytes]]:
        return [
            (d.number, d.subject, d.payload)
            for d in self.deliveries
            if uscc is None or f".{uscc}." in d.subject
        ]


@asynccontextmanager
async def relaying(world: World, source: Source) -> AsyncGenerator[StreamPublisher]:
    """A relay at work until the block ends; it must stop cleanly."""
    publisher, stop = StreamPublisher(world.access("relay"), timeout=2), asyncio.Event()
    running = asyncio.ensure_future(publisher.run(source.next, source.wake, stop))
    try:
        yield publisher
    finally:
        stop.set()
        await asyncio.wait_for(running, 15)


async def caught_up(publisher: StreamPublisher, source: Source) -> None:
    await until(lambda: publisher.counters.last_number >= len(source.deliveries))


async def take(feed: RegulatorFeed, count: int, seconds: float = 20) -> list[FeedMessage]:
    taken: list[FeedMessage] = []
    async with asyncio.timeout(seconds), aclosing(feed.messages()) as messages:
        async for message in messages:
            taken.append(message)
            if len(taken) == count:
                feed.commit()
                break
    return taken


def as_sent(messages: list[FeedMessage]) -> list[tuple[int, str, bytes]]:
    return [(m.sequence, m.subject, m.payload) for m in messages]
