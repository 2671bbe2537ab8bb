"""One feed, many receivers: who answers wrongly is tried again, given up, and sent again on demand;
nobody else waits for that. Time stands still but for what the test lets pass."""

import asyncio
import hmac
from base64 import b64decode, b64encode
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.adapters.webhooks.receivers import (
    ERROR,
    OK,
    Answer,
    Authority,
    Received,
    Receiver,
    closes,
    hangs,
    receiving,
    redirects_to,
    saying,
    sends_two_gigabytes,
)
from tests.app.api.world import World, push_task
from tests.app.webhooks.hands import POST, RETRIES, Hands, at_work, echoes, end, fed, numbers

pytestmark = pytest.mark.xdist_group("webhooks")
GONE = b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n"
WRONG: dict[str, tuple[Answer, str]] = {
    "errors": (saying(ERROR), "HTTP 500"),
    "redirects": (redirects_to("http://127.0.0.1:9/"), "HTTP 302"),
    "closes": (closes, "connection-failed"),
    "floods": (sends_two_gigabytes, "answer-too-large"),
}


def test_retries_then_dead_letter_then_redrive_and_others_are_not_delayed(
    world: World, case: list[str]
):
    async def run() -> None:
        async with at_work(world) as hands, receiving() as good:
            wrong = {}
            servers = [receiving(answer) for answer, _ in WRONG.values()]
            async with servers[0] as a, servers[1] as b, servers[2] as c, servers[3] as d:
                first = end(world) + 1
                await hands.subscribed(good, fromSeq=first)
                for name, receiver in zip(WRONG, (a, b, c, d), strict=True):
                    done = await hands.subscribed(receiver, fromSeq=first)
                    wrong[name] = (done["id"], receiver)
                fed(world, 2, case)
                await hands.step()
                assert len(numbers(good)) == 2, "who answers has everything at once"
                for _ in (0, *RETRIES):
                    await hands.step(after=600)
                for name, (which, receiver) in wrong.items():
                    ids = numbers(receiver)
                    assert ids[:3] == numbers(good)[:1] * 3, f"{name}: the same id, retried twice"
                    shown = await hands.shown(which)
                    assert (shown["deadLetters"], shown["lastFailure"]) == (1, WRONG[name][1])
                for _, receiver in wrong.values():
                    receiver.answer = saying(OK)
                for which, receiver in wrong.values():
                    await redriven(hands, which, receiver, first)

    asyncio.run(run())


async def redriven(hands: Hands, which: str, receiver: Receiver, seq: int) -> None:
    """Mended, the receiver gets the rest of the feed, and on demand what was given up."""
    lost = numbers(receiver)[0]
    path = f"/v1/subscriptions/{which}/dead-letters"
    letters = (await asyncio.to_thread(hands.world.call, "GET", path, POST)).json()["items"]
    assert [(one["feedSeq"], one["attempts"], one["redriven"]) for one in letters] == [
        (seq, 3, False)
    ]
    before = len(numbers(receiver))
    await hands.step(after=600)
    assert lost not in numbers(receiver)[before:]
    await hands.ask(f"{which}/redrive-deliveries", {"feedSeqs": [seq], "reason": "已修复"})
    await hands.step()
    await hands.step(after=600)
    assert numbers(receiver).count(lost) == 4, "sent again once, under its old id"
    shown = await hands.shown(which)
    assert (shown["deadLetters"], shown["failures"]) == (0, 0)
    await hands.ask(f"{which}/end-subscription", {"reason": "测试结束"})


