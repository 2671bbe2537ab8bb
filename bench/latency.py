"""From commit to subscriber while acts come in, against a bare publish-and-receive."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator, Mapping
from pathlib import Path

import orjson
from eventsourcing.persistence import StoredEvent

from adapters.bus.accounts import OrganisationAccess
from adapters.bus.connection import connect
from adapters.bus.cursor import Cursor
from adapters.bus.feed import FeedPosition
from adapters.bus.pull import FeedMessage
from adapters.bus.subscriber import RegulatorFeed
from adapters.ledger.database import LedgerDatabase
from adapters.servers.nats import EmbeddedNats
from app.bootstrap import opened as container_of
from app.bus import RELAY, access_of, config_text, demo_user, ensure_bus, readers
from app.settings import Settings
from bench.county import CountyAtWork
from bench.lines import Contestant, Line, Measure, Sample
from bench.stage import Stage

_ROOT = Path(__file__).parents[1]
_POST = "liaison-market"
_RATE, _TICK = 1000, 0.01
_BARE_RATE = 150
"""About as many deliveries a second as a thousand acts of a county cause."""
_BEFORE = 6000
"""Acts of the county before the first round: from then on cases of every age are under way."""
_PATIENCE = 60.0
_HEAD = "SELECT position FROM ledger.head"
_DUE = "SELECT count(*) FROM ledger.event WHERE position > %s AND type LIKE 'task.%%'"
_ALL_DUE = "SELECT count(*) FROM ledger.event WHERE type LIKE 'task.%'"


class World:
    """A county, a NATS server with its accounts, and the followers as processes of their own."""

    def __init__(
        self, settings: Settings, log: LedgerDatabase, county: CountyAtWork, *, followed: bool
    ) -> None:
        self.settings, self.log, self.county = settings, log, county
        self.followed = followed

    @contextlib.asynccontextmanager
    async def arrivals(self, region: str, account: str) -> AsyncGenerator["Arrivals"]:
        """The regulator's feed from its present end on, read by a task."""
        access = access_of(self.settings, demo_user(region, _POST), account)
        after = await self._last_sequence()
        while self.followed and after < _one(self.log, _ALL_DUE):  # what earlier rounds left
            await asyncio.sleep(0.1)
            after = await self._last_sequence()
        arrivals = Arrivals(RegulatorFeed(access, account, Cursor.after(after)), after)
        reading = asyncio.create_task(arrivals.read())
        while not arrivals.feed.counters.connected:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)
        try:
            yield arrivals
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _last_sequence(self) -> int:
        relay = await connect(access_of(self.settings, RELAY))
        info = orjson.loads((await relay.client.request("$JS.API.STREAM.INFO.LINKAGE")).data)
        await relay.close()
        return info["state"]["last_seq"]


class Arrivals:
    """What a regulator's client received, and when."""

    def __init__(self, feed: RegulatorFeed, after: int) -> None:
        self.feed, self.after = feed, after
        self.at: list[tuple[FeedMessage, float]] = []

    async def read(self) -> None:
        async with contextlib.aclosing(self.feed.messages()) as messages:
            async for message in messages:
                self.at.append((message, time.perf_counter()))

    async def number(self, count: int) -> None:
        """Wait until so many have arrived."""
        deadline = time.monotonic() + _PATIENCE
        while len(self.at) < count:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(self.at)} of {count} messages arrived")
            await asyncio.sleep(0.02)


@contextlib.contextmanager
def opened(stage: Stage) -> Generator[Mapping[str, Contestant]]:
    seconds = stage.scale.seconds
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(_world(stage, stack, "followed", followed=True))
        bare = stack.enter_context(_world(stage, stack, "bare", followed=False))
        yield {
            "commit to subscriber": lambda: asyncio.run(_followed(ours, seconds)),
            "publish and receive": lambda: asyncio.run(_bare(bare, seconds)),
        }


@contextlib.contextmanager
def _world(
    stage: Stage, stack: contextlib.ExitStack, name: str, *, followed: bool
) -> Generator[World]:
    database = stack.enter_context(stage.database())
    settings = Settings(var=stage.var / name, demo=True, database_url=database.app)
    log = LedgerDatabase(database.app)
    stack.callback(log.close)
    county = CountyAtWork(log)
    organisations = _organisations(settings, county.region)
    config = config_text(settings, organisations)
    nats = stack.enter_context(EmbeddedNats(settings.var, config=config))
    assert nats.address
    settings = settings.model_copy(update={"nats_url": nats.address.url})
    asyncio.run(ensure_bus(settings, organisations))
    if not followed:
        yield World(settings, log, county, followed=False)
        return
    county.fill(_BEFORE)
    with _program(settings, "projector"), _program(settings, "push,relay"):
        yield World(settings, log, county, followed=True)


