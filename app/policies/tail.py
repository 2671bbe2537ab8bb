"""Where a policy stands and what lies ahead of it, in PostgreSQL."""

from dataclasses import dataclass
from typing import Any

import orjson
import psycopg

from app.policies.policy import Cause, Policy, Start
from domain.catalogue import by_type
from domain.upcasts import upcast

PAGE = 1000
_NEWEST = {name: event.VERSION for name, event in by_type().items()}
_ENTER = """
INSERT INTO ops.follower (name, position)
SELECT %s, CASE WHEN %s THEN position ELSE 0 END FROM ledger.head
ON CONFLICT (name) DO NOTHING"""
_WHERE = """
SELECT f.position, f.stopped_at, h.position FROM ops.follower f, ledger.head h WHERE f.name = %s"""
_NEXT = """
SELECT position, stream, version, type, recorded_at, state FROM ledger.event
 WHERE position > %s AND position <= %s AND type = ANY(%s) ORDER BY position LIMIT %s"""
_MOVE = """
UPDATE ops.follower SET position = %s, moved_at = clock_timestamp()
 WHERE name = %s AND position < %s"""
_STOP = """
UPDATE ops.follower SET stopped_at = %s, stopped_because = %s, moved_at = clock_timestamp()
 WHERE name = %s"""


@dataclass(frozen=True, slots=True)
class Place:
    """`stopped_at`: the poison event; `head`: the last position of the log."""

    position: int
    stopped_at: int | None
    head: int


def follower_name(policy: Policy) -> str:
    """The policy's row in ops.follower."""
    return f"policy:{policy.name}"


def enter(connection: psycopg.Connection[Any], policy: Policy) -> Place:
    """The policy's place; its row is made at its declared start if it has none."""
    name = follower_name(policy)
    row = connection.execute(_WHERE, [name]).fetchone()
    if row is None:
        connection.execute(_ENTER, [name, policy.starts is Start.NOW])
        row = connection.execute(_WHERE, [name]).fetchone()
    assert row is not None
    return Place(*row)


def ahead(
    connection: psycopg.Connection[Any], policy: Policy, place: Place, limit: int = PAGE
) -> list[tuple[Any, ...]]:
    """Raw rows of the next events that the policy handles, up to the head of `place`."""
    bounds = [place.position, place.head, sorted(policy.handles), limit]
    return connection.execute(_NEXT, bounds).fetchall()


def decode(row: tuple[Any, ...]) -> Cause:
    """A row as a cause; raises on a state that cannot be read."""
    position, stream, version, kind, recorded_at, state = row
    stored = orjson.loads(state)
    data = stored["data"]
    if stored["v"] != _NEWEST.get(kind, stored["v"]):
        data = upcast(kind, stored["v"], data)
    return Cause(position, stream, version, kind, recorded_at, stored["meta"], data)


def move(connection: psycopg.Connection[Any], policy: Policy, position: int) -> None:
    """The policy has answered everything up to `position`."""
    connection.execute(_MOVE, [position, follower_name(policy), position])


def stop(connection: psycopg.Connection[Any], policy: Policy, position: int, why: str) -> None:
    """Stand still before a poison event; `/readyz` shows it."""
    connection.execute(_STOP, [position, why[:2000], follower_name(policy)])
