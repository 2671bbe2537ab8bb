"""A regulator's feed: its own messages, once, in order, whatever happens to the server."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest
from nats.aio.msg import Msg

from adapters.bus.accounts import OrganisationAccess
from adapters.bus.connection import AccessRefused, connect
from adapters.bus.cursor import Cursor
from adapters.bus.feed import FeedGap, FeedPosition, digest, follow
from adapters.bus.names import feed_of
from adapters.bus.pull import FeedMessage
from adapters.bus.stream import api_request, ensure_consumers
from adapters.bus.subscriber import FeedDamaged, RegulatorFeed
from tests.adapters.bus.conftest import Play
from tests.adapters.bus.world import (
    ORG_A,
    ORG_B,
    Source,
    World,
    as_sent,
    caught_up,
    relaying,
    take,
    until,
)


def test_each_organisation_gets_its_own_messages_and_no_others(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source()
        source.add(200)
        async with relaying(world, source) as publisher:
            await caught_up(publisher, source)
        for uscc in (ORG_A, ORG_B):
            feed = RegulatorFeed(world.access(uscc), uscc)
            assert as_sent(await take(feed, 100)) == source.expected(uscc)
            with pytest.raises(TimeoutError):
                await take(feed, 1, seconds=0.5)

    play(body)


def test_a_cursor_file_continues_where_the_last_process_stopped(play: Play, tmp_path: Path) -> None:
    async def body(world: World) -> None:
        source = Source()
        source.add(60)
        path = tmp_path / "cursor.json"
        seen: list[FeedMessage] = []
        async with relaying(world, source):
            for count in (7, 1, 22):
                feed = RegulatorFeed(world.access(ORG_A), ORG_A, Cursor.load(path))
                seen += await take(feed, count)
        assert as_sent(seen) == source.expected(ORG_A)
        ours = {feed_of(seen[0].subject): source.chains[ORG_A]}
        assert digest(Cursor.load(path).feeds) == digest(ours)

    play(body)


def test_what_was_not_dealt_with_is_shown_again(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source(ORG_A)
        source.add(3)
        cursor = Cursor()
        async with relaying(world, source):
            for _ in range(2):
                feed = RegulatorFeed(world.access(ORG_A), ORG_A, cursor)
                async with aclosing(feed.messages()) as messages:
                    assert (await anext(messages)).sequence == 1
        assert cursor.sequence == 0

    play(body)


def test_messages_swallowed_by_another_pull_are_fetched_again(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source(ORG_A)
        feed = RegulatorFeed(world.access(ORG_A), ORG_A)
        thief = await world.connect(ORG_A)
        await thief.client.subscribe(f"_INBOX_{ORG_A}.thief")
        async with relaying(world, source):
            source.add(5)
            reading = asyncio.ensure_future(take(feed, 120))
            for _ in range(4):
                await thief.client.publish(
                    f"LK.CONSUMER.MSG.NEXT.LINKAGE.{ORG_A}",
                    b'{"batch":3,"expires":500000000}',
                    reply=f"_INBOX_{ORG_A}.thief",
                )
                await asyncio.sleep(0.1)
                source.add(20)
            source.add(35)
            assert as_sent(await reading) == source.expected()
        assert feed.counters.gaps > 0

    play(body)


def test_the_last_message_before_a_silence_is_fetched_again_if_it_was_swallowed(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source(ORG_A)
        feed = RegulatorFeed(world.access(ORG_A), ORG_A)
        thief = await world.connect(ORG_A)
        got: list[bytes] = []

        async def keep(message: Msg) -> None:
            got.append(message.data)

        await thief.client.subscribe(f"_INBOX_{ORG_A}.thief", cb=keep)
        async with relaying(world, source):
            source.add(1)
            reading = asyncio.ensure_future(take(feed, 40, 60))
            await until(lambda: feed.counters.received == 1)
            swallowed = 0
            while not swallowed and len(source.deliveries) < 40:  # pulls are served in turn
                await thief.client.publish(
                    f"LK.CONSUMER.MSG.NEXT.LINKAGE.{ORG_A}",
                    b'{"batch":1,"expires":4000000000}',
                    reply=f"_INBOX_{ORG_A}.thief",
                )
                source.add(1)
                await asyncio.sleep(0.2)
                swallowed = len([data for data in got if data])
            assert swallowed
            count = len(source.deliveries)  # and now nothing comes for ever
            await until(lambda: feed.counters.received >= count, 30)
            reading.cancel()

    play(body)


def test_an_idle_pull_over_the_wall_keeps_working(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source(ORG_A)
        feed = RegulatorFeed(world.access(ORG_A), ORG_A)
        async with relaying(world, source):
            reading = asyncio.ensure_future(take(feed, 2))
            source.add(1)
            await asyncio.sleep(6.5)  # longer than one pull lives
            source.add(1)
            assert as_sent(await reading) == source.expected()
        assert feed.counters.connects == 1
        assert feed.counters.gaps == 0

    play(body)


def test_two_readers_of_one_consumer_both_get_everything(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source(ORG_A)
        readers = [RegulatorFeed(world.access(ORG_A), ORG_A) for _ in range(2)]
        async with relaying(world, source):
            reading = [asyncio.ensure_future(take(each, 300, 40)) for each in readers]
            for _ in range(30):
                source.add(10)
                await asyncio.sleep(0.02)
            for each in reading:
                assert as_sent(await each) == source.expected()

    play(body)


def test_a_wider_filter_reaches_an_existing_consumer(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source()
        source.add(10)
        async with relaying(world, source) as publisher:
            await caught_up(publisher, source)
        admin = await world.connect("admin")
        filters = tuple(f"linkage.*.*.*.{uscc}.>" for uscc in (ORG_A, ORG_B))
        wider = [OrganisationAccess(ORG_A, filters, ())]
        assert await ensure_consumers(admin.client, wider) == 1
        assert await ensure_consumers(admin.client, wider) == 0
        feed = RegulatorFeed(world.access(ORG_A), ORG_A)
        assert as_sent(await take(feed, 10)) == source.expected()

    play(body)


@pytest.mark.parametrize("held", [None, FeedPosition(), FeedPosition(4, "ab" * 32)])
def test_a_message_that_states_no_place_in_its_feed_is_not_taken(held: FeedPosition | None) -> None:
    """Whoever may publish to a copy of the stream could else slip one in beside every chain."""
    with pytest.raises(FeedGap, match="no place"):
        follow(held, {"Nats-Msg-Id": "7-x"}, b"{}")


def test_a_message_altered_in_the_stream_is_not_passed_on(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source(ORG_A)
        source.add(5)
        relay = await world.connect("relay")
        for each in source.deliveries:
            payload = b"altered" if each.number == 3 else each.payload
            await relay.client.request(each.subject, payload, headers=each.wire_headers())
        feed = RegulatorFeed(world.access(ORG_A), ORG_A)
        with pytest.raises(FeedDamaged):
            await take(feed, 5)
        assert feed.cursor.sequence == 2

    play(body)


def test_a_revoked_post_loses_its_connection_and_is_refused(play: Play) -> None:
    async def body(world: World) -> None:
        held = await world.connect(ORG_A)
        other = await world.connect(ORG_B)
        world.server.reload(world.config(without=[ORG_A]))
        await asyncio.wait_for(held.lost.wait(), 3)
        with pytest.raises(AccessRefused):
            await connect(world.access(ORG_A))
        with pytest.raises(AccessRefused):
            await take(RegulatorFeed(world.access(ORG_A), ORG_A, refusals=2), 1)
        assert not other.lost.is_set()
        assert await api_request(other.client, f"LK.CONSUMER.INFO.LINKAGE.{ORG_B}")

    play(body)
