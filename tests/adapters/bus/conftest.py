"""One nats-server a test, in a folder of its own, and a runner for async bodies."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.adapters.bus.world import World

Play = Callable[[Callable[[World], Awaitable[None]]], None]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A running server with the wall; stream and consumers are made by `play`."""
    world = World(tmp_path)
    with world.server:
        yield world
        world.server.kill()


@pytest.fixture
def play(world: World) -> Play:
    """Run an async test body against the world, within 60 seconds."""

    async def whole(body: Callable[[World], Awaitable[None]]) -> None:
        try:
            await world.prepare()
            await asyncio.wait_for(body(world), 60)
        finally:
            await world.close()

    return lambda body: asyncio.run(whole(body))
