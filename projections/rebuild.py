"""Rebuild beside and switch: the next generation is filled from zero while the live one serves.

Only the last step touches what readers see: under the follower's row lock the new tables catch up
to its position, and views and registry change in the same transaction.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from projections import generations, health
from projections.context import Context
from projections.generations import Live
from projections.groups import Group, split
from projections.page import apply_page
from projections.projection import Projection
from projections.reader import read_page
from projections.registry import GROUPS
from projections.session import Behind, Direct

BIG_PAGE = 10_000
REBUILDING = 0x72656275  # "rebu": one rebuild at a time in a database
Progress = Callable[[int, int], None]


def rebuild(
    url: str,
    kinds: Sequence[type[Projection]],
    progress: Progress = lambda _done, _head: None,
    *,
    only_stale: bool = False,
) -> None:
    """Build the next generation of each of `kinds` and switch to it, follower by follower.

    `progress(position, head)` is called after each page; `only_stale` leaves alone what is live at
    its declared version. An event that cannot be applied ends the rebuild with its error and the
    live generation stays; events that its follower was told to skip are skipped here too.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (REBUILDING,))
        generations.ensure(connection)
        connection.execute("SET synchronous_commit = off")
        for group in split(GROUPS, kinds):
            _group(url, connection, group, progress, only_stale=only_stale)


def _group(
    url: str,
    connection: psycopg.Connection[Any],
    group: Group,
    progress: Progress,
    *,
    only_stale: bool,
) -> None:
    known = generations.live(connection)
    much = reached(connection, group.name) > 0
    built = []
    for kind in group.projections:
        before = known.get(kind.name, Live(0, 0))
        if only_stale and before.version == kind.version:
            continue
        number = before.generation + 1
        projection = kind(generations.suffix(kind.version, number), whole=True)
        generations.create(connection, projection, unlogged=much)
        built.append((projection, number))
    if not built:
        return
    _fill(url, connection, group.name, built, progress)
    for projection, _ in built:
        if before := known.get(projection.name):
            generations.drop(connection, before.tables, before.suffix)


def _fill(
    url: str,
    connection: psycopg.Connection[Any],
    follower: str,
    built: list[tuple[Projection, int]],
    progress: Progress,
) -> None:
    projections = [projection for projection, _ in built]
    skipped = health.skipped(connection, follower)
    with psycopg.connect(url, autocommit=True) as reading, ThreadPoolExecutor(1) as writer:
        tail = Tail(connection, reading, writer, projections, skipped)
        head = reached(connection, follower)
        while tail.position < head:
            tail.read(head)
            progress(tail.position, head)
        for projection in projections:
            generations.harden(connection, projection, unlogged=head > 0)
        with connection.transaction():
            target = reached(connection, follower, lock=True)
            while tail.position < target:
                tail.read(target, alone=True)
            for projection, number in built:
                generations.switch(connection, projection, number)


class Tail:
    """A reader of its own, from zero, that fills generations which nobody sees yet."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        reading: psycopg.Connection[Any],
        writer: ThreadPoolExecutor,
        projections: Sequence[Projection],
        skipped: frozenset[int],
    ) -> None:
        self.position = 0
        self._connection, self._reading, self._writer = connection, reading, writer
        self._projections = projections
        self._skipped = skipped
        self._context = Context()

    def read(self, through: int, *, alone: bool = False) -> None:
        """Apply the next page, not beyond `through`; `alone` inside the caller's transaction, whose
        writes no other connection sees."""
        after = self.position
        if after + 1 in self._skipped:
            self.position = after + 1
            return
        bound = min([through, *(at - 1 for at in self._skipped if at > after)])
        page = read_page(self._connection, after, BIG_PAGE, bound)
        with self._connection.transaction():
            if alone or Context.changes(page):
                apply_page(page, self._projections, Direct(self._connection), self._context)
            else:
                with Behind(self._reading, self._connection, self._writer) as session:
                    apply_page(page, self._projections, session, self._context)
        self.position = page[-1].position


def reached(connection: psycopg.Connection[Any], follower: str, *, lock: bool = False) -> int:
    """A follower's position; `lock` holds it there until the transaction ends."""
    row = connection.execute(
        "SELECT position FROM ops.follower WHERE name = %s" + (" FOR UPDATE" if lock else ""),
        (follower,),
    ).fetchone()
    return row[0] if row else 0
