"""Nothing acknowledged is lost, doubled or reordered, whatever is killed, whenever."""

import json
import os
import random
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.running import MARKET, Running, until
from tests.system import reconcile
from tests.system.load import POSTS, Load

PARTS = ("api", "worker", "projector", "postgres", "nats")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """An `up` of its own with the demo county's log open."""
    running = Running(tmp_path / "var")
    try:
        running.start()
        running.init()
        running.sign_in(POSTS)
        yield running
    finally:
        running.stop()


class Watch(threading.Thread):
    """What a regulator's terminal shows, line by line."""

    def __init__(self, lines: Iterator[str]) -> None:
        super().__init__(daemon=True)
        self.lines: list[str] = []
        self._from = lines

    def run(self) -> None:
        for line in self._from:
            self.lines.append(line.rstrip("\n"))

    def messages(self) -> list[bytes]:
        """The messages alone: the terminal also logs its reconnects."""
        return [line.encode() for line in self.lines if '"specversion"' in line]

    def wait_for(self, count: int) -> None:
        """Until so many messages have come, and a moment longer for one too many."""
        said = lambda: [line for line in self.lines if '"specversion"' not in line][-20:]  # noqa: E731
        try:
            until(lambda: len(self.messages()) >= count, "the terminal has all", 30)
        except AssertionError as error:
            raise AssertionError(f"{len(self.messages())} of {count}: {said()}") from error
        time.sleep(0.5)


def storm(running: Running, victims: list[str], chance: random.Random) -> Load:
    """Kill one after the other under load; each recovers and works before the next one dies."""
    load = Load(running)
    threads = load.start()
    try:
        for victim in victims:
            load.progress(30)
            time.sleep(chance.uniform(0.0, 0.5))
            before = running.child(victim).restarts
            running.kill(victim)
            until(partial(restarted, running, victim, before), f"{victim} is back", 60)
        load.progress(30)
    finally:
        load.finish(threads)
    return load


def restarted(running: Running, name: str, before: int) -> bool:
    child = running.child(name)
    return child.restarts > before and running.all_run()


def weather(running: Running, victims: list[str], chance: random.Random) -> None:
    """The storm with a regulator watching, then the books are balanced."""
    with running.command("watch", "liaison-market", "--after", "0", "--json") as terminal:
        assert terminal.stdout
        watch = Watch(iter(terminal.stdout))
        watch.start()
        load = storm(running, victims, chance)
        running.settle()
        expected = reconcile.deliveries_to(running, MARKET)
        reconcile.wait_for_stream(running)
        watch.wait_for(len(expected))
        assert watch.messages() == expected
    assert load.internal_errors == []
    reconcile.check_acknowledged_is_recorded(running, load.receipts)
    reconcile.check_policies_answered_once(running)
    reconcile.check_order_of_each_case(running, load.receipts)
    reconcile.check_projections(running)
    reconcile.check_stream(running)
    reconcile.check_sound(running)
    reconcile.check_rebuild_changes_nothing(running)
    print(json.dumps({"acknowledged": len(load.receipts), "repeated": load.repeated,
                      "seen": len(expected), "kills": len(victims)}))  # fmt: skip


def test_five_kills_lose_and_double_nothing(running: Running):
    seed = int(os.environ.get("SHENGUAN_KILL_SEED", "20261122"))
    chance = random.Random(seed)
    victims = chance.sample(PARTS, len(PARTS))
    print(f"SHENGUAN_KILL_SEED={seed}: {victims}")
    weather(running, victims, chance)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_many_kills_lose_and_double_nothing(running: Running):
    seed = int(os.environ.get("SHENGUAN_KILL_SEED", "20261122"))
    chance = random.Random(seed)
    kills = int(os.environ.get("SHENGUAN_SOAK_KILLS", "100"))
    print(f"SHENGUAN_KILL_SEED={seed}")
    weather(running, [chance.choice(PARTS) for _ in range(kills)], chance)
