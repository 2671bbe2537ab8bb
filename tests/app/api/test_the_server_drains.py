"""The real program: starts, serves over a socket, ends its streams, answers everybody and stops."""

import asyncio
import itertools
import json
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import psycopg

from tests.app.api.world import ITEM, World


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def started(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(1200):
            try:
                if (await client.get(f"{url}/healthz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    raise AssertionError("the server did not start")


def test_a_stopped_server_ends_its_streams_and_leaves(world: World):
    world.project()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "SHENGUAN_DATABASE_URL": world.url,
        "SHENGUAN_HTTP_PORT": str(port),
        "SHENGUAN_VAR": str(world.container.settings.var),
        "SHENGUAN_DEMO": "1",
    }

    async def main() -> tuple[int | None, float, bytes]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.serve", env=environment, stderr=asyncio.subprocess.PIPE
        )
        await started(url)
        async with (
            httpx.AsyncClient(base_url=url, timeout=10) as client,
            client.stream(
                "GET", "/v1/stream", headers=world.headers("regulator-market")
            ) as response,
        ):
            assert response.status_code == 200
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            async for _ in response.aiter_lines():
                pass
            _, log = await asyncio.wait_for(process.communicate(), 10)
        return process.returncode, time.monotonic() - begun, log

    code, seconds, log = asyncio.run(main())
    assert seconds < 10, log  # less than the time that requests in progress have
    assert code in (0, -signal.SIGTERM), log
    assert b"Bearer" not in log
    assert world.token("regulator-market").encode() not in log
    assert b'"route": "/v1/stream"' in log


@dataclass
class Told:
    """What the clients of a server were told: receipts, refusals, and what nobody answered."""

    receipts: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[httpx.Response] = field(default_factory=list)
    cut_off: list[Exception] = field(default_factory=list)


def report(number: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "type": "cn.shenguan.case.accepted.v1",
        "source": "urn:test:drain",
        "id": number,
        "subject": number,
        "time": datetime.now(UTC).isoformat(),
        "data": {
            "itemCode": ITEM,
            "actor": {"personId": "p-1", "role": "WINDOW"},
            "payload": {"legalDays": 20, "committedDays": 5},
        },
    }


async def reporting(client: httpx.AsyncClient, name: str, told: Told) -> None:
    """Send one report after the other until this server wants no more."""
    for number in itertools.count():
        body = json.dumps(report(f"{name}-{number}"))
        try:
            answer = await client.post("/v1/acts", content=body)
        except httpx.ConnectError:
            return  # the port is closed: nothing was sent
        except httpx.TransportError as error:
            told.cut_off.append(error)
            return
        if answer.status_code != 200:
            told.refusals.append(answer)
            return
        told.receipts.append(answer.json()["receipt"])


def test_a_stop_under_load_loses_nothing_acknowledged_and_answers_every_request(world: World):
    port = free_port()
    environment = {
        **os.environ,
        "SHENGUAN_DATABASE_URL": world.url,
        "SHENGUAN_HTTP_PORT": str(port),
        "SHENGUAN_VAR": str(world.container.settings.var),
        "SHENGUAN_DEMO": "1",
        "SHENGUAN_DRAIN_NOTICE": "3",
    }
    told = Told()
    signed = {
        **world.headers("source-platform"),
        "content-type": "application/cloudevents+json",
    }

    async def main() -> tuple[httpx.Response, bytes]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.serve", env=environment, stderr=asyncio.subprocess.PIPE
        )
        reading = asyncio.create_task(process.communicate())
        url = f"http://127.0.0.1:{port}"
        await started(url)
        async with httpx.AsyncClient(base_url=url, timeout=60, headers=signed) as client:
            clients = [asyncio.create_task(reporting(client, f"c{n}", told)) for n in range(12)]
            while len(told.receipts) < 60:  # noqa: ASYNC110 - others append to it
                await asyncio.sleep(0.01)
            process.send_signal(signal.SIGTERM)
            await asyncio.gather(*clients)
            red = await client.get("/readyz")
        _, log = await asyncio.wait_for(reading, 60)
        return red, log

    red, log = asyncio.run(main())
    assert not told.cut_off, told.cut_off
    assert {answer.json()["code"] for answer in told.refusals} == {"draining"}, log
    for answer in told.refusals:
        assert answer.status_code == 503
        assert answer.headers["connection"] == "close"
        assert int(answer.headers["retry-after"]) >= 1
    assert (red.status_code, red.json()["draining"]) == (503, True)
    with psycopg.connect(world.url) as connection:
        stored = connection.execute(
            "SELECT position, encode(leaf_hash, 'hex') FROM ledger.event"
        ).fetchall()
    acknowledged = {(one["position"], one["leafHash"]) for one in told.receipts}
    assert len(acknowledged) == len(told.receipts)
    assert acknowledged <= set(stored)
