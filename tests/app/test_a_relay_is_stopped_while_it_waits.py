"""Shutting down waits for no follower: the relay is told to stop where it waits for one."""

import asyncio
import threading
from pathlib import Path

from adapters.bus.relay import StreamPublisher
from app.relay import Relay
from tests.adapters.bus.world import World
from tests.support.running import until


def test_a_relay_that_waits_for_deliveries_ends_when_it_is_told_to(database: str, tmp_path: Path):
    world = World(tmp_path)
    with world.server:
        asyncio.run(prepared(world))
        publisher, stop = StreamPublisher(world.access("relay")), threading.Event()
        relay = Relay(database, publisher)  # where nobody has built the deliveries yet
        running = threading.Thread(target=relay.run, args=(stop,), daemon=True)
        running.start()
        until(lambda: publisher.counters.connected, "it waits for the first delivery")
        stop.set()
        running.join(30)
        assert not running.is_alive()
        assert not publisher.counters.halted
        world.server.kill()


async def prepared(world: World) -> None:
    await world.prepare()
    await world.close()
