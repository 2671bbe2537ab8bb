"""The relay's publisher: exactly once, in order, or halted."""

import asyncio
import json

import pytest

from adapters.bus.delivery import Delivery
from adapters.bus.relay import RelayHalted, StreamPublisher
from tests.adapters.bus.conftest import Play
from tests.adapters.bus.world import Source, World, caught_up, relaying


def test_single_deliveries_go_out_one_by_one_in_order(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source()
        async with relaying(world, source) as publisher:
            for _ in range(20):
                source.add(3)
                await asyncio.sleep(0.005)
            await caught_up(publisher, source)
            assert publisher.counters.batches == 0
            assert publisher.counters.lag == 0
        assert await world.stored() == source.expected()

    play(body)


def test_a_backlog_goes_out_in_atomic_batches(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source()
        source.add(2500)
        async with relaying(world, source) as publisher:
            await caught_up(publisher, source)
            assert publisher.counters.batches == 3
            assert publisher.counters.published == 2500
        assert await world.stored() == source.expected()

    play(body)


def test_a_new_relay_goes_on_behind_the_last_message(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source()
        for _ in range(3):
            source.add(70)
            async with relaying(world, source) as publisher:
                await caught_up(publisher, source)
                assert publisher.counters.published == 70
        assert await world.stored() == source.expected()

    play(body)


def test_two_relays_at_once_publish_everything_once(play: Play) -> None:
    async def body(world: World) -> None:
        first, second = Source(), Source()
        async with relaying(world, first) as one, relaying(world, second) as two:
            for _ in range(60):
                first.add(5)
                second.add(5)
                await asyncio.sleep(0.01)
            await caught_up(one, first)
            await caught_up(two, second)
        assert await world.stored() == first.expected()

    play(body)


def test_a_second_relay_with_its_own_count_is_refused(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source()
        source.add(5)
        async with relaying(world, source) as publisher:
            await caught_up(publisher, source)
        relay = await world.connect("relay")
        again = source.deliveries[2]
        answer = await relay.client.request(
            again.subject,
            again.payload,
            headers={**again.wire_headers(), "Nats-Expected-Last-Sequence": "2"},
        )
        assert json.loads(answer.data)["error"]["err_code"] == 10071
        assert await world.stored() == source.expected()

    play(body)


FORGED = {
    "without a number": Delivery(6, "linkage.32.05.83.X.case.accepted", "forged"),
    "with the right number": Delivery(
        6, "linkage.32.05.83.X.case.accepted", "forged", {"Shenguan-Delivery": "6"}
    ),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_message_in_the_stream_halts_the_relay(play: Play, forged: Delivery) -> None:
    async def body(world: World) -> None:
        source = Source()
        source.add(5)
        async with relaying(world, source) as publisher:
            await caught_up(publisher, source)
        relay = await world.connect("relay")
        await relay.client.request(forged.subject, b"{}", headers=forged.headers or None)
        source.add(5)
        publisher = StreamPublisher(world.access("relay"), timeout=2)
        with pytest.raises(RelayHalted):
            await asyncio.wait_for(publisher.run(source.next, source.wake, asyncio.Event()), 10)
        assert "6" in publisher.counters.halted
        assert len(await world.stored()) == 6

    play(body)


def test_a_message_forged_under_a_running_relay_halts_it(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source()
        source.add(5)
        publisher = StreamPublisher(world.access("relay"), timeout=2)
        running = asyncio.ensure_future(publisher.run(source.next, source.wake, asyncio.Event()))
        await caught_up(publisher, source)
        relay = await world.connect("relay")
        await relay.client.request("linkage.32.05.83.X.case.accepted", b"{}")
        source.add(1)
        with pytest.raises(RelayHalted):
            await asyncio.wait_for(running, 10)

    play(body)


def test_a_stream_ahead_of_the_log_halts_the_relay(play: Play) -> None:
    async def body(world: World) -> None:
        source, older = Source(), Source()
        source.add(9)
        older.add(5)
        async with relaying(world, source) as publisher:
            await caught_up(publisher, source)
        publisher = StreamPublisher(world.access("relay"), timeout=2)
        with pytest.raises(RelayHalted, match="ahead"):
            await asyncio.wait_for(publisher.run(older.next, older.wake, asyncio.Event()), 10)

    play(body)


BAD = {
    "a gap": Delivery(3, "linkage.32.05.83.X.case.accepted", "x"),
    "a subject outside the stream": Delivery(1, "linkage.32.case", "x"),
    "a wildcard": Delivery(1, "linkage.32.05.83.*.case.accepted", "x"),
    "too large": Delivery(1, "linkage.32.05.83.X.case.accepted", "x", {}, b"x" * 1_048_577),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_delivery_that_can_never_go_out_halts_the_relay(play: Play, bad: Delivery) -> None:
    async def body(world: World) -> None:
        async def offer(after: int, limit: int) -> list[Delivery]:
            return [bad]

        publisher = StreamPublisher(world.access("relay"), timeout=2)
        with pytest.raises(RelayHalted):
            await asyncio.wait_for(publisher.run(offer, asyncio.Event(), asyncio.Event()), 10)
        assert publisher.counters.halted

    play(body)
