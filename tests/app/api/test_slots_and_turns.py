"""The door and the event loop under a flood: order of service, shares, refusals. Nothing is timed:
the clock of the slots is ours."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.api.slots import Full, Limits, Slots
from app.api.turns import Turns

WIDE = Limits(total=4, each=2, waiting=100, waiting_each=50)


async def spin(times: int = 20) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


def run(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(scene())  # ty: ignore[invalid-argument-type]


def test_a_flood_holds_its_own_slots_and_no_more():
    async def scene() -> None:
        slots = Slots("report", WIDE)
        flood = [asyncio.create_task(slots.enter("flood")) for _ in range(30)]
        await spin()
        assert slots.running == {"flood": 2}
        await asyncio.wait_for(slots.enter("other"), 1)
        assert slots.running == {"flood": 2, "other": 1}
        for task in flood:
            task.cancel()
        await asyncio.gather(*flood, return_exceptions=True)

    run(scene)


def test_a_free_slot_goes_to_the_caller_whose_turn_it_is():
    async def scene() -> None:
        slots = Slots("report", Limits(total=1, each=1, waiting=100, waiting_each=50))
        served: list[str] = []

        async def one(caller: str) -> None:
            await slots.enter(caller)
            served.append(caller)

        await slots.enter("first")
        callers = ["flood"] * 5 + ["small"] * 2 + ["third"]
        tasks = [asyncio.create_task(one(caller)) for caller in callers]
        await spin()
        slots.leave("first")
        for count in range(1, 9):
            await spin()
            assert len(served) == count
            slots.leave(served[-1])
        assert served == ["flood", "small", "third", "flood", "small", "flood", "flood", "flood"]
        assert not slots.running
        assert not slots.lines
        await asyncio.gather(*tasks)

    run(scene)


def test_beyond_its_own_line_a_caller_is_told_when_to_come_back():
    async def scene() -> None:
        time = [0.0]
        slots = Slots("report", Limits(1, 1, 100, 4), now=lambda: time[0])
        for _ in range(5):  # two requests a second
            await slots.enter("flood")
            time[0] += 0.5
            slots.leave("flood")
        await slots.enter("flood")
        waiting = [asyncio.create_task(slots.enter("flood")) for _ in range(4)]
        await spin()
        with pytest.raises(Full) as full:
            await slots.enter("flood")
        assert (full.value.own, full.value.seconds) == (True, 3)  # five at two a second
        slots.refuse_waiting()
        gone = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(one, Full) for one in gone)

    run(scene)


def test_when_all_lines_together_are_full_nobody_in_particular_is_at_fault():
    async def scene() -> None:
        slots = Slots("report", Limits(1, 1, 3, 2))
        await slots.enter("a")
        tasks = [asyncio.create_task(slots.enter(name)) for name in ("a", "b", "b")]
        await spin()
        with pytest.raises(Full) as full:
            await slots.enter("c")
        assert full.value.own is False
        slots.refuse_waiting()
        await asyncio.gather(*tasks, return_exceptions=True)

    run(scene)


def test_one_that_gives_up_waiting_leaves_no_slot_behind():
    async def scene() -> None:
        slots = Slots("report", Limits(1, 1, 10, 10))
        await slots.enter("a")
        gone, stays = (asyncio.create_task(slots.enter("b")) for _ in range(2))
        await spin()
        slots.leave("a")  # "gone" has the slot now, and is cancelled before it runs
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        await asyncio.wait_for(stays, 1)
        assert slots.running == {"b": 1}

    run(scene)


def test_one_that_gives_up_as_a_slot_comes_free_does_not_hold_up_those_behind_it():
    async def scene() -> None:
        slots = Slots("report", Limits(1, 1, 10, 10))
        await slots.enter("a")
        gone, stays = (asyncio.create_task(slots.enter("a")) for _ in range(2))
        await spin()
        gone.cancel()
        slots.leave("a")  # before "gone" has left the line
        await asyncio.wait_for(stays, 5)
        assert slots.running == {"a": 1}
        await asyncio.gather(gone, return_exceptions=True)

    run(scene)


def test_pieces_of_two_reporters_take_turns():
    async def scene() -> None:
        turns = Turns()
        order: list[str] = []

        async def pieces(caller: str, count: int) -> None:
            for _ in range(count):
                await turns.take(caller)
                order.append(caller)

        flood = [pieces("flood", 5) for _ in range(6)]
        await asyncio.wait_for(asyncio.gather(*flood, pieces("small", 5)), 10)
        first = order[: 2 * order.count("small") + 1]
        assert first.count("small") == 5, order

    run(scene)


def test_reports_wait_for_people_and_go_on_when_they_are_served():
    async def scene() -> None:
        turns = Turns(pause=0.2)
        with turns.people():
            piece = asyncio.create_task(turns.take("flood"))
            await spin()
            assert not piece.done()
        await spin()
        assert not piece.done()  # who works at a window will be back in a moment
        await asyncio.wait_for(piece, 10)

    run(scene)


def test_a_single_report_waits_less_than_a_piece_of_a_batch():
    async def scene() -> None:
        turns = Turns(pause=3600)
        with turns.people():
            await asyncio.wait_for(turns.take("small", 1e-6), 10)

    run(scene)


def test_nobody_at_work_is_not_waited_for():
    async def scene() -> None:
        turns = Turns(pause=3600)
        await asyncio.wait_for(turns.take("flood"), 10)

    run(scene)


def test_reports_get_their_piece_in_the_end_though_people_never_stop():
    async def scene() -> None:
        turns = Turns(pause=0.001)
        with turns.people():
            for _ in range(5):
                await asyncio.wait_for(turns.take("flood"), 10)

    run(scene)


def test_reports_wait_while_the_views_are_far_behind():
    async def scene() -> None:
        behind = [True]
        turns = Turns(held=lambda: behind[0])
        piece = asyncio.create_task(turns.take("flood"))
        await spin()
        assert not piece.done()
        behind[0] = False
        await asyncio.wait_for(piece, 10)

    run(scene)
