"""Three servers in operator mode: a claim pushed to one of them is in force on all."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from adapters.bus.connected import connected, kick
from adapters.bus.connection import TROUBLE, AccessRefused, connect
from adapters.bus.operator import Callout, operator_part
from adapters.bus.stream import BusApiError, api_request, ensure_consumers, ensure_stream
from adapters.bus.topology import Cluster
from adapters.servers import ports
from adapters.servers.nats import EmbeddedNats
from tests.adapters.bus.operated import (
    ACCOUNTS,
    OPERATOR,
    SENTINEL,
    SERVICE,
    OperatedWorld,
    answering,
    now,
)
from tests.adapters.bus.world import KEYS, ORG_A

pytestmark = pytest.mark.soak
A = ACCOUNTS[ORG_A].public_key


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[list[OperatedWorld]]:
    """Three, joined, each with a folder of claims of its own."""
    routes = {f"n{number}": f"127.0.0.1:{ports.choose(None, 'routes')}" for number in (1, 2, 3)}
    callout = Callout(SERVICE.public_key, SENTINEL.public_key)
    worlds = []
    for name in routes:
        part = operator_part(OPERATOR, tmp_path / name / "claims", callout, now())
        config = part + Cluster("operated", routes).part(name)
        world = OperatedWorld(tmp_path / name)
        world.server = EmbeddedNats(tmp_path / name, config=config, server_name=name)
        worlds.append(world)
    with ExitStack() as stack, ThreadPoolExecutor(len(worlds)) as pool:
        for world in worlds:
            stack.callback(world.server.stop)
            stack.callback(world.server.kill)
        list(pool.map(lambda world: world.server.start(), worlds))
        yield worlds


async def _prepared(world: OperatedWorld) -> None:
    for uscc in ACCOUNTS:
        await world.put(uscc)
    async with asyncio.timeout(60):
        while True:
            try:
                admin = await world.connect("admin")
                await ensure_stream(admin.client, replicas=3)
                await ensure_consumers(admin.client, world.organisations())
            except (BusApiError, *TROUBLE):  # they are choosing a leader
                await asyncio.sleep(0.5)
            else:
                return


def test_a_revocation_and_a_kick_reach_every_server(nodes: list[OperatedWorld]) -> None:
    first, second, third = nodes

    async def body() -> None:
        await _prepared(first)
        async with answering(first):
            by_key = await second.connect(ORG_A)
            by_token = await connect(third.bearer("3600"))
            for connection in (by_key, by_token):
                await api_request(connection.client, f"LK.CONSUMER.INFO.LINKAGE.{A}")
            await first.put(ORG_A, revoked=[KEYS[ORG_A].public_key])
            await asyncio.wait_for(by_key.lost.wait(), 30)
            for world in nodes:
                with pytest.raises(AccessRefused):
                    await connect(world.access(ORG_A))
            monitor = await first.connect("monitor")
            (one,) = [each for each in await connected(monitor.client) if "/" in each.user]
            await kick(monitor.client, one)
            await asyncio.wait_for(by_token.lost.wait(), 30)
        for world in nodes:
            await world.close()

    asyncio.run(asyncio.wait_for(body(), 120))
