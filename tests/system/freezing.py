"""Parts that stand still without ending (SIGSTOP), and go on as if nothing had happened."""

from app.measures import ROLES
from tests.support.accidents import family, pause
from tests.support.running import Running
from tests.system.reconcile import query
from tests.system.storm import Storm

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
    assert held == roles <= len(ROLES)


def backends(running: Running) -> list[int]:
    """PostgreSQL's processes but its postmaster, and NATS."""
    postgres, nats = running.child("postgres").pid, running.child("nats").pid
    return [*family(postgres)[1:], nats] if postgres and nats else []


def freeze_writers(storm: Storm) -> None:
    """One backend of the appender frozen in mid-work, PostgreSQL itself well: locks stay held."""
    find = "SELECT pid FROM pg_stat_activity WHERE application_name = 'shenguan-appender'"
    for _ in range(3):
        pids = [row[0] for row in query(storm.running, find)]
        pause(pids, storm.chance.uniform(3.0, 14.0))
        storm.count("appenders frozen", len(pids))
        storm.load.progress(20, 120)
