"""A user of organisation A against B's subjects, consumer and messages, and against the stream.

Each attack runs twice: with the user permissions of the real configuration, and with these taken
away, so that the wall between accounts is seen to hold by itself.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.bus.connection import AccessRefused, Connection, connect
from adapters.bus.nkey import UserKey
from adapters.bus.stream import api_request
from adapters.servers.errors import ConfigRefused
from tests.adapters.bus.attacks import (
    OWN_INFO,
    SNOOPING,
    SUBJECT_B,
    Attack,
    api_attacks,
    header_attacks,
    publish_attacks,
    reply_attacks,
)
from tests.adapters.bus.world import KEYS, ORG_A, ORG_B, World

_SECRET = b"only for B"


def _without_permissions(text: str) -> str:
    """The wall's text with the organisations' users allowed everything in their own account."""
    core, walls = text[: text.index(f'  "{ORG_B}"')], text[text.index(f'  "{ORG_B}"') :]
    return core + re.sub(r", permissions: \{.*\} \}$", " }", walls, flags=re.MULTILINE)


@pytest.fixture(scope="module", params=["as configured", "without user permissions"])
def walled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One server for all attacks: they have no effect. Three messages for B, three for A."""
    rewrite = _without_permissions if "without" in request.param else str
    world = World(tmp_path_factory.mktemp("walled"), rewrite)

    async def fill() -> None:
        await world.prepare()
        relay = await world.connect("relay")
        for number in range(6):
            uscc, text = (ORG_B, _SECRET) if number % 2 else (ORG_A, b"for A")
            await relay.client.request(f"linkage.32.05.83.{uscc}.case.accepted", text)
        await world.close()

    with world.server:
        asyncio.run(fill())
        yield world


async def state(admin: Connection, a: str = ORG_A, b: str = ORG_B) -> dict[str, Any]:
    """All that an attack might have changed, as the administrator sees it. `a`, `b`: consumers."""
    stream = await api_request(admin.client, "$JS.API.STREAM.INFO.LINKAGE")
    consumer = await api_request(admin.client, f"$JS.API.CONSUMER.INFO.LINKAGE.{b}")
    mine = await api_request(admin.client, f"$JS.API.CONSUMER.INFO.LINKAGE.{a}")
    account = await api_request(admin.client, "$JS.API.INFO")
    return {
        "stream": (stream["config"], stream["state"]),
        "B's consumer": [consumer[k] for k in ("config", "delivered", "ack_floor", "num_waiting")],
        "A's filter": mine["config"],
        "streams": account["streams"],
        "consumers": account["consumers"],
    }


async def listen(connection: Connection, subject: str) -> list[bytes]:
    heard: list[bytes] = []

    async def note(message: Any) -> None:
        heard.append(_flat(message))

    await connection.client.subscribe(subject, cb=note)
    return heard


def _flat(message: Any) -> bytes:
    headers = json.dumps(message.headers or {}).encode()
    return message.subject.encode() + b" " + headers + b" " + message.data


async def attack(
    world: World, tried: Attack, a: str = ORG_A, b: str = ORG_B, own_info: str = OWN_INFO
) -> None:
    """One attack of the user of A, whose account is named `a`; it must have no effect."""
    admin = await world.connect("admin")
    before = await state(admin, a, b)
    other, relay = await world.connect(ORG_B), await world.connect("relay")
    at_others = [await listen(other, f"_INBOX_{b}.>"), await listen(relay, "_INBOX_relay.>")]
    await other.client.flush()
    await relay.client.flush()
    attacker = await world.connect(ORG_A)
    heard = await listen(attacker, f"_INBOX_{a}.>")
    reply = tried.reply or f"_INBOX_{a}.loot"
    await attacker.client.publish(tried.subject, tried.body, reply, headers=tried.headers)
    await attacker.client.flush()
    await asyncio.sleep(0.03)
    assert await state(admin, a, b) == before
    assert at_others == [[], []]
    for answer in heard:
        assert _SECRET not in answer
        if b'"Status": "503"' in answer:  # nobody there; it names what was asked for
            continue
        assert b.encode() not in answer
        own = tried.subject == own_info  # may be asked; what its headers ask besides must fail
        assert own or b'"error"' in answer or tried.subject.startswith("$SYS.")