def test_the_feed_comes_in_order_signed_filtered_and_again_after_a_kill(
    world: World, case: list[str]
):
    async def run() -> None:
        async with at_work(world) as hands, receiving() as receiver, receiving() as other:
            wanted = {"eventTypes": ["task.signed"]}
            first = end(world) + 1
            done = await hands.subscribed(receiver, fromSeq=first)
            picky = await hands.subscribed(other, fromSeq=first, wanted=wanted)
            rotated = await hands.ask(f"{done['id']}/rotate-secret")
            fed(world, 51, case)
            await hands.step()
            task = push_task(world, case[0])
            await asyncio.to_thread(world.command, f"/v1/tasks/{task}/sign-task", {}, POST)
            for _ in range(3):
                await hands.step()
            ids = numbers(receiver)
            assert ids == sorted(ids, key=lambda one: int(one.partition("-")[0]))
            assert len(ids) == len(set(ids)) == 53
            assert len(numbers(other)) == 1
            assert (await hands.shown(picky["id"]))["backlog"] == 0
            for secret, place in ((rotated["secret"], 0), (done["secret"], 1)):
                assert signed(receiver.received[-1], secret) == place
            kill_after_the_post(world, done["id"])
            await hands.step()
            assert numbers(receiver) == [*ids, ids[-1]], "again, under the same id"
            for one in (done, picky):
                await hands.ask(f"{one['id']}/end-subscription", {"reason": "测试结束"})

    asyncio.run(run())


def signed(one: Received, secret: str) -> int:
    """Which of the signatures is this secret's."""
    key = b64decode(secret.removeprefix("whsec_"))
    head = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode()
    mine = "v1," + b64encode(hmac.digest(key, head + one.body, "sha256")).decode()
    return one.headers["webhook-signature"].split(" ").index(mine)


def kill_after_the_post(world: World, which: str) -> None:
    """What a worker leaves that is killed between the post and its note."""
    with psycopg.connect(world.url) as connection:
        connection.execute(
            "UPDATE ops.webhook SET seq = seq - 1, number = number - 1 WHERE subscription = %s",
            [UUID(which)],
        )


def test_a_changed_certificate_ends_in_a_dead_letter_until_the_callback_is_verified_anew(
    world: World, case: list[str], tmp_path: Path
):
    async def run() -> None:
        authority = Authority(tmp_path)
        tls, changed = authority.context(), authority.context()
        async with at_work(world, ca=authority.pem) as hands, receiving(tls=tls) as receiver:
            first = end(world) + 1
            which = (await hands.subscribed(receiver, fromSeq=first))["id"]
            tls.sni_callback = lambda secured, _name, _tls: setattr(secured, "context", changed)
            fed(world, 1, case)
            for _ in (0, *RETRIES):
                await hands.step(after=600)
            shown = await hands.shown(which)
            assert (shown["deadLetters"], shown["lastFailure"]) == (1, "certificate-changed")
            assert numbers(receiver) == [], "a key that was not verified is told nothing"
            await hands.ask(f"{which}/pause-subscription", {"reason": "证书更换"})
            await hands.ask(f"{which}/resume-subscription")
            await hands.step()
            shown = await hands.shown(which)
            assert (shown["state"], shown["lastFailure"]) == ("UNVERIFIED", "challenge-not-echoed")
            receiver.answer = echoes
            await hands.step(after=600)
            assert (await hands.shown(which))["state"] == "ACTIVE"
            await hands.ask(f"{which}/redrive-deliveries", {"feedSeqs": [first]})
            await hands.step()
            assert len(numbers(receiver)) == 1
            receiver.answer = saying(GONE)
            fed(world, 1, case)
            await hands.step()
            assert (await hands.shown(which))["state"] == "PAUSED", "it wants no more"

    asyncio.run(run())


def test_one_that_hangs_keeps_nobody_waiting_and_is_paused_in_the_end(
    world: World, case: list[str]
):
    async def run() -> None:
        async with at_work(world) as hands, receiving() as good, receiving() as bad:
            first = end(world) + 1
            await hands.subscribed(good, fromSeq=first)
            which = (await hands.subscribed(bad, fromSeq=first))["id"]
            bad.answer = hangs
            fed(world, 4, case)
            await asyncio.to_thread(world.project)
            hanging = asyncio.create_task(hands.worker.step())
            while not numbers(good) or not numbers(bad):  # noqa: ASYNC110 - no event to wait for
                await asyncio.sleep(0.01)
            assert not hanging.done(), "the good one has its message while the other hangs"
            bad.answer = closes
            for turn in list(hands.worker._turns.values()):
                turn.cancel()
            await asyncio.gather(hanging, return_exceptions=True)
            for _ in range(8):
                await hands.step(after=86400)
            shown = await hands.shown(which)
            assert shown["state"] == "PAUSED"
            assert "持续失败" in shown["reason"]

    asyncio.run(run())
