"""The regulator's kit on everything that runs: the example of docs/kit.md over NATS, the kit over
SSE, the terminal; all of them hold the same feed and what they sign for is in the log."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import aclosing, contextmanager
from pathlib import Path

import pytest

from app.bus import demo_user, key_of
from app.kit import Message, Profile, Regulator
from app.kit.package import sign_package
from app.settings import Settings
from tests.support.running import MARKET, REGION, ROOT, Running, until
from tests.system.acts import get, granted_case

pytestmark = pytest.mark.xdist_group("system")
POST = "liaison-market"
EXAMPLE, AGAIN = (
    re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)[0]
    for page in ("README.md", "docs/kit.md")
)


@pytest.fixture(scope="module")
def length(county: Running) -> int:
    """Messages that went out to the market department: two at least."""
    for _ in range(2):
        granted_case(county)
    county.settle()
    until(lambda: _last(county) >= 2, "two messages")
    return _last(county)


def _last(county: Running) -> int:
    feeds = get(county, POST, "/v1/feeds")["items"]
    return feeds[0]["seq"] if feeds else 0


@contextmanager
def example(county: Running, folder: Path) -> Generator[subprocess.Popen[str]]:
    """The example as it stands, at the addresses of this system."""
    settings = county.settings()
    (folder / "token").write_text(county.token(POST))
    seed = folder / f"{POST}.seed"
    seed.touch(mode=0o600)
    seed.write_text(key_of(settings, demo_user(REGION, POST)).seed)
    vkey = f"log-{REGION}.vkey"
    (folder / vkey).write_text((county.var / "keys" / vkey).read_text())
    script = EXAMPLE.replace("http://127.0.0.1:8000", county.base)
    script = script.replace("nats://127.0.0.1:4222", settings.nats_url or "")
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=folder, text=True, stdout=subprocess.PIPE,
        env={**county.environment(), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_the_example_holds_proves_and_signs_the_whole_feed(
    county: Running, length: int, tmp_path: Path
):
    assert len(EXAMPLE.strip().splitlines()) <= 25
    assert EXAMPLE == AGAIN
    with example(county, tmp_path) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(length)]
        until(lambda: _signed(county) >= length, "the last receipt")
    assert [line.split(" ")[0] for line in lines] == [str(seq) for seq in range(1, length + 1)]
    assert all("Proof(" in line for line in lines)
    assert all("content=True" in line for line in lines if " task.pushed " in line)


def _signed(county: Running) -> int:
    (row,) = get(county, POST, "/v1/feeds/receipts")["items"]
    return row["signed"]


def test_by_sse_and_on_the_terminal_it_is_the_same_feed(
    county: Running, length: int, tmp_path: Path
):
    settings = county.settings()
    profile = Profile(
        REGION, MARKET, POST, county.base, county.token(POST),
        key_of(settings, demo_user(REGION, POST)),
        (county.var / f"keys/log-{REGION}.vkey").read_text().strip(),
    )  # fmt: skip

    async def read() -> list[Message]:
        found: list[Message] = []
        async with (
            Regulator(profile, tmp_path) as regulator,
            aclosing(regulator.messages()) as messages,
        ):
            async for message in messages:
                found.append(message)
                if len(found) == length:
                    regulator.commit(message)
                    await regulator.compare()
                    return found
        raise AssertionError

    heard = asyncio.run(asyncio.wait_for(read(), 60))
    assert [one.seq for one in heard] == list(range(1, length + 1))
    seen = county.cli(
        "watch", POST, "--from", "2", "--receipts", "--json", "--count", str(length - 1)
    )
    assert [json.loads(line) for line in seen.splitlines()] == [one.event for one in heard[1:]]


def test_a_package_goes_out_and_its_receipt_comes_back(
    county: Running, length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """With the environment of who started `up --demo`: nothing in it says that it is a demo."""
    own = {name: value for name, value in county.environment().items() if "DEMO" not in name}
    monkeypatch.setattr(county, "environment", lambda: own)
    file, receipt = tmp_path / "stretch.zip", tmp_path / "receipt.json"
    last = str(length)
    county.cli(
        "export", REGION, "--feed", MARKET, "--first", "1", "--last", last, "--to", str(file)
    )
    key = key_of(Settings(var=county.var), demo_user(REGION, POST))
    receipt.write_text(json.dumps(sign_package(file, key)))
    assert f"messages up to {length}" in county.cli("receive-package", str(receipt))