@pytest.mark.parametrize(
    "tried",
    [*api_attacks(), *publish_attacks(), *reply_attacks(), *header_attacks()],
    ids=lambda one: one.name,
)
def test_the_wall_withstands(walled: World, tried: Attack) -> None:
    async def body() -> None:
        try:
            await asyncio.wait_for(attack(walled, tried), 20)
        finally:
            await walled.close()

    asyncio.run(body())


@pytest.mark.parametrize("subject", SNOOPING)
def test_listening_in_hears_nothing_of_others(walled: World, subject: str) -> None:
    async def body() -> None:
        spy, other = await walled.connect(ORG_A), await walled.connect(ORG_B)
        heard = await listen(spy, subject)
        await spy.client.flush()
        admin = await walled.connect("admin")
        await api_request(admin.client, "$JS.API.STREAM.INFO.LINKAGE")
        got = await listen(other, f"_INBOX_{ORG_B}.pull")
        await api_request(other.client, f"LK.CONSUMER.RESET.LINKAGE.{ORG_B}", {"seq": 1})
        await other.client.publish(
            f"LK.CONSUMER.MSG.NEXT.LINKAGE.{ORG_B}",
            b'{"batch":3,"no_wait":true}',
            reply=f"_INBOX_{ORG_B}.pull",
        )
        await other.client.flush()
        await asyncio.sleep(0.05)
        assert sum(_SECRET in each for each in got) == 3
        assert heard == []
        await walled.close()

    asyncio.run(body())


def test_a_stranger_is_refused(walled: World) -> None:
    async def body() -> None:
        access = walled.access(ORG_A)
        stranger = type(access)(access.server_url, UserKey.create(), access.inbox)
        with pytest.raises(AccessRefused):
            await connect(stranger)

    asyncio.run(body())


CORE_LIMITS = [
    ("relay", "$JS.API.STREAM.DELETE.LINKAGE"),
    ("relay", "$JS.API.STREAM.UPDATE.LINKAGE"),
    ("relay", "$JS.API.CONSUMER.CREATE.LINKAGE.spy"),
    ("relay", f"$JS.API.CONSUMER.MSG.NEXT.LINKAGE.{ORG_B}"),
    ("admin", "$JS.API.STREAM.DELETE.LINKAGE"),
    ("admin", "$JS.API.STREAM.PURGE.LINKAGE"),
    ("admin", "$JS.API.STREAM.MSG.DELETE.LINKAGE"),
    ("admin", SUBJECT_B),
]


@pytest.mark.parametrize(("user", "subject"), CORE_LIMITS)
def test_our_own_users_may_do_their_work_and_no_more(
    walled: World, user: str, subject: str
) -> None:
    async def body() -> None:
        admin = await walled.connect("admin")
        before = await state(admin)
        connection = await walled.connect(user)
        await connection.client.publish(subject, b"{}", reply=f"_INBOX_{user}.x")
        await connection.client.flush()
        await asyncio.sleep(0.02)
        assert any("permissions violation" in each.lower() for each in connection.errors)
        assert await state(admin) == before
        await walled.close()

    asyncio.run(body())


@pytest.mark.parametrize("service", ["MSG.NEXT", "INFO", "RESET"])
def test_an_account_cannot_import_the_token_of_another(world: World, service: str) -> None:
    import_of_a = f'$JS.API.CONSUMER.{service}.LINKAGE.{ORG_A}" }}'
    text = world.config()
    assert import_of_a in text
    stolen = text.replace(import_of_a, import_of_a.replace(ORG_A, ORG_B))
    with pytest.raises(ConfigRefused):
        world.server.reload(stolen)
    assert KEYS[ORG_A].public_key in stolen