def _organisations(settings: Settings, region: str) -> list[OrganisationAccess]:
    with container_of(settings, readers=1) as container:
        return readers(settings, container.institutions, [region], container.now())


@contextlib.contextmanager
def _program(settings: Settings, role: str) -> Generator[None]:
    environment = {
        **os.environ,
        "SHENGUAN_VAR": str(settings.var),
        "SHENGUAN_DEMO": "1",
        "SHENGUAN_DATABASE_URL": settings.database_url or "",
        "SHENGUAN_NATS_URL": settings.nats_url or "",
    }
    own = [sys.executable, "-m", "app.cli.main", "worker", "--roles", role]
    with (settings.var / f"{role}.log").open("ab") as log:
        program = subprocess.Popen(own, cwd=_ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            program.terminate()
            try:
                program.wait(20)
            finally:
                program.kill()


async def _followed(world: World, seconds: float) -> Sample:
    county, told = world.county, {}
    before = _one(world.log, _HEAD)
    async with world.arrivals(county.region, county.regulator_account) as arrivals:
        events, waiting = county.events(round(_RATE * seconds)), []
        began, loop = time.perf_counter(), asyncio.get_running_loop()
        for tick in range(round(seconds / _TICK)):
            await asyncio.sleep(began + tick * _TICK - time.perf_counter())
            for _ in range(round(_RATE * _TICK)):
                outcome = loop.create_task(_told(world.log, next(events), county.region, told))
                waiting.append(outcome)
        await asyncio.gather(*waiting)
        spent = time.perf_counter() - began
        await arrivals.number(_one(world.log, _DUE, before))
    took = sorted(
        max(0.0, at - told[orjson.loads(message.payload)["data"]["position"]])
        for message, at in arrivals.at
        if orjson.loads(message.payload)["data"]["position"] in told
    )
    return {**_latencies(took), "acts": len(told) / spent}


async def _told(
    log: LedgerDatabase, event: StoredEvent, region: str, told: dict[int, float]
) -> None:
    receipts = await log.asubmit([event], log=region)
    told[receipts[0].position] = time.perf_counter()


async def _bare(world: World, seconds: float) -> Sample:
    county, sent = world.county, {}
    region = county.region
    pairs = ".".join((region[:2], region[2:4], region[4:6]))
    subject = f"linkage.{pairs}.{county.regulator}.task.pushed"
    async with world.arrivals(region, county.regulator_account) as arrivals:
        connection = await connect(access_of(world.settings, RELAY))
        place, payload = FeedPosition(), b"x" * 700
        count, began = round(_BARE_RATE * seconds), time.perf_counter()
        for number in range(count):
            await asyncio.sleep(began + number / _BARE_RATE - time.perf_counter())
            sent[arrivals.after + number + 1] = time.perf_counter()
            place = place.after(payload)
            await connection.client.request(subject, payload, headers=place.headers())
        await arrivals.number(count)
        await connection.close()
    return _latencies(sorted(at - sent[message.sequence] for message, at in arrivals.at))


def _latencies(took: list[float]) -> dict[str, float]:
    return {
        "p50": took[len(took) // 2] * 1e3,
        "p99": took[int(len(took) * 0.99)] * 1e3,
        "messages": float(len(took)),
    }


def _one(log: LedgerDatabase, query: str, *values: object) -> int:
    with log.reading() as connection:
        row = connection.execute(query.encode(), values or None).fetchone()
    assert row
    return row[0]


MEASURE = Measure(
    "latency",
    {
        "commit to subscriber": f"{_RATE:,} acts a second of a county at work, each appended by "
        "itself; the projector is a process of its own, push and relay share another, the "
        "subscriber is a regulator's client behind the account wall; from the moment in which the "
        "writer is told to the moment in which that client has the message",
        "publish and receive": f"{_BARE_RATE} messages a second published to the same kind of "
        "stream and received by the same client; from before publishing",
    },
    opened,
    (
        Line(
            f"commit → subscriber p99 at {_RATE:,} acts a second, against a bare p50",
            *("commit to subscriber", "publish and receive", 10.0),
            "followed message by message, on two processors that others used too, median and p99: "
            "1 and 15 ms until the follower of the push has its turn and the acts (one message to "
            "the database), 2.4 and 17 until it has written and committed (one more), 1.3 and 29 "
            "until the relay has read them (one more), 1.3 and 6 until NATS has stored them, 0.1 "
            "and 4 until the client has them; alone on the machine all of it uses 1.6 of two "
            "processors (projector 0.9 with its half of PostgreSQL, push and relay 0.4), so that "
            "at p99 each of those messages waits for a processor and not for its work",
            figure="p99",
            baseline_figure="p50",
            at_most=True,
        ),
    ),
)
