"""Processes stand still without ending, for longer than any heartbeat, and go on as if nothing
had happened; two holders of a role never both act."""

import time
from functools import partial

import pytest

from tests.support.accidents import family, pause, sluggish
from tests.support.running import Running, until
from tests.system.reconcile import query
from tests.system.storm import Storm, under_load

ROLES = "projector,policies,clock,relay,sealer"
HOLDERS = """
SELECT count(*), count(DISTINCT (classid, objid)), count(DISTINCT pid) FROM pg_locks
 WHERE locktype = 'advisory' AND granted AND objsubid = 1"""
LONG = {"api": 8.0, "worker": 16.0, "projector": 16.0, "postgres": 20.0, "nats": 16.0}


def processes(running: Running, name: str) -> list[int]:
    """A part's own process; for postgres the postmaster and every backend."""
    pid = running.child(name).pid
    assert pid is not None
    return family(pid) if name == "postgres" else [pid]


def freeze(storm: Storm, name: str, seconds: float) -> None:
    """Stop a part for so long; the supervisor must not restart it, and work goes on after it."""
    print(f"  {name} stands still for {seconds:.1f} s", flush=True)
    before = storm.running.child(name).restarts
    pause(processes(storm.running, name), seconds)
    storm.count(f"s {name}", round(seconds))
    one_holder_each(storm)
    storm.load.progress(20, 120)
    assert storm.running.child(name).restarts == before


def one_holder_each(storm: Storm) -> None:
    """No role's lock is held twice (a shared one would be): as many locks as roles held."""
    ((held, roles, _),) = query(storm.running, HOLDERS)
    assert held == roles <= 5


def backends(running: Running) -> list[int]:
    """PostgreSQL's processes but its postmaster, and NATS."""
    postgres, nats = running.child("postgres").pid, running.child("nats").pid
    return [*family(postgres)[1:], nats] if postgres and nats else []


def test_parts_stand_still_for_a_second_and_disks_are_slow(running: Running):
    with under_load(running, "short freezes", "each part for a second", calm=10) as storm:
        for name in LONG:
            freeze(storm, name, 1.0)
        with sluggish(partial(backends, running)):
            storm.load.progress(10)


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


def freeze_writers(storm: Storm) -> None:
    """One backend of the appender frozen in mid-work, PostgreSQL itself well: locks stay held."""
    find = "SELECT pid FROM pg_stat_activity WHERE application_name = 'shenguan-appender'"
    for _ in range(3):
        pids = [row[0] for row in query(storm.running, find)]
        pause(pids, storm.chance.uniform(3.0, 14.0))
        storm.count("appenders frozen", len(pids))
        storm.load.progress(20, 120)


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
