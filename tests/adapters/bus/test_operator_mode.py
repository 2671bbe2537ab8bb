"""A real server in operator mode: the wall holds, a revoked key is cut off, forged claims fail."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from adapters.bus.claims import organisation_claim, user_claim
from adapters.bus.connection import Access, AccessRefused, connect
from adapters.bus.jwt import signed
from adapters.bus.nkey import AccountKey, UserKey
from adapters.bus.operator import ClaimRefused, push_claim
from adapters.bus.stream import api_request
from adapters.bus.subscriber import RegulatorFeed
from adapters.bus.wall import reader_may
from tests.adapters.bus.attacks import (
    OWN_INFO,
    SNOOPING,
    api_attacks,
    header_attacks,
    publish_attacks,
    reply_attacks,
)
from tests.adapters.bus.operated import (
    ACCOUNTS,
    OPERATOR,
    SERVICE,
    OperatedWorld,
    answering,
    named,
    now,
    translated,
)
from tests.adapters.bus.test_wall_attacks import attack, listen, state
from tests.adapters.bus.world import (
    KEYS,
    ORG_A,
    ORG_B,
    Source,
    as_sent,
    caught_up,
    relaying,
    take,
)

Body = Callable[[], Awaitable[None]]
ATTACKS = [
    translated(each)
    for each in (*api_attacks(), *publish_attacks(), *reply_attacks(), *header_attacks())
]
A, B = ACCOUNTS[ORG_A].public_key, ACCOUNTS[ORG_B].public_key


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OperatedWorld]:
    """One server for the file, six deliveries in its stream."""
    world = OperatedWorld(tmp_path_factory.mktemp("operated"))

    async def fill() -> None:
        await world.prepare()
        source = Source()
        source.add(6)
        async with relaying(world, source) as publisher:
            await caught_up(publisher, source)
        feed = RegulatorFeed(world.access(ORG_A), A)
        assert as_sent(await take(feed, 3)) == source.expected(ORG_A)
        await world.close()

    with world.server:
        asyncio.run(fill())
        yield world
        world.server.kill()


def play(world: OperatedWorld, body: Body) -> None:
    async def whole() -> None:
        try:
            await asyncio.wait_for(body(), 60)
        finally:
            await world.close()

    asyncio.run(whole())


def test_no_attack_has_an_effect(operated: OperatedWorld) -> None:
    """All of the list from one user; `soak` plays them one by one, to say which it was."""

    async def body() -> None:
        admin, attacker = await operated.connect("admin"), await operated.connect(ORG_A)
        before = await state(admin, A, B)
        other, relay = await operated.connect(ORG_B), await operated.connect("relay")
        at_others = [await listen(other, f"_INBOX_{B}.>"), await listen(relay, "_INBOX_relay.>")]
        heard = await listen(attacker, f"_INBOX_{A}.>")
        for connection in (other, relay, attacker):
            await connection.client.flush()
        for one in ATTACKS:
            reply = one.reply or f"_INBOX_{A}.loot"
            await attacker.client.publish(one.subject, one.body, reply, headers=one.headers)
        await attacker.client.flush()
        await api_request(admin.client, "$JS.API.INFO")
        await asyncio.sleep(0.1)
        assert await state(admin, A, B) == before
        assert at_others == [[], []]
        assert not [each for each in heard if B.encode() in each and b'"503"' not in each]
        assert not [each for each in heard if f".{ORG_B}.".encode() in each]

    play(operated, body)


@pytest.mark.soak
@pytest.mark.parametrize("one", ATTACKS, ids=lambda each: each.name)
def test_the_wall_withstands(operated: OperatedWorld, one: Any) -> None:
    play(operated, lambda: attack(operated, one, A, B, named(OWN_INFO)))


def test_listening_in_hears_nothing_of_others(operated: OperatedWorld) -> None:
    async def body() -> None:
        spy, other = await operated.connect(ORG_A), await operated.connect(ORG_B)
        heard = [await listen(spy, named(subject)) for subject in SNOOPING]
        await spy.client.flush()
        got = await listen(other, f"_INBOX_{B}.pull")
        await api_request(other.client, f"LK.CONSUMER.RESET.LINKAGE.{B}", {"seq": 1})
        await other.client.publish(
            f"LK.CONSUMER.MSG.NEXT.LINKAGE.{B}",
            b'{"batch":3,"no_wait":true}',
            reply=f"_INBOX_{B}.pull",
        )
        async with asyncio.timeout(20):
            while len(got) < 3:  # noqa: ASYNC110 - a list has no event
                await asyncio.sleep(0.01)
        assert heard == [[] for _ in SNOOPING]

    play(operated, body)


def test_a_revoked_key_is_cut_off_and_a_colleague_reads_on(operated: OperatedWorld) -> None:
    leaving = UserKey.create()
    ours = operated.access(ORG_A)
    claim = user_claim(
        ACCOUNTS[ORG_A], leaving.public_key, reader_may(A), at=now() + 3600, name="leaving"
    )

    async def body() -> None:
        access = Access(ours.server_url, leaving, ours.inbox, claim=claim)
        connection, colleague = await connect(access), await operated.connect(ORG_A)
        info = f"LK.CONSUMER.INFO.LINKAGE.{A}"
        await api_request(connection.client, info)
        await operated.put(ORG_A, revoked=[leaving.public_key])
        await asyncio.wait_for(connection.lost.wait(), 10)
        with pytest.raises(AccessRefused):  # a claim of a later date does not help
            await connect(access)
        await api_request(colleague.client, info)
        assert not colleague.lost.is_set()

    play(operated, body)


def _forged(case: str) -> tuple[UserKey, str]:
    """A key that signs in, and a claim that its account did not sign for it."""
    key, may = KEYS[ORG_A], reader_may(A)
    good = user_claim(ACCOUNTS[ORG_A], key.public_key, may, at=now(), name="x")
    if case == "another's claim":
        return UserKey.create(), good
    if case == "unknown account":
        return key, user_claim(AccountKey.create(), key.public_key, may, at=now(), name="x")
    if case == "out of time":
        claim = user_claim(
            ACCOUNTS[ORG_A], key.public_key, may, at=now() - 9, name="x", until=now() - 5
        )
        return key, claim
    head, _, signature = good.split(".")
    wider = user_claim(ACCOUNTS[ORG_A], key.public_key, may, at=now() + 1, name="y")
    return key, f"{head}.{wider.split('.')[1]}.{signature}"


@pytest.mark.parametrize(
    "case",
    [
        "another's claim",
        "out of time",
        "another's signature",
        pytest.param("unknown account", marks=pytest.mark.soak),  # the server looks for it for 2 s
    ],
)
def test_a_forged_claim_is_refused(operated: OperatedWorld, case: str) -> None:
    ours, (key, claim) = operated.access(ORG_A), _forged(case)

    async def body() -> None:
        async with answering(operated):  # who brings no claim at all is its to judge
            with pytest.raises(AccessRefused):
                await connect(Access(ours.server_url, key, ours.inbox, claim=claim))

    play(operated, body)


def test_an_account_cannot_import_the_consumer_of_another(operated: OperatedWorld) -> None:
    """Even where the operator itself signed such a claim: the server binds the account's name."""
    thief = AccountKey.create()
    claim = organisation_claim(OPERATOR, B, "thief", [], now())

    async def body() -> None:
        monitor = await operated.connect("monitor")
        await push_claim(monitor.client, _of(thief, claim))
        key = UserKey.create()
        user = user_claim(thief, key.public_key, reader_may(B), at=now(), name="thief")
        ours = operated.access(ORG_B)
        try:
            connection = await connect(Access(ours.server_url, key, ours.inbox, claim=user))
        except AccessRefused:
            return
        heard = await listen(connection, f"{ours.inbox}.>")
        subject = f"LK.CONSUMER.INFO.LINKAGE.{B}"
        await connection.client.publish(subject, b"", f"{ours.inbox}.x")
        await connection.client.flush()
        await asyncio.sleep(0.05)
        assert not [each for each in heard if b'"config"' in each]
        await connection.close()

    play(operated, body)


