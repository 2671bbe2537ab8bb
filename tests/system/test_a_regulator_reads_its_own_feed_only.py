"""The running system's NATS: a key of one organisation opens nothing of another."""

import asyncio
import json
from typing import Any

import pytest

from adapters.bus.connection import Connection, connect
from app.bus import access_of, demo_user
from tests.support.running import MARKET, MARKET_ACCOUNT, REGION, Running, until
from tests.system import reconcile
from tests.system.acts import granted_case

pytestmark = pytest.mark.xdist_group("system")
HEALTH = "11329901MB03A90101"
HEALTH_ACCOUNT = f"{HEALTH}_{REGION}"
PULL = json.dumps({"batch": 10, "no_wait": True}).encode()
ATTACKS = (
    (f"$JS.API.CONSUMER.MSG.NEXT.LINKAGE.{MARKET_ACCOUNT}", PULL),
    (f"LK.CONSUMER.MSG.NEXT.LINKAGE.{MARKET_ACCOUNT}", PULL),
    (f"LK.CONSUMER.RESET.LINKAGE.{MARKET_ACCOUNT}", b'{"seq":1}'),
    (f"$JS.API.CONSUMER.INFO.LINKAGE.{MARKET_ACCOUNT}", b""),
    (f"$JS.API.CONSUMER.DELETE.LINKAGE.{MARKET_ACCOUNT}", b""),
    ("$JS.API.CONSUMER.NAMES.LINKAGE", b""),
    ("$JS.API.STREAM.MSG.GET.LINKAGE", b'{"seq":1}'),
    ("$JS.API.DIRECT.GET.LINKAGE", b'{"seq":1}'),
    ("$JS.API.DIRECT.GET.LINKAGE.1", b""),
    ("$JS.API.STREAM.INFO.LINKAGE", b'{"subjects_filter":">"}'),
    ("$JS.API.STREAM.DELETE.LINKAGE", b""),
    (f"linkage.32.99.01.{MARKET}.task.pushed", b"forged"),
)


@pytest.fixture(scope="module")
def filled(county: Running) -> Running:
    """With a delivery to the market department and none to the health department."""
    granted_case(county)
    county.settle()
    until(lambda: reconcile.last_sequence(county) >= 1, "a delivery on the stream")
    return county


def as_health(running: Running) -> Any:
    """The health liaison's own key and inbox, as `shenguan watch` uses them."""
    return connect(
        access_of(running.settings(), demo_user(REGION, "liaison-health"), HEALTH_ACCOUNT)
    )


@pytest.mark.parametrize(("subject", "body"), ATTACKS, ids=[subject for subject, _ in ATTACKS])
def test_another_organisations_messages_cannot_be_had(filled: Running, subject: str, body: bytes):
    before = reconcile.last_sequence(filled)
    connection, heard = asyncio.run(_try(filled, subject, body))
    assert [one for one in heard if b"503" not in one] == []
    assert any("permissions violation" in error.lower() for error in connection.errors)
    assert reconcile.last_sequence(filled) == before


@pytest.mark.parametrize("subject", ["linkage.>", ">", f"_INBOX_{MARKET_ACCOUNT}.>", "$JS.ACK.>"])
def test_listening_in_is_refused(filled: Running, subject: str):
    async def listen() -> Connection:
        connection = await as_health(filled)
        await connection.client.subscribe(subject)
        await connection.client.flush()
        await asyncio.sleep(0.1)
        await connection.close()
        return connection

    assert any("permissions violation" in e.lower() for e in asyncio.run(listen()).errors)


async def _try(running: Running, subject: str, body: bytes) -> tuple[Connection, list[bytes]]:
    connection = await as_health(running)
    heard: list[bytes] = []

    async def note(message: Any) -> None:
        heard.append(json.dumps(message.headers or {}).encode() + message.data)

    inbox = connection.client.new_inbox()
    await connection.client.subscribe(inbox, cb=note)
    await connection.client.publish(subject, body, reply=inbox)
    await connection.client.flush()
    await asyncio.sleep(0.1)
    await connection.close()
    return connection, heard
