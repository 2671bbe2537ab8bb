"""Connections that hold on without asking for anything: each is let go, none is kept for ever."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client import REGISTRY

from app.serve import server_of
from app.settings import Settings
from tests.app.api.test_limits_of_requests import serving
from tests.app.api.world import World, world_on
from tests.support.servers import TestServers

TIMES = {"write_timeout": 0.3, "keep_alive": 1, "connections_each": 3, "http_port": 0,
         "drain_notice": 0.0}  # fmt: skip
ASK = b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n"
PATIENCE = 30


@pytest.fixture(scope="module")
def world(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    var: Path = tmp_path_factory.mktemp("var")
    with servers.new_database() as url, world_on(url, var, **TIMES) as world:
        world.project()
        yield world


def scene_on(world: World, play: Callable[[tuple[str, int]], Awaitable[None]]) -> None:
    async def scene() -> None:
        async with serving(world) as place:
            await play(place)

    asyncio.run(scene())


async def ends(reader: asyncio.StreamReader) -> None:
    """The other side hangs up, within reason."""
    with contextlib.suppress(ConnectionError):
        await asyncio.wait_for(reader.read(), PATIENCE)


def test_an_idle_connection_outlives_a_clients_pool(world: World):
    """Else the client sends on a connection that is being closed, and reads an error."""
    usual = Settings.model_fields["keep_alive"].default
    assert usual > 2 * (httpx.Limits().keepalive_expiry or 5.0)
    assert server_of(world.container).config.timeout_keep_alive == TIMES["keep_alive"]


def test_empty_lines_do_not_hold_an_idle_connection(world: World):
    async def play(place: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*place)
        writer.write(ASK)
        await reader.readuntil(b"}")
        writer.write(b"\r\n")
        await ends(reader)

    scene_on(world, play)


def test_a_body_that_trickles_in_after_its_answer_is_not_waited_for(world: World):
    async def play(place: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*place)
        writer.write(b"POST /v1/acts HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n")
        assert b" 401 " in await reader.readuntil(b"\r\n\r\n")

        async def trickle() -> None:
            with contextlib.suppress(ConnectionError):
                while True:
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(0.2)

        trickling = asyncio.create_task(trickle())
        await ends(reader)
        trickling.cancel()

    scene_on(world, play)


@pytest.mark.parametrize("last", [b"", b"connection: close\r\n"], ids=["", "and asks to close"])
def test_a_client_that_does_not_read_is_hung_up_on(world: World, last: bytes):
    async def play(place: tuple[str, int]) -> None:
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(place)
        client.setblocking(False)
        ask = b"GET /openapi.json HTTP/1.1\r\nhost: a\r\n%b\r\n"
        asked = ask % b"" * 60 + ask % last
        with contextlib.suppress(BlockingIOError):
            client.send(asked)
        until = asyncio.get_running_loop().time() + PATIENCE
        while REGISTRY.get_sample_value("shenguan_http_connections") == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # not accepted yet
        while REGISTRY.get_sample_value("shenguan_http_connections"):
            assert asyncio.get_running_loop().time() < until, "the connection is kept"
            await asyncio.sleep(0.05)
        client.close()

    scene_on(world, play)


def test_far_too_many_connections_are_hung_up_on_at_once(world: World):
    async def play(place: tuple[str, int]) -> None:
        held = [await asyncio.open_connection(*place) for _ in range(2 * TIMES["connections_each"])]
        reader, _ = await asyncio.open_connection(*place)
        await ends(reader)  # without a word
        held[0][1].write(ASK)
        assert await held[0][0].readuntil(b"}")  # those before it are served
        for _, writer in held:
            writer.close()

    scene_on(world, play)


def test_a_client_that_leaves_within_its_body_is_no_error_of_ours(world: World):
    def counted(status: str) -> float:
        labels = {"method": "POST", "route": "/v1/demo/sign-in", "status": status}
        return REGISTRY.get_sample_value("shenguan_http_requests_total", labels) or 0

    async def play(place: tuple[str, int]) -> None:
        gone, failed = counted("499"), counted("500")
        _, writer = await asyncio.open_connection(*place)
        head = b"POST /v1/demo/sign-in HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{"
        writer.write(head)
        await writer.drain()
        writer.close()
        until = asyncio.get_running_loop().time() + PATIENCE
        while counted("499") == gone and counted("500") == failed:
            assert asyncio.get_running_loop().time() < until
            await asyncio.sleep(0.05)
        assert (counted("499"), counted("500")) == (gone + 1, failed)

    scene_on(world, play)
