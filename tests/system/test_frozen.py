"""Processes stand still for longer than any heartbeat, or run only now and then; two holders of a
role never both act."""

import time
from functools import partial

import pytest

from tests.support.accidents import sluggish
from tests.support.running import Running, until
from tests.system.freezing import LONG, backends, freeze, freeze_writers
from tests.system.storm import under_load

ROLES = "projector,push,policies,clock,rhythm,relay,sealer"


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_paused_processes_lose_and_double_nothing(running: Running):
    what = (
        "SIGSTOP of API, worker, projector, NATS and all of PostgreSQL in turn, longer than every "
        "heartbeat and lock check, a second worker for all roles standing by"
    )
    with (
        running.command("worker", "--roles", ROLES),
        under_load(running, "paused process", what) as storm,
    ):
        for _ in range(2):
            for name in storm.chance.sample(list(LONG), len(LONG)):
                freeze(storm, name, LONG[name] * storm.chance.uniform(0.5, 1.0))
        freeze_writers(storm)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_slow_disk_loses_and_doubles_nothing(running: Running):
    what = (
        "every process of PostgreSQL but the postmaster, and NATS, stopped for 150 of every "
        "200 ms (SIGSTOP, SIGCONT) for 30 s, then 900 of every 1,000 ms for 20 s: what waits for "
        "them sees a disk whose accesses take that long; the device itself is not slowed"
    )
    with under_load(running, "slow disk", what) as storm:
        for stopped, working, seconds in ((0.15, 0.05, 30.0), (0.9, 0.1, 20.0)):
            before = len(storm.load.receipts)
            with sluggish(partial(backends, running), stopped=stopped, running=working):
                time.sleep(seconds)
            told = len(storm.load.receipts) - before
            storm.facts[f"acts/s at {stopped:g} s stopped"] = round(told / seconds, 1)
        until(running.all_run, "everything runs", 60)
