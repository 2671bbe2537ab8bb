"""One feed, many receivers: who answers wrongly is tried again, given up, and sent again on demand;
nobody else waits for that. Time stands still but for what the test lets pass."""

import asyncio
import contextlib
import dataclasses
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from adapters.webhooks.posting import Limits, Poster
from app.bootstrap import webhooks_of
from app.webhooks.schedule import Schedule
from app.webhooks.worker import Webhooks
from projections.engine import Projector
from tests.adapters.webhooks.receivers import (
    ERROR,
    OK,
    Answer,
    Authority,
    Received,
    Receiver,
    closes,
    hangs,
    receiving,
    redirects_to,
    saying,
    sends_two_gigabytes,
)
from tests.app.api.world import World, push_task, world_on
from tests.support.servers import TestServers

POST = "liaison-market"
RETRIES = (5.0, 300.0)
GONE = b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n"


@pytest.fixture(scope="module")
def world(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with servers.new_database() as url, world_on(url, tmp_path_factory.mktemp("var")) as world:
        yield world


@dataclasses.dataclass
class Hands:
    """The worker at work, its clock, and what a test does with subscriptions."""

    world: World
    worker: Webhooks
    projector: Projector
    passed: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.passed

    async def step(self, after: float = 0) -> None:
        """Let time pass, and everything be done that is due then."""
        self.passed += timedelta(seconds=after)
        await asyncio.to_thread(self.projector.catch_up)
        await self.worker.step()
        await asyncio.to_thread(self.projector.catch_up)

    async def ask(self, path: str, body: Any = None) -> dict[str, Any]:
        path = f"/v1/subscriptions/{path}"
        return await asyncio.to_thread(self.world.command, path, body, POST)

    async def shown(self, which: str) -> dict[str, Any]:
        path = f"/v1/subscriptions/{which}"
        return (await asyncio.to_thread(self.world.call, "GET", path, POST)).json()

    async def subscribed(self, receiver: Receiver, **more: Any) -> dict[str, Any]:
        """A subscription whose callback has answered."""
        body = {"channel": "WEBHOOK", "endpoint": receiver.url, **more}
        kept, receiver.answer = receiver.answer, echoes
        done = await self.ask("request-subscription", body)
        await self.step()
        assert (await self.shown(done["id"]))["state"] == "ACTIVE"
        receiver.answer = kept
        return done


async def echoes(one: Received, writer: asyncio.StreamWriter) -> None:
    said = json.loads(one.body)["data"]
    body = json.dumps({"challenge": said.get("challenge")}).encode()
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))


def numbers(receiver: Receiver) -> list[str]:
    """The webhook-ids that came, but challenges."""
    ids = (one.headers["webhook-id"] for one in receiver.received)
    return [one for one in ids if not one.startswith("verify-")]


@asynccontextmanager
async def at_work(world: World, **poster: Any) -> AsyncGenerator[Hands]:
    worker = webhooks_of(world.container)
    projector = Projector(world.url)
    hands = Hands(world, worker, projector)
    worker._desk = worker._reminding._desk = dataclasses.replace(
        worker._desk,
        poster=Poster(demo=True, **{"limits": Limits(connect=30, read=30, total=60), **poster}),
        schedule=Schedule(RETRIES, 5 * 86400, chance=lambda: 0.0),
        now=hands.now,
    )
    with worker._desk.pool, contextlib.closing(projector):
        yield hands


def fed(world: World, count: int, case: list[str]) -> None:
    for _ in range(count):
        push_task(world, case[0])


@pytest.fixture(scope="module")
def case(world: World) -> list[str]:
    return [world.accepted_case()]


def end(world: World) -> int:
    """The last number of the feed."""
    world.project()
    with psycopg.connect(world.url) as connection:
        row = connection.execute(
            "SELECT coalesce(max(feed_seq), 0) FROM proj.delivery WHERE recipient = %s"
            " AND region = '329901'",
            ["11329901MB02A901X8"],
        ).fetchone()
    assert row
    return row[0]


