"""A cluster of three nats-servers on this machine, each with the same accounts."""

import asyncio
import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from adapters.bus.accounts import CoreKeys, OrganisationAccess, wall_config
from adapters.bus.connection import Access, connect
from adapters.bus.names import inbox_of
from adapters.bus.stream import api_request, ensure_consumers, ensure_stream
from adapters.bus.topology import Cluster
from adapters.servers import ports
from adapters.servers.nats import EmbeddedNats
from tests.adapters.bus.world import KEYS, ORG_A, ORG_B

NAMES = ("n1", "n2", "n3")


class Three:
    """`servers` by name; ports stay over kills."""

    def __init__(self, folder: Path) -> None:
        routes = {name: f"127.0.0.1:{ports.choose(None, 'route')}" for name in NAMES}
        cluster = Cluster("shenguan", routes)
        core = CoreKeys(*(KEYS[name].public_key for name in ("relay", "admin", "monitor")))
        self.readers = [
            OrganisationAccess.of(one, [KEYS[one].public_key]) for one in (ORG_A, ORG_B)
        ]
        wall = wall_config(core, self.readers)
        self.servers = {
            name: EmbeddedNats(folder / name, config=wall + cluster.part(name), server_name=name)
            for name in NAMES
        }

    @property
    def url(self) -> str:
        return ",".join(one.address.url for one in self.servers.values() if one.address)

    def access(self, user: str) -> Access:
        return Access(self.url, KEYS[user], inbox_of(user), user, timeout=3)

    def start(self) -> None:
        """All at once: none is well before it sees another."""
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(EmbeddedNats.start, self.servers.values()))

    async def prepare(self) -> None:
        admin = await connect(self.access("admin"))
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(Exception):  # until the cluster has chosen its leader
                    await ensure_stream(admin.client, replicas=3)
                    await ensure_consumers(admin.client, self.readers)
                    break
                await asyncio.sleep(0.2)
        await admin.close()

    async def leader(self) -> str:
        admin = await connect(self.access("admin"))
        try:
            info = await api_request(admin.client, "$JS.API.STREAM.INFO.LINKAGE")
            return info["cluster"].get("leader", "")
        finally:
            await admin.close()


@contextlib.contextmanager
def three(folder: Path) -> Iterator[Three]:
    found = Three(folder)
    try:
        found.start()
        yield found
    finally:
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(EmbeddedNats.stop, found.servers.values()))
