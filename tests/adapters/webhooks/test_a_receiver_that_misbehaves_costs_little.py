"""Each post ends in time, reads little, and tells what failed in words of its own."""

import asyncio
from pathlib import Path

from adapters.webhooks.posting import Limits, Outcome, Poster
from tests.adapters.webhooks.receivers import (
    ERROR,
    Authority,
    closes,
    hangs,
    receiving,
    saying,
    sends_two_gigabytes,
)

BRIEF = Limits(connect=0.2, read=0.2, total=0.4)
SLOW = Limits(connect=30, read=30, total=60)
BUSY = b"HTTP/1.1 503 Busy\r\nretry-after: 120\r\ncontent-length: 0\r\n\r\n"


async def post(poster: Poster, url: str, pin: str | None = None) -> Outcome:
    async with poster.line(url, pin) as line:
        return await line.post({"webhook-id": "1-ORG"}, b'{"a":1}')


def test_what_a_receiver_does_wrong_is_told_from_a_closed_list():
    async def run() -> None:
        brief, slow = Poster(demo=True, limits=BRIEF), Poster(demo=True, limits=SLOW)
        async with receiving() as receiver:
            assert (await post(slow, receiver.url)).delivered
            (one,) = receiver.received
            assert (one.path, one.body, one.headers["webhook-id"]) == (
                receiver.path,
                b'{"a":1}',
                "1-ORG",
            )
            for poster, answer, failure in (
                (slow, saying(ERROR), "HTTP 500"),
                (brief, hangs, "timeout"),
                (slow, closes, "connection-failed"),
                (slow, saying(b"SSH-2.0-OpenSSH\r\n\r\n"), "connection-failed"),
                (slow, sends_two_gigabytes, "answer-too-large"),
            ):
                receiver.answer = answer
                assert (await post(poster, receiver.url)).failure == failure
            receiver.answer = saying(BUSY)
            outcome = await post(slow, receiver.url)
            assert (outcome.status, outcome.retry_after) == (503, 120)
        assert (await post(slow, receiver.url)).failure == "connection-failed"

    asyncio.run(run())


def test_a_receiver_is_held_to_its_certificate_and_to_the_key_it_was_verified_with(tmp_path: Path):
    async def run() -> None:
        (tmp_path / "stranger").mkdir()
        authority, stranger = Authority(tmp_path), Authority(tmp_path / "stranger")
        poster = Poster(demo=True, ca=authority.pem, limits=SLOW)
        async with receiving(tls=authority.context()) as receiver:
            first = await post(poster, receiver.url)
            assert first.delivered
            assert first.key
            assert (await post(poster, receiver.url, pin=first.key)).delivered
        async with receiving(tls=authority.context()) as changed:
            outcome = await post(poster, changed.url, pin=first.key)
            assert outcome.failure == "certificate-changed"
            assert outcome.key not in (None, first.key)
            assert changed.received == [], "it is told nothing"
        for wrong in (stranger.context(), authority.context("elsewhere.example")):
            async with receiving(tls=wrong) as receiver:
                assert (await post(poster, receiver.url)).failure == "tls-failed"
                assert receiver.received == []

    asyncio.run(run())
