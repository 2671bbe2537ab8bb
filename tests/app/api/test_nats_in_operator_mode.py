"""A NATS in operator mode beside the application: who may read it follows the posts of the log."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.bus.callout import NotAdmitted
from adapters.bus.connection import Access, AccessRefused, Connection, connect
from adapters.bus.creds import parties
from adapters.bus.names import inbox_of
from adapters.bus.nkey import UserKey
from adapters.bus.operator import Callout, operator_part
from adapters.bus.stream import api_request
from adapters.servers.nats import EmbeddedNats
from app.bus import MONITOR, SERVICE, access_of, demo_user, key_of, nats_url
from app.kit import Profile, SignInRefused
from app.kit.api import Api
from app.kit.signing_in import stream_access
from app.nats_accounts import Accounts
from app.nats_callout import judged, service_of
from app.nats_keys import account_key, operator_keys
from app.settings import Settings
from domain.timing.days import shanghai_date
from tests.app.api.world import APPROVAL, MARKET, A, B, World, served, world_on
from tests.support.servers import TestServers

Step = Callable[[], Awaitable[int]]
LIAISON, REGULATOR = "liaison-market", "regulator-market"


@pytest.fixture(scope="module")
def world(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    var = tmp_path_factory.mktemp("var")
    ours = Settings(var=var)
    callout = Callout(key_of(ours, SERVICE).public_key, key_of(ours, "sentinel").public_key)
    part = operator_part(operator_keys(ours, make=True), var / "claims", callout, int(time.time()))
    with EmbeddedNats(var / "server", config=part) as nats, servers.new_database() as url:
        assert nats.address
        with world_on(url, var, nats_operator=True, nats_url=nats.address.url) as world:
            asyncio.run(_first_round(world))
            yield world
        nats.kill()


async def _first_round(world: World) -> None:
    async with keeping(world):
        pass


@asynccontextmanager
async def keeping(world: World) -> AsyncGenerator[Step]:
    """The role `accounts`, a round at a time; the first has been played."""
    connection, pushed = await connect(access_of(world.container.settings, MONITOR)), {}
    accounts = Accounts(world.container)
    await accounts.once(connection, pushed)
    try:
        yield lambda: accounts.once(connection, pushed)
    finally:
        await connection.close()


def by_key(world: World, post: str, region: str = A) -> Access:
    """As the post's own machine signs in, by what the API hands out."""
    path = f"/v1/feeds/{region}/{MARKET}/sign-in"
    found = world.call("GET", path, post, region).json()
    settings = world.container.settings
    key = key_of(settings, demo_user(region, post))
    assert parties(found["claim"]) == (key.public_key, found["account"])
    return Access(nats_url(settings), key, inbox_of(found["account"]), claim=found["claim"])


def by_token(world: World, post: str) -> Access:
    token = world.token(post)
    account = account_key(world.container.settings, A, MARKET).public_key
    return Access(nats_url(world.container.settings), None, inbox_of(account), token=lambda: token)


async def info(world: World, connection: Connection, region: str = A) -> dict[str, object]:
    account = account_key(world.container.settings, region, MARKET).public_key
    return await api_request(connection.client, f"LK.CONSUMER.INFO.LINKAGE.{account}")


def test_a_post_signs_in_by_its_key_or_its_token_until_it_ends(world: World):
    leaving, staying = by_key(world, REGULATOR), by_key(world, LIAISON)

    async def body() -> None:
        async with answering(world), keeping(world) as once:
            gone = [await connect(leaving), await connect(by_token(world, REGULATOR))]
            kept = [await connect(staying), await connect(by_token(world, LIAISON))]
            for connection in (*gone, *kept):
                assert (await info(world, connection))["num_pending"] == 0
            await once()
            assert not any(one.lost.is_set() for one in (*gone, *kept))
            ended = shanghai_date(datetime.now(UTC)).isoformat()
            request = {"post": REGULATOR, "endedOn": ended, "reason": "调离"}
            await asyncio.to_thread(world.command, "/v1/posts/end-post", request, "admin-01")
            async with asyncio.timeout(30):
                while not all(one.lost.is_set() for one in gone):
                    await once()
            for access in (leaving, by_token(world, REGULATOR)):
                with pytest.raises(AccessRefused):
                    await connect(access)
            for connection in kept:
                await info(world, connection)
                await connection.close()

    asyncio.run(asyncio.wait_for(body(), 60))


@asynccontextmanager
async def answering(world: World) -> AsyncGenerator[None]:
    """One instance of the sign-in by token."""
    stop, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(service_of(world.container).run(stop, ready))
    await asyncio.wait_for(ready.wait(), 20)
    try:
        yield
    finally:
        stop.set()
        await running


def test_the_kit_fetches_its_claim_or_brings_its_token(world: World):
    key = key_of(world.container.settings, demo_user(A, LIAISON))
    token = world.token(LIAISON)

    async def body() -> None:
        async with served(world) as url, answering(world):
            given = Profile(
                A, MARKET, LIAISON, url, token, key, nats=world.container.settings.nats_url
            )
            api = Api(url, token, A, MARKET)
            for way in ("claim", "token"):
                access, account = await stream_access(replace(given, sign_in=way), api)
                connection = await connect(access)
                await api_request(connection.client, f"LK.CONSUMER.INFO.LINKAGE.{account}")
                await connection.close()
            other = replace(given, sign_in="claim", key=UserKey.create())
            with pytest.raises(SignInRefused, match="the claim is about"):
                await stream_access(other, api)
            await api.close()

    asyncio.run(asyncio.wait_for(body(), 60))


def test_a_claim_is_for_the_callers_own_feed_alone(world: World):
    own = f"/v1/feeds/{A}/{MARKET}/sign-in"
    for post, region, path, code in (
        ("liaison-health", A, own, "forbidden"),
        (LIAISON, B, own, "forbidden"),
        ("admin-01", A, own, "forbidden"),
        ("window-01", A, f"/v1/feeds/{A}/{APPROVAL}/sign-in", "no-feed-by-stream"),
    ):
        answer = world.call("GET", path, post, region)
        assert (answer.status_code, answer.json()["code"]) == (403, code), (post, region)


@pytest.mark.parametrize(
    ("post", "why"),
    [("window-01", "no feed"), (None, "token refused"), ("ended", "does not hold")],
)
def test_a_token_without_a_feed_is_refused_with_its_reason(
    world: World, post: str | None, why: str
):
    token = world.token(post or LIAISON) if post != "ended" else _of_somebody_else(world)
    with pytest.raises(NotAdmitted, match=why):
        judged(world.container, token if post else token[:-8] + "AAAAAAAA")


def _of_somebody_else(world: World) -> str:
    """Signed by the issuer, for a post that another person holds."""
    container = world.container
    assert container.local_issuer
    return container.local_issuer.issue(
        person_id="p-somebody", post=LIAISON, region=A, now=container.now(),
        lifetime=timedelta(hours=1),
    )  # fmt: skip


def test_two_counties_keep_the_same_organisation_apart(world: World):
    access = by_key(world, LIAISON, B)

    async def body() -> None:
        connection = await connect(access)
        await info(world, connection, B)
        account = account_key(world.container.settings, A, MARKET).public_key
        await connection.client.publish(f"LK.CONSUMER.INFO.LINKAGE.{account}", b"")
        await connection.client.flush()
        async with asyncio.timeout(20):
            while not connection.errors:  # noqa: ASYNC110 - a list has no event
                await asyncio.sleep(0.01)
        assert "permissions violation" in connection.errors[-1].lower()
        await connection.close()

    asyncio.run(body())
