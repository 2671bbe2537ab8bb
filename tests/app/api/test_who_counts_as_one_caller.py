"""Fairness behind a proxy, where everybody comes from one address: a caller is who the token names,
from its first request on; strangers share the address."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.app.api.test_limits_of_requests import serving
from tests.app.api.world import World, world_on
from tests.support.servers import TestServers

READERS = ("regulator-market", "regulator-health", "liaison-market")


@pytest.fixture(scope="module")
def world(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    var: Path = tmp_path_factory.mktemp("var")
    few = {"streams_each": 1, "http_port": 0, "drain_notice": 0.0}
    with servers.new_database() as url, world_on(url, var, **few) as world:
        world.project()
        yield world


def test_each_post_has_its_own_streams_though_it_has_asked_for_nothing_else_yet(world: World):
    async def scene() -> None:
        async with serving(world) as (host, port), AsyncExitStack() as streams:
            client = httpx.AsyncClient(base_url=f"http://{host}:{port}", timeout=20)
            await streams.enter_async_context(client)
            for post in READERS:
                stream = client.stream("GET", "/v1/stream", headers=world.headers(post))
                answer = await streams.enter_async_context(stream)
                assert answer.status_code == 200, post

    asyncio.run(scene())


@pytest.mark.parametrize(
    "spoil", [str.swapcase, lambda token: "x" + token, lambda token: token[:-4]]
)
def test_who_shows_no_sound_token_is_its_address(world: World, spoil):
    name = world.app.admission.named
    sound = world.token()
    scope = {"client": ("10.0.0.1", 1)}
    assert "window-01" in name(scope, f"Bearer {sound}".encode())
    for shown in (f"Bearer {spoil(sound)}", spoil(sound), sound, "Bearer ", "Bearer \xff", ""):
        assert name(scope, shown.encode("latin-1")) == "address 10.0.0.1"
    assert name({"client": None}, None) == "address -"


def test_two_people_with_the_same_post_in_their_tokens_are_two_callers(world: World):
    issuer = world.container.local_issuer
    assert issuer
    claims = {"post": "window-01", "region": "329901", "now": world.container.now()}
    tokens = [
        issuer.issue(person_id=person, lifetime=timedelta(hours=1), **claims)
        for person in ("p-one", "p-two")
    ]
    names = {world.app.admission.named({}, f"Bearer {token}".encode()) for token in tokens}
    assert len(names) == 2