def _of(account: AccountKey, claim: str) -> str:
    """The same account claim about another account, signed by the operator."""
    body = claim.split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    nats = {name: said["nats"][name] for name in ("imports", "limits")}
    return signed(OPERATOR.operator, "account", account.public_key, nats, at=now())


def test_a_claim_that_our_operator_did_not_sign_is_not_taken(operated: OperatedWorld) -> None:
    async def body() -> None:
        monitor = await operated.connect("monitor")
        good = organisation_claim(OPERATOR, A, ORG_A, [], now())
        with pytest.raises(ClaimRefused):
            await push_claim(monitor.client, good[:-8] + "AAAAAAAA")

    play(operated, body)


INFO = f"LK.CONSUMER.INFO.LINKAGE.{A}"


def test_a_token_reads_its_own_feed_until_it_ends(operated: OperatedWorld) -> None:
    async def body() -> None:
        async with answering(operated):
            feed = RegulatorFeed(operated.bearer("3600"), A)
            assert len(await take(feed, 3)) == 3
            connection = await connect(operated.bearer("2"))
            await api_request(connection.client, INFO)
            await connection.client.publish(f"LK.CONSUMER.INFO.LINKAGE.{B}", b"")
            await asyncio.wait_for(connection.lost.wait(), 20)
            assert any("permissions violation" in each.lower() for each in connection.errors)

    play(operated, body)


@pytest.mark.parametrize("token", ["stranger", "", "0"])
def test_a_token_that_is_not_admitted_is_refused(operated: OperatedWorld, token: str) -> None:
    async def body() -> None:
        async with answering(operated):
            with pytest.raises(AccessRefused):
                await connect(operated.bearer(token))

    play(operated, body)


def test_of_two_instances_one_may_die(operated: OperatedWorld) -> None:
    async def body() -> None:
        async with answering(operated), answering(operated) as second:
            staying = await connect(operated.bearer("3600"))
            second.cancel()
            await asyncio.wait({second}, timeout=15)
            for _ in range(3):
                await (await connect(operated.bearer("3600"))).close()
            assert not staying.lost.is_set()
            await staying.close()

    play(operated, body)


@pytest.mark.parametrize("name", ["user", "nkey"])
def test_who_calls_himself_the_callout_service_is_not(operated: OperatedWorld, name: str) -> None:
    """The server lets that user pass unasked: its name must be proved, or be worth nothing."""

    async def body() -> None:
        async with answering(operated):
            reader, writer = await asyncio.open_connection("127.0.0.1", operated.server.port)
            await reader.readline()
            said = {"verbose": False, "pedantic": False, name: SERVICE.public_key}
            writer.write(b"CONNECT %s\r\nPING\r\n" % json.dumps(said).encode())
            writer.write(b"SUB $SYS.REQ.USER.AUTH 1\r\nPING\r\n")
            heard = await asyncio.wait_for(reader.readuntil(b"Violation"), 20)
            assert b"MSG" not in heard
            writer.close()

    play(operated, body)
