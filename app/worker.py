"""`shenguan worker`: the followers of the log, one thread a role."""

import signal
import threading
from collections.abc import Sequence
from functools import cache
from types import FrameType

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from app import telemetry
from app.bootstrap import (
    Container,
    opened,
    relay_of,
    sealing_of,
    settle_memory,
    webhooks_of,
)
from app.clock import Clock, due_from
from app.clock_sanity import ClockSanity
from app.measures import ACCOUNTS, CLOCK_OFF, ROLES, tell
from app.nats_accounts import Accounts
from app.periodic_duties import DUTIES
from app.policies.runner import PolicyRunner
from app.rhythm import Rhythm, beating
from app.roles import Holder, Role
from app.sealing import Sealing
from app.settings import Settings
from projections.engine import follower
from projections.generations import PROJECTOR, PUSH

log = structlog.get_logger(__name__)

_TICK = 1.0


def roles_of(container: Container, names: Sequence[str]) -> list[Role]:
    """The named roles over one container; `relay` and `sealer` need their own addresses."""
    settings = container.settings
    url = settings.database_url
    assert url is not None
    relay = cache(lambda: relay_of(settings))
    builders = {
        "projector": lambda: follower(url, PROJECTOR).run,
        "push": lambda: follower(url, PUSH, relay().wake if "relay" in names else None).run,
        "policies": lambda: (
            PolicyRunner(url, container.store, container.institutions, container.handler).run
        ),
        "clock": lambda: _ticking(container),
        "rhythm": lambda: beating(rhythm_of(container), container.now),
        "relay": lambda: relay().run,
        "webhooks": lambda: lambda stop: webhooks_of(container).run(stop),  # its pool opens once
        ACCOUNTS: lambda: Accounts(container).run,
        "sealer": lambda: Sealing(container.database, sealing_of(settings)).run,
    }
    return [Role(name, builders[name]()) for name in names]


def rhythm_of(container: Container) -> Rhythm:
    """The rhythm with every periodic duty."""
    return Rhythm(container.handler, container.institutions, container.queries, DUTIES)


def work(settings: Settings, names: Sequence[str] = ROLES) -> None:
    """Run roles until SIGTERM or SIGINT; each waits for its lock if another holds it."""
    telemetry.configure(settings.log_level)
    stop = threading.Event()

    def on_signal(number: int, _: FrameType | None) -> None:
        log.info("worker_stops", signal=number)
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    with opened(settings) as container:
        settle_memory()
        run_roles(container, names, stop)


def run_roles(container: Container, names: Sequence[str], stop: threading.Event) -> None:
    """Hold the named roles in this process until `stop` is set."""
    assert container.settings.database_url
    holders = [Holder(container.settings.database_url, role) for role in roles_of(container, names)]
    threads = [
        threading.Thread(target=holder.run, args=(stop,), name=f"holder-{holder.role.name}")
        for holder in holders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _ticking(container: Container):
    clock = Clock(container.handler, due_from(container.queries))
    url = container.settings.database_url
    assert url

    def told(off: float) -> None:
        with psycopg.connect(url, autocommit=True) as connection:  # the pool's are read-only
            tell(connection, CLOCK_OFF, off)

    sanity = ClockSanity(container.now, tell=told)

    def run(stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                with container.queries.connection() as connection:
                    sanity.watch(connection)
                clock.tick(container.now())
            except (psycopg.OperationalError, psycopg.errors.UndefinedTable, PoolTimeout) as error:
                log.warning("clock_waits", error=str(error).strip())  # projector or database
            except Exception:
                log.exception("clock_failed")
            stop.wait(_TICK)

    return run
