"""nats-server 2.15: what an account that a reload adds imports is reachable after a further reload.

`shenguan up` therefore reloads twice. When the first test here fails, the server has learnt it, and
the second reload can go.
"""

import asyncio
from pathlib import Path

import nats.errors
import pytest

from adapters.bus.accounts import CoreKeys, OrganisationAccess, wall_config
from adapters.bus.stream import api_request, ensure_consumers, ensure_stream
from adapters.servers.nats import EmbeddedNats
from tests.adapters.bus.world import KEYS, ORG_A, ORG_B, World

_CORE = CoreKeys(*(KEYS[name].public_key for name in ("relay", "admin", "monitor")))


def wall(*organisations: str) -> str:
    """The configuration with these organisations alone."""
    return wall_config(_CORE, [access(uscc) for uscc in organisations])


def access(uscc: str) -> OrganisationAccess:
    return OrganisationAccess.of(uscc, [KEYS[uscc].public_key])


async def reach_b(server: EmbeddedNats, world: World, reloads: int) -> int:
    """Add B to a server that has only A, reload so often; B's answer to INFO: its sequence."""
    admin = await world.connect("admin")
    await ensure_stream(admin.client)
    await ensure_consumers(admin.client, [access(ORG_A)])
    for _ in range(reloads):
        server.reload(wall(ORG_A, ORG_B))
    await ensure_consumers(admin.client, [access(ORG_B)])
    connection = await world.connect(ORG_B)
    info = await api_request(connection.client, f"LK.CONSUMER.INFO.LINKAGE.{ORG_B}", within=2)
    return info["num_pending"]


def play(folder: Path, reloads: int) -> int:
    world = World(folder)
    world.server.config = wall(ORG_A)

    async def body() -> int:
        try:
            return await reach_b(world.server, world, reloads)
        finally:
            await world.close()

    with world.server:
        return asyncio.run(body())


def test_after_one_reload_nobody_answers_the_new_account(tmp_path: Path) -> None:
    with pytest.raises(nats.errors.NoRespondersError):
        play(tmp_path, 1)


def test_after_two_reloads_the_new_account_reads(tmp_path: Path) -> None:
    assert play(tmp_path, 2) == 0
