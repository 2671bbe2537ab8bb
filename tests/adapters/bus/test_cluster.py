"""Three servers keep the stream three times: the leader is killed under load, nothing is lost."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from adapters.bus.feed import digest
from adapters.bus.names import feed_of
from adapters.bus.relay import StreamPublisher
from adapters.bus.subscriber import RegulatorFeed
from tests.adapters.bus.three import Three, three
from tests.adapters.bus.world import ORG_A, Source, as_sent, caught_up, take


async def _killed(found: Three, kills: int, each: int) -> list[float]:
    """Publish `each` messages around every kill of the leader; seconds without a confirmation."""
    await found.prepare()
    source, pauses = Source(), []
    publisher, stop = StreamPublisher(found.access("relay"), timeout=2), asyncio.Event()
    running = asyncio.ensure_future(publisher.run(source.next, source.wake, stop))
    feed = RegulatorFeed(found.access(ORG_A), ORG_A)
    reading = asyncio.ensure_future(take(feed, kills * each, seconds=300))
    try:
        for _ in range(kills):
            source.add(each)
            await caught_up(publisher, source)
            victim = found.servers[await found.leader()]
            victim.kill()
            began = time.monotonic()
            source.add(each)
            async with asyncio.timeout(120):
                await caught_up(publisher, source)
            pauses.append(time.monotonic() - began)
            await asyncio.to_thread(victim.start)
        read = await reading
    finally:
        stop.set()
        reading.cancel()
        await asyncio.wait_for(running, 30)
    assert as_sent(read) == source.expected(ORG_A)
    assert digest(feed.cursor.feeds) == digest({feed_of(read[0].subject): source.chains[ORG_A]})
    return pauses


def test_the_leader_is_killed_once_and_nothing_is_lost_doubled_or_out_of_order(tmp_path: Path):
    with three(tmp_path) as found:
        assert len(asyncio.run(_killed(found, 1, 200))) == 1


@pytest.mark.soak
def test_the_leader_is_killed_again_and_again(tmp_path: Path):
    kills = int(os.environ.get("SOAK_LEADER_KILLS", "12"))
    with three(tmp_path) as found:
        pauses = sorted(asyncio.run(_killed(found, kills, 2000)))
    shown = ", ".join(f"{one:.1f}" for one in pauses)
    print(f"\n{kills} leader kills: 0 lost, 0 doubled; pauses in s: {shown}")
