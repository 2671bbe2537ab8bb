"""County, city and province: nats-servers, each a leaf of the next, with keys of their own."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from adapters.bus.accounts import CoreKeys, OrganisationAccess, wall_config
from adapters.bus.connection import Access, Connection, connect
from adapters.bus.names import inbox_of
from adapters.bus.nkey import UserKey
from adapters.bus.stream import api_request, ensure_consumers, ensure_stream
from adapters.bus.topology import Upper, ensure_sourcing, ensure_upward, leaf_users, leafnodes_part
from adapters.servers import ports
from adapters.servers.nats import EmbeddedNats

COUNTY, CITY = "r320583", "c3205"
REGIONS = {COUNTY: "320583", CITY: "3205"}
PROVINCE_ORG = "11320000014000321X"


_USERS = ("relay", "admin", "monitor", "root", PROVINCE_ORG)


class Level:
    """One server of the chain. `lower`: domain → key of the servers that dial in."""

    def __init__(self, folder: Path, domain: str, lower: dict[str, UserKey]) -> None:
        self.domain, self.lower, self.upper = domain, lower, ""
        self.keys = {name: UserKey.create() for name in _USERS}
        self.listen = f"127.0.0.1:{ports.choose(None, 'leaf')}"
        self._dials: Upper | None = None
        self.server = EmbeddedNats(
            folder / domain,
            jetstream={"domain": f'"{domain}"'},
            server_name=domain,
        )
        self._opened: list[Connection] = []

    def _config(self) -> str:
        core = CoreKeys(*(self.keys[name].public_key for name in ("relay", "admin", "monitor")))
        reader = OrganisationAccess.of(PROVINCE_ORG, [self.keys[PROVINCE_ORG].public_key])
        below = [(domain, key.public_key) for domain, key in self.lower.items()]
        listen = self.listen if self.lower else None
        wall = wall_config(core, [reader], leaf_users(below))
        root = f"    users: [\n      {{ nkey: {self.keys['root'].public_key} }}\n"
        return wall.replace("    users: [\n", root, 1) + leafnodes_part(listen, self._dials)

    def dial(self, level: "Level", key: UserKey) -> None:
        """Make this server a leaf of `level`'s; before it is started."""
        self.upper = level.domain
        self._dials = Upper(level.listen, self.domain, key.seed)

    def start(self) -> None:
        self.server.start(self._config())

    def access(self, user: str) -> Access:
        assert self.server.address is not None
        return Access(self.server.address.url, self.keys[user], inbox_of(user), user, timeout=5)

    async def connect(self, user: str) -> Connection:
        self._opened.append(await connect(self.access(user)))
        return self._opened[-1]

    async def prepare(self) -> None:
        admin = await self.connect("admin")
        if self.lower:
            lower = {domain: REGIONS[domain] for domain in self.lower}
            await ensure_sourcing(admin.client, lower, self.domain)
        await ensure_stream(admin.client)  # as `nats-config --apply`, for the readers' consumers
        if self.upper:
            await ensure_upward(admin.client, self.domain, self.upper)
        reader = OrganisationAccess.of(PROVINCE_ORG, [self.keys[PROVINCE_ORG].public_key])
        await ensure_consumers(admin.client, [reader])

    async def info(self, **wanted: str) -> dict[str, Any]:
        admin = await self.connect("admin")
        try:
            return await api_request(admin.client, "$JS.API.STREAM.INFO.LINKAGE", wanted)
        finally:
            await admin.close()

    async def messages(self) -> int:
        return (await self.info())["state"]["messages"]

    async def has(self, count: int, seconds: float = 60) -> None:
        async with asyncio.timeout(seconds):
            while await self.messages() < count:  # noqa: ASYNC110 - nothing to wait for
                await asyncio.sleep(0.1)

    async def close(self) -> None:
        for connection in self._opened:
            await connection.close()
        self._opened.clear()


@contextmanager
def chain(folder: Path) -> Iterator[tuple[Level, Level, Level]]:
    """(county, city, province), running; `prepare` each, the lowest first."""
    county_key, city_key = UserKey.create(), UserKey.create()
    province = Level(folder, "p32", {CITY: city_key})
    city = Level(folder, CITY, {COUNTY: county_key})
    county = Level(folder, COUNTY, {})
    county.dial(city, county_key)
    city.dial(province, city_key)
    levels = (county, city, province)
    with ExitStack() as stack:
        for level in reversed(levels):
            stack.callback(level.server.stop)
            level.start()
        yield levels
