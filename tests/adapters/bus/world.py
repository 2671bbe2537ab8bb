"""A real nats-server with the account wall, two organisations behind it, and clients for all."""

import asyncio
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.bus.accounts import CoreKeys, OrganisationAccess, wall_config
from adapters.bus.connection import Access, Connection, connect
from adapters.bus.delivery import Delivery, StoredMessage
from adapters.bus.feed import FeedPosition
from adapters.bus.names import inbox_of
from adapters.bus.nkey import UserKey
from adapters.bus.relay import StreamPublisher
from adapters.bus.stream import api_request, ensure_consumers, ensure_stream

ORG_A = "91320583MA1ABCDE2X"
ORG_B = "11320583014181234A"
KEYS = {name: UserKey.create() for name in ("relay", "admin", "monitor", ORG_A, ORG_B)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class World:
    """The server's folder and port stay over kills; connections made here are closed at the end."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    opened: list[Connection] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def organisations(self, without: Iterable[str] = ()) -> list[OrganisationAccess]:
        return [
            OrganisationAccess.of(uscc, [] if uscc in without else [KEYS[uscc].public_key])
            for uscc in (ORG_A, ORG_B)
        ]

    def configure(self, organisations: list[OrganisationAccess]) -> None:
        core = CoreKeys(*(KEYS[name].public_key for name in ("relay", "admin", "monitor")))
        (self.folder / "accounts.conf").write_text(wall_config(core, organisations))
        (self.folder / "nats.conf").write_text(
            f'listen: "127.0.0.1:{self.port}"\n'
            f'jetstream {{ store_dir: "{self.folder}/store" }}\n'
            'include "accounts.conf"\n'
        )

    def start(self) -> None:
        binary = Path(sys.executable).with_name("nats-server")
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [binary, "-c", self.folder / "nats.conf"], stdout=log, stderr=log
            )
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
            except OSError:
                time.sleep(0.01)
            else:
                return
        raise AssertionError((self.folder / "server.log").read_text())

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def reload(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)

    def access(self, name: str) -> Access:
        return Access(self.url, KEYS[name], inbox_of(name), f"test {name}", timeout=3)

    async def connect(self, name: str) -> Connection:
        connection = await connect(self.access(name))
        self.opened.append(connection)
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
        for connection in self.opened:
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
