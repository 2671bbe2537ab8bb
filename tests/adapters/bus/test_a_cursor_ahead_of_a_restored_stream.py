"""A source restored from an older backup: its subscriber is told, never fed reused numbers."""

import pytest

from adapters.bus.cursor import Cursor
from adapters.bus.feed import FeedPosition
from adapters.bus.names import feed_of
from adapters.bus.subscriber import FeedRewound, RegulatorFeed
from tests.adapters.bus.conftest import Play
from tests.adapters.bus.world import ORG_A, Source, World, as_sent, caught_up, relaying, take


def test_a_cursor_beyond_the_end_of_the_stream_is_told(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source(ORG_A)
        source.add(20)
        async with relaying(world, source) as publisher:
            await caught_up(publisher, source)
        name = feed_of(source.deliveries[0].subject)
        cursor = Cursor(25, {name: FeedPosition(25, "ab" * 32)})
        feed = RegulatorFeed(world.access(ORG_A), ORG_A, cursor, patience=1)
        with pytest.raises(FeedRewound, match="ends before delivery 25"):
            await take(feed, 1)
        assert cursor.sequence == 25

    play(body)


def test_a_number_that_was_given_to_another_message_is_told_at_once(play: Play) -> None:
    async def body(world: World) -> None:
        source = Source(ORG_A)
        source.add(20)
        async with relaying(world, source) as publisher:
            await caught_up(publisher, source)
        name = feed_of(source.deliveries[0].subject)
        cursor = Cursor(12, {name: FeedPosition(12, "ab" * 32)})
        with pytest.raises(FeedRewound, match="delivery 12"):
            await take(RegulatorFeed(world.access(ORG_A), ORG_A, cursor), 1)

    play(body)


def test_a_stream_that_is_being_refilled_is_waited_for(play: Play) -> None:
    """Given a cursor at 30 of a stream that is at 10, when it grows again, then 31 comes next."""

    async def body(world: World) -> None:
        whole, refilled = Source(ORG_A), Source(ORG_A)
        whole.add(40)
        refilled.add(10)
        async with relaying(world, refilled) as publisher:
            await caught_up(publisher, refilled)
            name = feed_of(whole.deliveries[0].subject)
            at = whole.deliveries[29].headers
            held = FeedPosition(int(at["Feed-Seq"]), at["Feed-Hash"])
            feed = RegulatorFeed(world.access(ORG_A), ORG_A, Cursor(30, {name: held}))
            refilled.add(30)
            assert as_sent(await take(feed, 10, seconds=60)) == whole.expected()[30:]

    play(body)