WRONG: dict[str, tuple[Answer, str]] = {
    "errors": (saying(ERROR), "HTTP 500"),
    "redirects": (redirects_to("http://127.0.0.1:9/"), "HTTP 302"),
    "closes": (closes, "connection-failed"),
    "floods": (sends_two_gigabytes, "answer-too-large"),
}


def test_retries_then_dead_letter_then_redrive_and_others_are_not_delayed(
    world: World, case: list[str]
):
    async def run() -> None:
        async with at_work(world) as hands, receiving() as good:
            wrong = {}
            servers = [receiving(answer) for answer, _ in WRONG.values()]
            async with servers[0] as a, servers[1] as b, servers[2] as c, servers[3] as d:
                first = end(world) + 1
                await hands.subscribed(good, fromSeq=first)
                for name, receiver in zip(WRONG, (a, b, c, d), strict=True):
                    done = await hands.subscribed(receiver, fromSeq=first)
                    wrong[name] = (done["id"], receiver)
                fed(world, 2, case)
                await hands.step()
                assert len(numbers(good)) == 2, "who answers has everything at once"
                for _ in (0, *RETRIES):
                    await hands.step(after=600)
                for name, (which, receiver) in wrong.items():
                    ids = numbers(receiver)
                    assert ids[:3] == numbers(good)[:1] * 3, f"{name}: the same id, retried twice"
                    shown = await hands.shown(which)
                    assert (shown["deadLetters"], shown["lastFailure"]) == (1, WRONG[name][1])
                for _, receiver in wrong.values():
                    receiver.answer = saying(OK)
                for which, receiver in wrong.values():
                    await redriven(hands, which, receiver, first)

    asyncio.run(run())


async def redriven(hands: Hands, which: str, receiver: Receiver, seq: int) -> None:
    """Mended, the receiver gets the rest of the feed, and on demand what was given up."""
    lost = numbers(receiver)[0]
    path = f"/v1/subscriptions/{which}/dead-letters"
    letters = (await asyncio.to_thread(hands.world.call, "GET", path, POST)).json()["items"]
    assert [(one["feedSeq"], one["attempts"], one["redriven"]) for one in letters] == [
        (seq, 3, False)
    ]
    before = len(numbers(receiver))
    await hands.step(after=600)
    assert lost not in numbers(receiver)[before:]
    await hands.ask(f"{which}/redrive-deliveries", {"feedSeqs": [seq], "reason": "已修复"})
    await hands.step()
    await hands.step(after=600)
    assert numbers(receiver).count(lost) == 4, "sent again once, under its old id"
    shown = await hands.shown(which)
    assert (shown["deadLetters"], shown["failures"]) == (0, 0)
    await hands.ask(f"{which}/end-subscription", {"reason": "测试结束"})


def test_the_feed_comes_in_order_signed_filtered_and_again_after_a_kill(
    world: World, case: list[str]
):
    async def run() -> None:
        async with at_work(world) as hands, receiving() as receiver, receiving() as other:
            wanted = {"eventTypes": ["task.signed"]}
            first = end(world) + 1
            done = await hands.subscribed(receiver, fromSeq=first)
            picky = await hands.subscribed(other, fromSeq=first, wanted=wanted)
            rotated = await hands.ask(f"{done['id']}/rotate-secret")
            fed(world, 51, case)
            await hands.step()
            task = push_task(world, case[0])
            await asyncio.to_thread(world.command, f"/v1/tasks/{task}/sign-task", {}, POST)
            for _ in range(3):
                await hands.step()
            ids = numbers(receiver)
            assert ids == sorted(ids, key=lambda one: int(one.partition("-")[0]))
            assert len(ids) == len(set(ids)) == 53
            assert len(numbers(other)) == 1
            assert (await hands.shown(picky["id"]))["backlog"] == 0
            for secret, place in ((rotated["secret"], 0), (done["secret"], 1)):
                assert signed(receiver.received[-1], secret) == place
            kill_after_the_post(world, done["id"])
            await hands.step()
            assert numbers(receiver) == [*ids, ids[-1]], "again, under the same id"
            for one in (done, picky):
                await hands.ask(f"{one['id']}/end-subscription", {"reason": "测试结束"})

    asyncio.run(run())


