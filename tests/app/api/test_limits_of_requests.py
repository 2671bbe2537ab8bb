"""Limits of body, batch, page, address, head, time and connections: each refused with its code."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from adapters.ledger.waiting import Bounds, Held
from app.api.app import create_app
from app.serve import server_of
from tests.app.api.bad_reports import report
from tests.app.api.world import World, world_on
from tests.support.servers import TestServers

SMALL = {
    "single_body_limit": 4096,
    "batch_body_limit": 8192,
    "batch_items_limit": 3,
    "address_limit": 512,
    "header_limit": 4096,
    "header_timeout": 0.3,
    "body_timeout": 0.3,
    "connections_each": 6,
    "streams_each": 2,
    "commands": 1,
    "queue_each": 1,
    "http_port": 0,
    "drain_notice": 0.0,
}
BATCH = {"content-type": "application/cloudevents-batch+json"}
SINGLE = {"content-type": "application/cloudevents+json"}


@pytest.fixture(scope="module")
def world(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    var: Path = tmp_path_factory.mktemp("var")
    with servers.new_database() as url, world_on(url, var, **SMALL) as world:
        world.project()
        yield world


@asynccontextmanager
async def serving(world: World) -> AsyncGenerator[tuple[str, int]]:
    """The server as the program starts it, on a free port."""
    server = server_of(world.container)
    server.install_signal_handlers = lambda: None  # ty: ignore
    task = asyncio.create_task(uvicorn.Server.serve(server))
    while not server.started:  # noqa: ASYNC110 - uvicorn offers a flag, not an event
        await asyncio.sleep(0.02)
    try:
        yield "127.0.0.1", server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


def code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


async def raw(place: tuple[str, int], sent: bytes) -> tuple[int, dict[str, Any]]:
    """What the server says to bytes after which nothing more comes."""
    reader, writer = await asyncio.open_connection(*place)
    writer.write(sent)
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"content": b"x" * 5000}, (413, "body-too-large")),
        ({"content": b"x" * 9000, "headers": BATCH}, (413, "body-too-large")),
        ({"content": b"[1,2,3,4]", "headers": BATCH}, (413, "too-many")),
        ({"params": {"x": "y" * 600}}, (414, "address-too-long")),
        ({"headers": {"x-long": "y" * 5000}}, (431, "headers-too-large")),
    ],
    ids=["a body", "a batch", "too many in a batch", "an address", "headers"],
)
def test_what_is_too_large_is_refused(world: World, how: dict[str, Any], expected: tuple[int, str]):
    assert code(world.call("POST", "/v1/acts", "source-platform", **how)) == expected


def test_a_full_queue_of_the_log_is_told_to_a_single_report_as_to_a_command(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    waiting = world.container.database.waiting
    sent = {"content": json.dumps(report(id="full-1")), "headers": SINGLE}
    monkeypatch.setattr(waiting, "held", Held(octets=30_000))
    monkeypatch.setattr(waiting, "bounds", Bounds(octets=20_000))
    answer = world.call("POST", "/v1/acts", "source-platform", **sent)
    assert code(answer) == (503, "overloaded")  # everybody's
    assert int(answer.headers["retry-after"]) >= 1
    monkeypatch.setattr(waiting, "bounds", Bounds(octets=40_000, share=0))
    answer = world.call("POST", "/v1/acts", "source-platform", **sent)
    assert code(answer) == (429, "too-many-requests")  # its own
    assert int(answer.headers["retry-after"]) >= 1
    monkeypatch.setattr(waiting, "bounds", Bounds())
    assert world.call("POST", "/v1/acts", "source-platform", **sent).status_code == 200


def test_a_page_has_a_greatest_size(world: World):
    assert code(world.call("GET", "/v1/cases?limit=501")) == (422, "invalid-fields")


def test_a_head_that_does_not_come_is_not_waited_for(world: World):
    async def scene() -> None:
        async with serving(world) as place:
            for part in (b"", b"GET /v1/cases HTTP/1.1\r\nhost: a\r\nx-slow: "):
                status, body = await raw(place, part)
                assert (status, body["code"]) == (408, "request-too-slow")

    asyncio.run(scene())


def test_a_head_without_an_end_is_cut_off(world: World):
    async def scene() -> None:
        async with serving(world) as place:
            status, body = await raw(place, b"GET / HTTP/1.1\r\nx: " + b"y" * 6000)
            assert (status, body["code"]) == (431, "headers-too-large")

    asyncio.run(scene())


def test_a_body_that_does_not_come_is_not_waited_for(world: World):
    async def scene() -> None:
        token = world.token("source-platform")
        head = (
            "POST /v1/acts HTTP/1.1\r\nhost: a\r\ncontent-type: application/cloudevents+json\r\n"
            f"authorization: Bearer {token}\r\ncontent-length: 100\r\n\r\n{{"
        )
        async with serving(world) as place:
            status, body = await raw(place, head.encode())
            assert (status, body["code"]) == (408, "request-too-slow")

    asyncio.run(scene())


def test_one_address_has_so_many_connections_and_is_told_when_there_are_more(world: World):
    async def scene() -> None:
        async with serving(world) as place:
            held = [await asyncio.open_connection(*place) for _ in range(6)]
            status, body = await raw(place, b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n")
            assert (status, body["code"]) == (429, "too-many-requests")
            for _, writer in held:
                writer.close()

    asyncio.run(scene())


def test_one_post_has_so_many_event_streams(world: World):
    async def scene() -> None:
        signed = world.headers("regulator-market")
        async with serving(world) as (host, port):
            base = f"http://{host}:{port}"
            async with httpx.AsyncClient(base_url=base, timeout=20) as client:
                await client.get("/v1/feeds", headers=signed)  # the post is known from now on
                async with (
                    client.stream("GET", "/v1/stream", headers=signed) as first,
                    client.stream("GET", "/v1/stream", headers=signed) as second,
                ):
                    assert (first.status_code, second.status_code) == (200, 200)
                    third = await client.get("/v1/stream", headers=signed)
                    assert code(third) == (429, "too-many-streams")
                    assert int(third.headers["retry-after"]) >= 1

    asyncio.run(scene())


def test_beyond_a_callers_own_line_the_answer_is_429_and_says_when(world: World):
    gate = create_app(world.container)
    signed = [(b"authorization", f"Bearer {world.token()}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/v1/cases/submit-application"}

    async def ask() -> tuple[int, dict[bytes, bytes], dict[str, Any]]:
        told: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            told.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        full = {**scope, "query_string": b"", "headers": signed, "client": ("10.0.0.1", 1)}
        await gate(full, receive, send)  # ty: ignore[invalid-argument-type]
        body = json.loads(told[1]["body"])
        return told[0]["status"], dict(told[0]["headers"]), body

    async def scene() -> None:
        (slots,) = (s for kind, s in gate.admission.slots.items() if kind.value == "command")
        caller = gate.admission.named({}, signed[0][1])
        await slots.enter(caller)  # one is served,
        waits = asyncio.create_task(slots.enter(caller))  # one waits,
        await asyncio.sleep(0)
        status, headers, body = await ask()  # and one is too many
        assert (status, body["code"]) == (429, "too-many-requests")
        assert 1 <= int(headers[b"retry-after"]) <= 60
        assert body["traceId"]
        gate.admission.drain()
        status, headers, body = await ask()
        assert (status, body["code"]) == (503, "draining")
        assert headers[b"connection"] == b"close"
        assert int(headers[b"retry-after"]) >= 1
        await asyncio.gather(waits, return_exceptions=True)

    asyncio.run(scene())
