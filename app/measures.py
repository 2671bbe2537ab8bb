"""What the database says about how far everything is; one look, one dataclass."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from app.roles import lock_number
from app.settings import Settings

ROLES = ("projector", "push", "policies", "clock", "rhythm", "relay", "sealer", "webhooks")
ACCOUNTS = "accounts"
"""The role that keeps the accounts of a NATS in operator mode; elsewhere nobody need hold it."""
_HEAD = "SELECT position FROM ledger.head WHERE id = 1"
_FOLLOWERS = """
SELECT f.name, f.position, extract(epoch FROM clock_timestamp() - f.moved_at)::float8, f.stopped_at,
       extract(epoch FROM clock_timestamp()
               - CASE WHEN l.simulated THEN f.moved_at ELSE e.recorded_at END)::float8
  FROM ops.follower f
  LEFT JOIN ledger.event e ON e.position = f.position + 1
  LEFT JOIN ledger.log l ON l.id = e.log
 ORDER BY f.name"""
_SEALS = """
SELECT l.region, l.size - coalesce(c.size, 0),
       extract(epoch FROM clock_timestamp() - c.signed_at)::float8
  FROM ledger.log l LEFT JOIN LATERAL (
    SELECT size, signed_at FROM ledger.checkpoint WHERE log = l.id
     ORDER BY size DESC, signed_at DESC LIMIT 1) c ON true"""
_LOCKS = """
SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
 WHERE locktype = 'advisory' AND granted AND objsubid = 1
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
_DEAD = "SELECT count(*) FROM ops.dead_letter WHERE redriven_at IS NULL"
_DELIVERIES = "SELECT coalesce(max(number), 0) FROM proj.delivery"
_SUBSCRIBED = """
SELECT to_regclass('proj.subscription') IS NOT NULL AND to_regclass('proj.feed') IS NOT NULL"""
_WEBHOOKS = """
SELECT coalesce(sum(greatest(0, f.seq - coalesce(w.seq, s.from_seq - 1))), 0),
       count(*) FILTER (WHERE w.failing_since IS NOT NULL)
  FROM proj.subscription s JOIN proj.feed f ON f.region = s.region AND f.recipient = s.org
  LEFT JOIN ops.webhook w ON w.subscription = s.subscription_id
 WHERE s.state = 'ACTIVE'"""
_TIMERS = """
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(due_at)), 0)::float8
  FROM proj.timer WHERE due_at <= clock_timestamp() AND NOT provisional"""
_READINGS = """
SELECT name, value, extract(epoch FROM clock_timestamp() - at)::float8 FROM ops.reading"""
_WRITE = """
INSERT INTO ops.reading (name, value, at) VALUES (%s, %s, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at"""
RELAYED, HALTED, CLOCK_OFF = "relay.number", "relay.halted", "clock.off"


def expected(settings: Settings) -> tuple[str, ...]:
    """The roles that somebody must hold."""
    return (*ROLES, ACCOUNTS) if settings.nats_operator else ROLES


@dataclass(frozen=True, slots=True)
class Follower:
    """One follower. `lag` in events, `age` of the oldest of them in seconds, `idle`: since it
    moved, `stopped_at`: position of the poison event."""

    name: str
    position: int
    lag: int
    idle: float
    stopped_at: int | None
    age: float = 0.0


@dataclass(frozen=True, slots=True)
class Seal:
    """A log's entries above its newest signature, and that signature's age in seconds (None:
    there is none yet)."""

    region: str
    waiting: int
    age: float | None


@dataclass(frozen=True, slots=True)
class Measures:
    """Everything at one moment. `relayed`: None where no relay has ever told. `clock_off`: seconds
    by which the clock of the worker is wrong, as it last told."""

    position: int = 0
    followers: tuple[Follower, ...] = ()
    seals: tuple[Seal, ...] = ()
    roles: frozenset[str] = frozenset()
    dead_letters: int = 0
    deliveries: int = 0
    relayed: int | None = None
    halted: bool = False
    timers: int = 0
    timers_age: float = 0.0
    disk_free: float = 1.0
    clock_off: float = 0.0
    webhook_backlog: int = 0
    webhooks_failing: int = 0

    @property
    def backlog(self) -> int:
        """Deliveries that the stream does not have yet."""
        return 0 if self.relayed is None else max(0, self.deliveries - self.relayed)


def measure(connection: psycopg.Connection[Any], var: Path) -> Measures:
    """Look at everything. Blocking; raises psycopg.Error."""
    head = connection.execute(_HEAD).fetchone()
    position = head[0] if head else 0
    held = {row[0] for row in connection.execute(_LOCKS)}
    readings = {name: value for name, value, _ in connection.execute(_READINGS)}
    dead = connection.execute(_DEAD).fetchone()
    deliveries, timers, timers_age = _views(connection)
    webhook_backlog, webhooks_failing = _webhooks(connection)
    return Measures(
        position=position,
        followers=tuple(_follower(row, position) for row in connection.execute(_FOLLOWERS)),
        seals=tuple(Seal(*row) for row in connection.execute(_SEALS)),
        roles=frozenset(name for name in (*ROLES, ACCOUNTS) if lock_number(name) in held),
        dead_letters=dead[0] if dead else 0,
        deliveries=deliveries,
        relayed=int(readings[RELAYED]) if RELAYED in readings else None,
        halted=bool(readings.get(HALTED)),
        timers=timers,
        timers_age=timers_age,
        disk_free=disk_free(var),
        clock_off=float(readings.get(CLOCK_OFF, 0.0)),
        webhook_backlog=webhook_backlog,
        webhooks_failing=webhooks_failing,
    )


def _follower(row: tuple[Any, ...], position: int) -> Follower:
    name, at, idle, stopped_at, age = row
    lag = max(0, position - at)
    return Follower(name, at, lag, idle, stopped_at, max(0.0, age or 0.0) if lag else 0.0)


def _views(connection: psycopg.Connection[Any]) -> tuple[int, int, float]:
    """Deliveries, overdue timers and their age; nothing before the projector has ever run."""
    if not _there(connection):
        return 0, 0, 0.0
    delivered = connection.execute(_DELIVERIES).fetchone()
    timers = connection.execute(_TIMERS).fetchone()
    assert delivered
    assert timers
    return delivered[0], timers[0], timers[1]


def _webhooks(connection: psycopg.Connection[Any]) -> tuple[int, int]:
    """Backlog and failing ones; nothing before the projector has made their table."""
    row = connection.execute(_SUBSCRIBED).fetchone()
    if not row or not row[0]:
        return 0, 0
    found = connection.execute(_WEBHOOKS).fetchone()
    assert found
    return int(found[0]), found[1]


def _there(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute(
        "SELECT to_regclass('proj.delivery') IS NOT NULL AND to_regclass('proj.timer') IS NOT NULL"
    ).fetchone()
    return bool(row and row[0])


def disk_free(var: Path) -> float:
    """Free share of the disk that holds `var`; 1 where it does not exist."""
    try:
        usage = shutil.disk_usage(var)
    except OSError:
        return 1.0
    return usage.free / usage.total


def tell(connection: psycopg.Connection[Any], name: str, value: float) -> None:
    """Leave a reading for whoever serves `/metrics`."""
    connection.execute(_WRITE, [name, value])
