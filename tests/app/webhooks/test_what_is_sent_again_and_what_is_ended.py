"""What is sent again keeps its order; what its organisation has ended ends at the next message."""

import asyncio

import pytest

from app.webhooks import turn
from tests.adapters.webhooks.receivers import ERROR, OK, Received, receiving, saying
from tests.app.api.world import World
from tests.app.webhooks.hands import RETRIES, at_work, end, fed, numbers

pytestmark = pytest.mark.xdist_group("webhooks")


def test_nothing_overtakes_among_what_is_sent_again(world: World, case: list[str]):
    async def run() -> None:
        async with at_work(world) as hands, receiving(saying(ERROR)) as receiver:
            first = end(world) + 1
            which = (await hands.subscribed(receiver, fromSeq=first))["id"]
            fed(world, 2, case)
            for _ in range(2 * (1 + len(RETRIES))):
                await hands.step(after=600)
            earlier, later = dict.fromkeys(numbers(receiver))
            seqs = {"feedSeqs": [first, first + 1]}
            assert (await hands.shown(which))["deadLetters"] == 2
            receiver.received.clear()
            await hands.ask(f"{which}/redrive-deliveries", seqs)
            for _ in range(3):
                await hands.step()
            assert numbers(receiver) == [earlier], "the second waits until the first is tried again"
            receiver.answer = saying(OK)
            await hands.step(after=600)
            await hands.step()
            assert numbers(receiver) == [earlier, earlier, later]
            await hands.ask(f"{which}/end-subscription", {"reason": "测试结束"})

    asyncio.run(run())


def test_what_is_ended_while_a_message_is_under_way_is_sent_no_other(
    world: World, case: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(turn, "TURN", 0.0)

    async def run() -> None:
        async with at_work(world) as hands, receiving() as receiver:
            which = (await hands.subscribed(receiver, fromSeq=end(world) + 1))["id"]

            async def ends(_: Received, writer: asyncio.StreamWriter) -> None:
                await hands.ask(f"{which}/end-subscription", {"reason": "接收方被攻陷"})
                writer.write(OK)

            receiver.answer = ends
            fed(world, 3, case)
            for _ in range(3):
                await hands.step()
            assert len(numbers(receiver)) == 1

    asyncio.run(run())
