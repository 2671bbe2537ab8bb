"""How far every follower is, and whether anything has stopped."""

import socket
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg_pool import PoolTimeout

from app.bootstrap import Container
from app.metrics import FOLLOWER_LAG, FOLLOWER_POSITION, FOLLOWER_STOPPED, LOG_POSITION

MAX_LAG = 50_000
_HEAD = "SELECT position FROM ledger.head WHERE id = 1"
_FOLLOWERS = """
SELECT name, position, extract(epoch FROM clock_timestamp() - moved_at)::float8, stopped_at
  FROM ops.follower ORDER BY name"""


@dataclass(frozen=True, slots=True)
class Follower:
    """One follower. `stopped_at`: position of the poison event; `idle`: seconds since it moved."""

    name: str
    position: int
    lag: int
    idle: float
    stopped_at: int | None

    def body(self) -> dict[str, Any]:
        """As JSON. Why it stopped is for the operator's own log: it could hold personal data."""
        return {
            "name": self.name,
            "position": self.position,
            "lag": self.lag,
            "idleSeconds": round(self.idle, 1),
            "stoppedAt": self.stopped_at,
        }


@dataclass(frozen=True, slots=True)
class State:
    """What `/readyz` says."""

    database: bool
    nats: bool | None  # None: no NATS is configured
    position: int = 0
    followers: tuple[Follower, ...] = field(default=())

    @property
    def ready(self) -> bool:
        """Commands and queries can be served and no follower has stopped or fallen far behind."""
        followers = all(f.stopped_at is None and f.lag <= MAX_LAG for f in self.followers)
        return self.database and self.nats is not False and followers

    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "status": "ready" if self.ready else "not ready",
            "database": self.database,
            "nats": self.nats,
            "position": self.position,
            "followers": [follower.body() for follower in self.followers],
        }


def state_of(container: Container) -> State:
    """Ask the database and NATS; also sets the gauges of `/metrics`. Blocking."""
    nats = reachable(container.settings.nats_url)
    try:
        with container.queries.connection(timeout=2) as connection:
            head = connection.execute(_HEAD).fetchone()
            rows = connection.execute(_FOLLOWERS).fetchall()
    except (psycopg.Error, PoolTimeout):
        return State(database=False, nats=nats)
    position = head[0] if head else 0
    followers = tuple(Follower(row[0], row[1], position - row[1], row[2], row[3]) for row in rows)
    LOG_POSITION.set(position)
    for follower in followers:
        FOLLOWER_POSITION.labels(follower.name).set(follower.position)
        FOLLOWER_LAG.labels(follower.name).set(follower.lag)
        FOLLOWER_STOPPED.labels(follower.name).set(follower.stopped_at is not None)
    return State(True, nats, position, followers)


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
