"""The worker at work by hand: its clock is the test's, its receivers are real."""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from adapters.webhooks.posting import Limits, Poster
from app.bootstrap import webhooks_of
from app.webhooks.schedule import Schedule
from app.webhooks.worker import Webhooks
from projections.engine import Projector
from tests.adapters.webhooks.receivers import Received, Receiver
from tests.app.api.world import World, push_task

POST = "liaison-market"
RETRIES = (5.0, 300.0)


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
