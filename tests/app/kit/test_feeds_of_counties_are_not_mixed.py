"""A post of a city is sent every county's feed; the kit, whose cursor is of one, says so."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from adapters.bus.pull import FeedMessage
from app.kit import Message, Refused
from app.kit.regulator import _pump

ORG = "11329901MB02A901X8"


def test_a_message_of_another_county_ends_the_reading():
    async def sent() -> AsyncGenerator[FeedMessage]:
        for county in ("01", "02"):
            subject = f"linkage.32.99.{county}.{ORG}.task.pushed"
            yield FeedMessage(1, subject, {"Feed-Seq": "1", "Feed-Hash": "ab" * 32}, b"{}", 1)

    async def read() -> list[Message]:
        into: asyncio.Queue[Message] = asyncio.Queue()
        with pytest.raises(Refused, match=r"32\.99\.02") as told:
            await _pump(asyncio.sleep(0, sent()), f"32.99.01.{ORG}", into)
        assert told.value.code == "other-feed"
        return [into.get_nowait() for _ in range(into.qsize())]

    assert [one.hash for one in asyncio.run(read())] == ["ab" * 32]