def signed(one: Received, secret: str) -> int:
    """Which of the signatures is this secret's."""
    key = b64decode(secret.removeprefix("whsec_"))
    head = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode()
    mine = "v1," + b64encode(hmac.digest(key, head + one.body, "sha256")).decode()
    return one.headers["webhook-signature"].split(" ").index(mine)


def kill_after_the_post(world: World, which: str) -> None:
    """What a worker leaves that is killed between the post and its note."""
    with psycopg.connect(world.url) as connection:
        connection.execute(
            "UPDATE ops.webhook SET seq = seq - 1, number = number - 1 WHERE subscription = %s",
            [UUID(which)],
        )


def test_a_changed_certificate_ends_in_a_dead_letter_until_the_callback_is_verified_anew(
    world: World, case: list[str], tmp_path: Path
):
    async def run() -> None:
        authority = Authority(tmp_path)
        tls, changed = authority.context(), authority.context()
        async with at_work(world, ca=authority.pem) as hands, receiving(tls=tls) as receiver:
            first = end(world) + 1
            which = (await hands.subscribed(receiver, fromSeq=first))["id"]
            tls.sni_callback = lambda secured, _name, _tls: setattr(secured, "context", changed)
            fed(world, 1, case)
            for _ in (0, *RETRIES):
                await hands.step(after=600)
            shown = await hands.shown(which)
            assert (shown["deadLetters"], shown["lastFailure"]) == (1, "certificate-changed")
            assert numbers(receiver) == [], "a key that was not verified is told nothing"
            await hands.ask(f"{which}/pause-subscription", {"reason": "证书更换"})
            await hands.ask(f"{which}/resume-subscription")
            await hands.step()
            shown = await hands.shown(which)
            assert (shown["state"], shown["lastFailure"]) == ("UNVERIFIED", "challenge-not-echoed")
            receiver.answer = echoes
            await hands.step(after=600)
            assert (await hands.shown(which))["state"] == "ACTIVE"
            await hands.ask(f"{which}/redrive-deliveries", {"feedSeqs": [first]})
            await hands.step()
            assert len(numbers(receiver)) == 1
            receiver.answer = saying(GONE)
            fed(world, 1, case)
            await hands.step()
            assert (await hands.shown(which))["state"] == "PAUSED", "it wants no more"

    asyncio.run(run())


def test_one_that_hangs_keeps_nobody_waiting_and_is_paused_in_the_end(
    world: World, case: list[str]
):
    async def run() -> None:
        async with at_work(world) as hands, receiving() as good, receiving() as bad:
            first = end(world) + 1
            await hands.subscribed(good, fromSeq=first)
            which = (await hands.subscribed(bad, fromSeq=first))["id"]
            bad.answer = hangs
            fed(world, 4, case)
            await asyncio.to_thread(world.project)
            hanging = asyncio.create_task(hands.worker.step())
            while not numbers(good) or not numbers(bad):  # noqa: ASYNC110 - no event to wait for
                await asyncio.sleep(0.01)
            assert not hanging.done(), "the good one has its message while the other hangs"
            bad.answer = closes
            for turn in list(hands.worker._turns.values()):
                turn.cancel()
            await asyncio.gather(hanging, return_exceptions=True)
            for _ in range(8):
                await hands.step(after=86400)
            shown = await hands.shown(which)
            assert shown["state"] == "PAUSED"
            assert "持续失败" in shown["reason"]

    asyncio.run(run())
