"""The real program: starts, serves over a socket, ends its streams and stops when told to."""

import asyncio
import os
import signal
import socket
import sys
import time

import httpx

from tests.app.api.world import World


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def started(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(200):
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
    assert seconds < 4, log
    assert code in (0, -signal.SIGTERM), log
    assert b"Bearer" not in log
    assert world.token("regulator-market").encode() not in log
    assert b'"route": "/v1/stream"' in log
