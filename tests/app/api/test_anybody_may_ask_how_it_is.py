"""`/readyz` and `/metrics` need no token and measure everything: they must not be a way in for a
flood."""

import asyncio
import threading

import pytest

from app.health import State
from tests.app.api.world import World


def test_many_who_ask_at_once_are_answered_by_a_few_looks(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    watch = world.app.inner.state.watch
    plain, lock = watch.state, threading.Lock()
    looking, most, looks = 0, 0, 0

    def counted() -> State:
        nonlocal looking, most, looks
        with lock:
            looking, looks = looking + 1, looks + 1
            most = max(most, looking)
        try:
            return plain()
        finally:
            with lock:
                looking -= 1

    monkeypatch.setattr(watch, "state", counted)

    async def flood() -> None:
        async with world.client() as client:
            asked = [client.get(path) for path in ("/readyz", "/metrics") for _ in range(15)]
            answers = await asyncio.gather(*asked)
            assert all(answer.status_code in (200, 503) for answer in answers)

    asyncio.run(flood())
    assert most == 1
    assert looks < 15
