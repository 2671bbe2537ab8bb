"""County → city → province: what a county publishes arrives above; nobody above reaches down."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nats.errors import NoRespondersError

from adapters.bus.connection import Access, connect
from adapters.bus.cursor import Cursor
from adapters.bus.feed import digest, follow
from adapters.bus.names import feed_of, inbox_of
from adapters.bus.pull import FeedMessage
from adapters.bus.relay import StreamPublisher
from adapters.bus.stream import api_request
from adapters.bus.subscriber import RegulatorFeed
from tests.adapters.bus.chain import CITY, COUNTY, PROVINCE_ORG, Level, chain
from tests.adapters.bus.world import Source, as_sent, caught_up, take

pytestmark = pytest.mark.xdist_group("leaf-chain")
SUBJECT = f"linkage.32.05.83.{PROVINCE_ORG}.case.accepted"
NEIGHBOUR = f"linkage.32.01.02.{PROVINCE_ORG}.case.accepted"
Chain = tuple[Level, Level, Level]


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Chain, Source]]:
    """A chain whose county has published 300 messages of one organisation."""
    with chain(tmp_path_factory.mktemp("chain")) as found:
        yield found, asyncio.run(_filled(found))


async def _filled(levels: Chain) -> Source:
    source = Source(PROVINCE_ORG)
    source.add(300)
    for level in levels:
        await level.prepare()
    await publish(levels[0], source)
    for level in levels:
        await level.close()
    return source


async def publish(county: Level, source: Source) -> None:
    publisher, stop = StreamPublisher(county.access("relay"), timeout=2), asyncio.Event()
    running = asyncio.ensure_future(publisher.run(source.next, source.wake, stop))
    await caught_up(publisher, source)
    stop.set()
    await asyncio.wait_for(running, 15)


async def read(level: Level, count: int) -> Any:
    feed = RegulatorFeed(level.access(PROVINCE_ORG), PROVINCE_ORG)
    return await take(feed, count, seconds=60)


def test_what_a_county_publishes_is_read_in_order_at_every_level(levels: tuple[Chain, Source]):
    found, source = levels

    async def body() -> None:
        for level in found:
            await level.has(300)
            assert as_sent(await read(level, 300)) == source.expected()
            taken = (await level.info())["config"].get("subjects")
            assert bool(taken) == (level is found[0]), "what collects takes in nothing else"
            await level.close()

    asyncio.run(body())


def _attacks(domain: str) -> list[tuple[str, dict[str, Any]]]:
    api = f"$JS.{domain}.API"
    return [
        (f"{api}.STREAM.UPDATE.LINKAGE", {"name": "LINKAGE", "max_msgs": 1}),
        (f"{api}.STREAM.CREATE.SPY", {"name": "SPY", "subjects": ["spy"]}),
        (f"{api}.STREAM.DELETE.LINKAGE", {}),
        (f"{api}.STREAM.PURGE.LINKAGE", {}),
        (f"{api}.STREAM.MSG.DELETE.LINKAGE", {"seq": 1}),
        (f"{api}.STREAM.MSG.GET.LINKAGE", {"seq": 1}),
        (f"{api}.STREAM.SNAPSHOT.LINKAGE", {"deliver_subject": "x"}),
        (
            f"{api}.CONSUMER.CREATE.LINKAGE.spy",
            {"stream_name": "LINKAGE", "config": {"name": "spy"}},
        ),
        (f"{api}.CONSUMER.DELETE.LINKAGE.{PROVINCE_ORG}", {}),
        (f"{api}.CONSUMER.MSG.NEXT.LINKAGE.{PROVINCE_ORG}", {"batch": 1}),
        (f"{api}.DIRECT.GET.LINKAGE", {"seq": 1}),
    ]


@pytest.mark.parametrize(
    ("attacker", "victim", "domain"),
    [(2, 0, COUNTY), (2, 1, CITY), (1, 0, COUNTY), (0, 1, CITY), (0, 2, "p32")],
    ids=[
        "province on county",
        "province on city",
        "city on county",
        "county on city",
        "on province",
    ],
)
def test_no_level_changes_or_reads_the_stream_of_another(
    levels: tuple[Chain, Source], attacker: int, victim: int, domain: str
):
    found, _ = levels

    async def body() -> None:
        before = await _state(found[victim])
        everything = await connect(_anything(found[attacker]))
        for subject, request in _attacks(domain):
            with pytest.raises((NoRespondersError, TimeoutError)):
                await api_request(everything.client, subject, request, within=0.3)
        for level in ("relay", "admin"):
            await everything.client.publish(f"_INBOX_{level}.forged", b"{}")
        if attacker > victim:  # what it publishes upward is its own stream: see below
            await everything.client.publish(SUBJECT, b"forged")
        await everything.client.flush()
        await everything.close()
        assert await _state(found[victim]) == before

    asyncio.run(body())


def test_a_county_that_speaks_for_a_neighbour_is_filed_under_its_own_name(
    levels: tuple[Chain, Source],
):
    found, _ = levels

    async def body() -> None:
        forger = await connect(_anything(found[0]))
        await forger.client.publish(NEIGHBOUR, b"forged")
        await forger.client.flush()
        await forger.close()
        for level in found[1:]:
            await level.has(301)
            info = await level.info(subjects_filter=">")
            assert info["state"]["subjects"] == {SUBJECT: 301}

    asyncio.run(body())


def _anything(level: Level) -> Access:
    """A user of the attacker's own CORE account whom nothing holds back: whoever runs a server
    gives himself every right there."""
    assert level.server.address is not None
    return Access(level.server.address.url, level.keys["root"], inbox_of("root"), "root", timeout=5)


async def _state(level: Level) -> str:
    info = await level.info()
    info["state"].pop("consumer_count", None)
    return json.dumps([info["config"], info["state"]], sort_keys=True)


def test_a_county_that_is_cut_off_goes_on_and_catches_up(tmp_path: Path):
    with chain(tmp_path) as found:
        asyncio.run(_cut(found, messages=100, away=0.0))


@pytest.mark.soak
def test_a_long_cut_under_load_is_caught_up(tmp_path: Path):
    with chain(tmp_path) as found:
        took = asyncio.run(_cut(found, messages=5000, away=20.0))
    print(f"\ncity away for 20 s, 10,000 messages meanwhile: caught up after {took:.1f} s")


async def _cut(levels: Chain, *, messages: int, away: float) -> float:
    """Publish before, during and after the city's absence; seconds until the province has all."""
    county, city, province = levels
    source = Source(PROVINCE_ORG)
    source.add(messages)
    for level in levels:
        await level.prepare()
    await publish(county, source)
    await province.has(messages)
    for level in levels:
        await level.close()
    city.server.kill()
    source.add(messages)
    await publish(county, source)  # the county publishes and is read without anybody above
    assert as_sent(await read(county, 2 * messages)) == source.expected()
    await asyncio.sleep(away)
    await asyncio.to_thread(city.start)
    source.add(messages)
    began = time.monotonic()
    await publish(county, source)
    await province.has(3 * messages)
    took = time.monotonic() - began
    above = await read(province, 3 * messages)
    assert as_sent(above) == source.expected()
    assert _held(above) == _held(await read(county, 3 * messages))
    return took


def _held(messages: list[FeedMessage]) -> str:
    """What a reader answers when it is asked what it holds."""
    cursor = Cursor()
    for message in messages:
        feed = feed_of(message.subject)
        position = follow(cursor.known(feed), message.headers, message.payload)
        cursor.advance(message.sequence, feed, position)
    return digest(cursor.feeds)
