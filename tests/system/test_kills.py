"""Nothing acknowledged is lost, doubled or reordered, whatever is killed, whenever."""

import os
import time
from functools import partial

import pytest

from tests.support.running import Running, until
from tests.system.freezing import freeze
from tests.system.storm import Storm, under_load

pytestmark = pytest.mark.xdist_group("system")
PARTS = ("api", "worker", "projector", "postgres", "nats")
KILLS = int(os.environ.get("SHENGUAN_SOAK_KILLS", "100"))


def kill(storm: Storm, victims: list[str]) -> None:
    """SIGKILL one after the other; each recovers and works before the next one dies."""
    for victim in victims:
        time.sleep(storm.chance.uniform(0.0, 0.5))
        before = storm.running.child(victim).restarts
        storm.running.kill(victim)
        storm.count(victim)
        until(partial(restarted, storm.running, victim, before), f"{victim} is back", 90)
        storm.load.progress(30)


def restarted(running: Running, name: str, before: int) -> bool:
    child = running.child(name)
    return child.restarts > before and running.all_run()


def test_each_part_is_killed_once_and_nothing_is_lost_or_doubled(running: Running):
    with under_load(running, "five kills", "SIGKILL of each part once") as storm:
        kill(storm, storm.chance.sample(PARTS, len(PARTS)))
        freeze(storm, storm.chance.choice(PARTS), 0.7)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_many_kills_lose_and_double_nothing(running: Running):
    what = f"{KILLS} times SIGKILL of one of {', '.join(PARTS)} (for postgres the postmaster)"
    with under_load(running, "kills", what) as storm:
        kill(storm, [storm.chance.choice(PARTS) for _ in range(KILLS)])
