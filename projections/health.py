"""How a follower fares, and the logged act that lets it pass a poison event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg


@dataclass(frozen=True, slots=True)
class FollowerStatus:
    """`stopped_at` is the position of the poison event it stands before; `lag` in events."""

    name: str
    position: int
    head: int
    moved_at: datetime
    stopped_at: int | None
    stopped_because: str | None

    @property
    def lag(self) -> int:
        """Events recorded and not yet taken in."""
        return max(0, self.head - self.position)

    @property
    def healthy(self) -> bool:
        """Whether it goes on by itself."""
        return self.stopped_at is None


class NotStoppedThere(Exception):
    """The follower does not stand before that event, so there is nothing to skip."""


def status(connection: psycopg.Connection[Any], name: str) -> FollowerStatus | None:
    """Where a follower is; None if it has never run."""
    row = connection.execute(
        """SELECT f.name, f.position, h.position, f.moved_at, f.stopped_at, f.stopped_because
             FROM ops.follower f, ledger.head h WHERE f.name = %s""",
        (name,),
    ).fetchone()
    return FollowerStatus(*row) if row else None


def skip(
    connection: psycopg.Connection[Any],
    name: str,
    position: int,
    *,
    by: str,
    reason: str,
    post: str | None = None,
) -> None:
    """Let a stopped follower pass the event at `position`; the act goes to the access log.

    A later rebuild passes it too, so that numbers given out since stay what they are.

    Raises:
        NotStoppedThere: the follower is not stopped at `position`.
    """
    with connection.transaction():
        moved = connection.execute(
            """UPDATE ops.follower SET position = stopped_at, stopped_at = NULL,
                      stopped_because = NULL, moved_at = clock_timestamp()
                WHERE name = %s AND stopped_at = %s""",
            (name, position),
        )
        if moved.rowcount != 1:
            raise NotStoppedThere(f"{name} is not stopped at position {position}")
        connection.execute(
            """INSERT INTO ops.access_log (region, person, post, action, target, purpose, allowed)
               SELECT l.region, %s, %s, 'follower.skip', %s, %s, true
                 FROM ledger.event e JOIN ledger.log l ON l.id = e.log WHERE e.position = %s""",
            (by, post, f"{name}:{position}", reason, position),
        )


def standing(connection: psycopg.Connection[Any]) -> list[tuple[str, int]]:
    """Each follower that stands before a poison event, and that event's position."""
    return connection.execute(
        "SELECT name, stopped_at FROM ops.follower WHERE stopped_at IS NOT NULL ORDER BY name"
    ).fetchall()


def skipped(connection: psycopg.Connection[Any], name: str) -> frozenset[int]:
    """Positions that this follower was told to pass."""
    rows = connection.execute(
        "SELECT target FROM ops.access_log WHERE action = 'follower.skip' AND target LIKE %s",
        (f"{name}:%",),
    )
    return frozenset(int(target.rpartition(":")[2]) for (target,) in rows)


def resume(connection: psycopg.Connection[Any], name: str) -> bool:
    """Try the poison event again, after the code was mended; False if it was not stopped."""
    done = connection.execute(
        """UPDATE ops.follower SET stopped_at = NULL, stopped_because = NULL
            WHERE name = %s AND stopped_at IS NOT NULL""",
        (name,),
    )
    return done.rowcount == 1
