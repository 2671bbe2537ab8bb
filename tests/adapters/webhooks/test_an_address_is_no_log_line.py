"""What stands behind the `?` of a callback may be its receiver's password."""

import asyncio
import subprocess
import sys

from tests.adapters.webhooks.receivers import receiving

POSTING = """
import asyncio, logging, sys
from adapters.webhooks.posting import Poster
from app import telemetry

async def post() -> None:
    telemetry.configure("debug")
    async with Poster(demo=True).line(sys.argv[1]) as line:
        assert (await line.post({"webhook-signature": "v1,hidden"}, b"{}")).delivered
    logging.getLogger("elsewhere").info("heard")

asyncio.run(post())
"""


def test_neither_address_nor_signature_is_logged_at_any_level():
    async def run() -> str:
        async with receiving() as receiver:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", POSTING, f"{receiver.url}&password=hidden",
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            told, _ = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 0, told.decode()
        assert receiver.received[0].path.endswith("password=hidden")
        return told.decode()

    told = asyncio.run(run())
    assert '"heard"' in told
    assert "hidden" not in told
    assert "/in" not in told
