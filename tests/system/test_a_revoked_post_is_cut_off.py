"""A post that is ended loses what it holds open within seconds, and is answered nothing more."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from adapters.bus.connection import AccessRefused, Connection, connect
from adapters.bus.receipts import signed
from adapters.bus.stream import api_request
from app.bus import access_of, demo_user, key_of
from domain.timing.days import shanghai_date
from tests.support.running import MARKET, MARKET_ACCOUNT, REGION, Running, until
from tests.system.acts import post

pytestmark = pytest.mark.xdist_group("system")
LIMIT = 60
"""Seconds, for a machine that does ten other things; alone it takes three."""
INFO = f"LK.CONSUMER.INFO.LINKAGE.{MARKET_ACCOUNT}"


@pytest.fixture
def leaving(county: Running) -> str:
    """A regulator of the market department, in office since yesterday."""
    name = f"regulator-leaving-{datetime.now(UTC):%H%M%S%f}"
    today = shanghai_date(datetime.now(UTC))
    county.sign_in(["admin-01"])
    body = {
        "post": name, "personId": f"p-{name}", "role": "REGULATOR", "org": MARKET,
        "validFrom": (today - timedelta(days=1)).isoformat(),
    }  # fmt: skip
    post(county, "admin-01", "/v1/posts/assign-post", body)
    county.sign_in([name])
    return name


async def connected(county: Running, name: str) -> Connection:
    """Over NATS with the post's key, as soon as the server knows it."""
    async with asyncio.timeout(LIMIT):
        while True:
            try:
                access = access_of(county.settings(), demo_user(REGION, name), MARKET_ACCOUNT)
                return await connect(access)
            except AccessRefused:
                await asyncio.sleep(0.1)


@contextmanager
def listening(county: Running, name: str) -> Generator[tuple[list[str], threading.Event]]:
    """What comes by SSE, line by line, and whether the server has ended it."""
    lines: list[str] = []
    ended = threading.Event()

    def read() -> None:
        with county.client(name) as client, client.stream("GET", "/v1/stream") as answer:
            lines.append(f"HTTP {answer.status_code}")
            lines.extend(answer.iter_lines())
        ended.set()

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    yield lines, ended
    thread.join(LIMIT)


def test_its_push_its_stream_and_its_signature_end_with_it(county: Running, leaving: str):
    request = {"channel": "WEBHOOK", "endpoint": "http://127.0.0.1:9/", "fromSeq": 1}
    asked = post(county, "liaison-market", "/v1/subscriptions/request-subscription", request)["id"]

    async def end_it() -> None:
        connection = await connected(county, leaving)
        await api_request(connection.client, INFO)
        other = await connect(access_of(county.settings(), demo_user(REGION, "liaison-market"),
                                        MARKET_ACCOUNT))  # fmt: skip
        body = {
            "post": leaving, "endedOn": shanghai_date(datetime.now(UTC)).isoformat(),
            "reason": "调离",
        }  # fmt: skip
        await asyncio.to_thread(post, county, "admin-01", "/v1/posts/end-post", body)
        await asyncio.wait_for(connection.lost.wait(), LIMIT)
        with pytest.raises(AccessRefused):
            await connect(access_of(county.settings(), demo_user(REGION, leaving), MARKET_ACCOUNT))
        await api_request(other.client, INFO)
        assert not other.lost.is_set(), "a colleague goes on reading"
        await other.close()

    with listening(county, leaving) as (lines, ended):
        until(lambda: lines == ["HTTP 200", "retry: 2000", ""], "the stream is open")
        asyncio.run(end_it())
        assert ended.wait(LIMIT), "the stream is ended by the server"
    assert lines[-3:] == ["event: end", "data: {}", ""]
    refused(county, leaving, asked)
    post(
        county, "liaison-market", f"/v1/subscriptions/{asked}/end-subscription", {"reason": "调离"}
    )


def refused(county: Running, name: str, subscription: str) -> None:
    """Its token lives, its key signs; neither is of use."""
    key = key_of(county.settings(), demo_user(REGION, name))
    claim = {"feedSeq": 1, "feedHash": "0" * 64, "treeSize": 1, "root": "0" * 64}
    whole = signed({**claim, "org": MARKET, "post": name}, key)
    receipt = {**claim, "publicKey": whole["publicKey"], "signature": whole["signature"]}
    with county.client(name) as client:
        for path, body in (
            ("/v1/feeds/sign-receipt", receipt),
            (f"/v1/subscriptions/{subscription}/rotate-secret", {}),
            (f"/v1/subscriptions/{subscription}/change-subscription",
             {"endpoint": "http://127.0.0.1:8/"}),
        ):  # fmt: skip
            answer = client.post(path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "unknown-post"), path
        assert client.get("/v1/stream").status_code == 403
        assert client.get("/v1/feeds").status_code == 403
