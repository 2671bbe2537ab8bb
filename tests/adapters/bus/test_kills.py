"""Exactly once through kills of the server and of the relay, and after a restored older copy."""

import asyncio
import shutil

from adapters.bus.relay import StreamPublisher
from adapters.bus.subscriber import RegulatorFeed
from tests.adapters.bus.conftest import Play
from tests.adapters.bus.world import ORG_A, Source, World, as_sent, caught_up, relaying, take, until


def test_relay_and_regulator_come_through_kills_of_the_server(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source()
        feed = RegulatorFeed(world.access(ORG_A), ORG_A)
        async with relaying(world, source) as publisher:
            reading = asyncio.ensure_future(take(feed, 1500, 50))
            for round_ in range(30):
                killed = round_ % 6 == 3
                if killed:
                    await until(lambda: publisher.counters.connected and feed.counters.connected)
                source.add(40 if round_ % 2 else 160)  # one by one, and in batches
                if killed:
                    await asyncio.sleep(0.004 * (round_ // 6))
                    world.server.kill()
                    await asyncio.sleep(0.05)
                    await asyncio.to_thread(world.server.start)
                await asyncio.sleep(0.03)
            await caught_up(publisher, source)
            assert as_sent(await reading) == source.expected(ORG_A)
            assert publisher.counters.resyncs > 5
            assert publisher.counters.batches > 0
        assert await world.stored() == source.expected()

    play(body)


def test_a_relay_killed_at_any_moment_loses_and_doubles_nothing(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source()
        for round_ in range(30):
            source.add(20 if round_ % 2 else 150)
            publisher = StreamPublisher(world.access("relay"), timeout=2)
            running = asyncio.ensure_future(
                publisher.run(source.next, source.wake, asyncio.Event())
            )
            await asyncio.sleep(0.002 * (round_ % 12))
            running.cancel()
            await asyncio.wait({running})
            assert running.cancelled()
        async with relaying(world, source) as publisher:
            await caught_up(publisher, source)
        assert await world.stored() == source.expected()

    play(body)


def test_an_older_copy_of_the_stream_is_filled_up_again(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source()
        feed = RegulatorFeed(world.access(ORG_A), ORG_A)
        store, copy = world.server.folder / "js", world.server.var / "copy"
        async with relaying(world, source) as publisher:
            source.add(100)
            await caught_up(publisher, source)
            await asyncio.to_thread(world.server.stop)
            shutil.copytree(store, copy)
            await asyncio.to_thread(world.server.start)
            source.add(100)
            await caught_up(publisher, source)
            seen = await take(feed, 80)
            await asyncio.to_thread(world.server.stop)
            shutil.rmtree(store)
            copy.rename(store)
            await asyncio.to_thread(world.server.start)
            seen += await take(feed, 20)
            source.add(50)
            seen += await take(feed, 25)
        assert as_sent(seen) == source.expected(ORG_A)
        assert await world.stored() == source.expected()

    play(body)
