"""What `/readyz`, `/metrics` and `shenguan status` say: everything measured, and what is wrong."""

import socket
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg_pool import PoolTimeout

from app import metrics as m
from app.alarms import Alarm, Alarms, Pressure, judge
from app.backup.losses import Accepted, accepted
from app.bootstrap import Container
from app.measures import Follower, Measures, expected, measure


@dataclass(frozen=True, slots=True)
class State:
    """One look. `nats` None: no NATS is configured. `losses`: of restores from an older backup."""

    database: bool
    nats: bool | None
    measures: Measures = field(default_factory=Measures)
    alarms: tuple[Alarm, ...] = ()
    draining: bool = False
    losses: tuple[Accepted, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether commands and queries can be served, and nothing has stopped or fallen far
        behind, and the process does not mean to stop."""
        failing = any(alarm.level == "failing" for alarm in self.alarms)
        return self.database and self.nats is not False and not failing and not self.draining

    def body(self) -> dict[str, Any]:
        """As JSON. Why a follower stopped is for the operator's own log: it could hold personal
        data."""
        return {
            "status": "ready" if self.ready else "not ready",
            "draining": self.draining,
            "database": self.database,
            "nats": self.nats,
            "position": self.measures.position,
            "followers": [self._follower(one) for one in self.measures.followers],
            "alarms": [alarm.body() for alarm in self.alarms],
            "acceptedLosses": [loss.body() for loss in self.losses],
        }

    def _follower(self, one: Follower) -> dict[str, Any]:
        levels = {alarm.level for alarm in self.alarms if alarm.subject == one.name}
        return {
            "name": one.name,
            "state": "failing" if "failing" in levels else "warning" if levels else "ok",
            "position": one.position,
            "lag": one.lag,
            "lagSeconds": round(one.age, 1),
            "idleSeconds": round(one.idle, 1),
            "stoppedAt": one.stopped_at,
        }


def state_of(
    container: Container,
    alarms: Alarms | None = None,
    *,
    refused: float = 0.0,
    draining: bool = False,
) -> State:
    """Ask the database and NATS, set the gauges of `/metrics`, judge the alarms. Blocking.

    Args:
        alarms: of a process that watches; others judge once.
        refused: requests that this process has refused since it started.
    """
    nats = reachable(container.settings.nats_url)
    try:
        with container.queries.connection(timeout=2) as connection:
            found = measure(connection, container.settings.var)
            losses = accepted(connection)
    except (psycopg.Error, PoolTimeout):
        return State(database=False, nats=nats, draining=draining)
    waiting = container.database.waiting
    _show(found, expected(container.settings))
    m.APPEND_QUEUE.set(waiting.held.requests)
    m.APPEND_QUEUE_EVENTS.set(waiting.held.events)
    m.APPEND_QUEUE_BYTES.set(waiting.held.octets)
    m.APPEND_QUEUE_AGE.set(waiting.oldest())
    m.APPEND_RATE.set(waiting.rate)
    if alarms is None:
        held = tuple(judge(found, Pressure(append_age=waiting.oldest()), container.settings))
    else:
        held = alarms.look(found, refused, waiting.oldest())
    return State(True, nats, found, held, draining, losses)


def _show(found: Measures, roles: tuple[str, ...]) -> None:
    m.LOG_POSITION.set(found.position)
    for one in found.followers:
        m.FOLLOWER_POSITION.labels(one.name).set(one.position)
        m.FOLLOWER_LAG.labels(one.name).set(one.lag)
        m.FOLLOWER_AGE.labels(one.name).set(one.age)
        m.FOLLOWER_STOPPED.labels(one.name).set(one.stopped_at is not None)
    for seal in found.seals:
        m.UNSEALED.labels(seal.region).set(seal.waiting)
        m.UNSEALED_AGE.labels(seal.region).set(seal.age or 0 if seal.waiting else 0)
    for role in roles:
        m.ROLE_HELD.labels(role).set(role in found.roles)
    m.RELAY_BACKLOG.set(found.backlog)
    m.RELAY_HALTED.set(found.halted)
    m.TIMERS_OVERDUE.set(found.timers)
    m.TIMERS_AGE.set(found.timers_age)
    m.DEAD_LETTERS.set(found.dead_letters)
    m.WEBHOOK_BACKLOG.set(found.webhook_backlog)
    m.WEBHOOKS_FAILING.set(found.webhooks_failing)
    m.DISK_FREE.set(found.disk_free)
    m.CLOCK_OFF.set(found.clock_off)


def reachable(url: str | None) -> bool | None:
    """Whether something listens where NATS should; None without an address."""
    if not url:
        return None
    address = urlsplit(url.split(",")[0])
    try:
        with socket.create_connection((address.hostname or "", address.port or 4222), timeout=1):
            return True
    except OSError:
        return False
