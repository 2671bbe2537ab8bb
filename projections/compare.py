"""Compare the live projections with what the log gives from zero, without switching anything.

The next generation is filled beside, as for a rebuild, up to where its follower stands; a
snapshot is taken while all are held there for a moment, and both sides are compared in that
snapshot at leisure. All of it happens on the server, so memory does not grow with the tables.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import IsolationLevel

from projections import generations, health
from projections.generations import Live
from projections.groups import split
from projections.projection import Projection
from projections.rebuild import REBUILDING, Tail, reached
from projections.registry import GROUPS

Progress = Callable[[int, int], None]
_AFTER = 1  # generations after the live one; a rebuild is locked out meanwhile


@dataclass(frozen=True, slots=True)
class Compared:
    """One table. `live`, `rebuilt`: rows; `missing` are only in the rebuilt one, `extra` only in
    the live one; `first` shows one of them as text."""

    projection: str
    table: str
    live: int
    rebuilt: int
    missing: int = 0
    extra: int = 0
    first: str | None = None

    @property
    def equal(self) -> bool:
        """Row for row, duplicates counted."""
        return self.live == self.rebuilt and not self.missing and not self.extra


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every table of the compared projections, each as of the position of its follower."""

    positions: dict[str, int]
    tables: tuple[Compared, ...]

    @property
    def position(self) -> int:
        """Up to where everything was compared."""
        return min(self.positions.values(), default=0)

    @property
    def equal(self) -> bool:
        """Whether no table differs."""
        return all(one.equal for one in self.tables)


class Beside(NamedTuple):
    """The generations of one follower that are filled, each with the live one."""

    follower: str
    built: list[tuple[Projection, Live]]


class NotLive(Exception):
    """A projection is not live at its declared version, so there is nothing to compare with."""


def compare(
    url: str,
    kinds: Sequence[type[Projection]],
    progress: Progress = lambda _done, _head: None,
) -> Comparison:
    """Compute each of `kinds` from zero and compare; `progress(position, head)` after each page.

    Waits for a rebuild that runs; followers go on, but for the moment of the snapshot.

    Raises:
        NotLive: run the projector (or a rebuild) first.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (REBUILDING,))
        connection.execute("SET synchronous_commit = off")
        beside = _beside(connection, kinds)
        projections = [projection for one in beside for projection, _ in one.built]
        try:
            for projection in projections:
                generations.create(connection, projection, unlogged=True)
            return _compared(url, connection, beside, progress)
        finally:
            for projection in projections:
                generations.drop(connection, projection.tables, projection.suffix)


def _beside(connection: psycopg.Connection[Any], kinds: Sequence[type[Projection]]) -> list[Beside]:
    generations.ensure(connection)
    known = generations.live(connection)
    found = []
    for group in split(GROUPS, kinds):
        built = []
        for kind in group.projections:
            live = known.get(kind.name)
            if live is None or live.version != kind.version:
                what = f"version {live.version}" if live else "nothing"
                raise NotLive(
                    f"{kind.name}: {what} is live, this release has version {kind.version}"
                )
            suffix = generations.suffix(kind.version, live.generation + _AFTER)
            built.append((kind(suffix, whole=True), live))
        found.append(Beside(group.name, built))
    return found


def _compared(
    url: str,
    connection: psycopg.Connection[Any],
    beside: Sequence[Beside],
    progress: Progress,
) -> Comparison:
    with (
        psycopg.connect(url, autocommit=True) as reading,
        psycopg.connect(url) as holding,
        psycopg.connect(url) as looking,
        ThreadPoolExecutor(1) as writer,
    ):
        tails = {}
        for one in beside:
            skipped = health.skipped(connection, one.follower)
            projections = [projection for projection, _ in one.built]
            tail = tails[one.follower] = Tail(connection, reading, writer, projections, skipped)
            while tail.position < (head := reached(connection, one.follower)):
                tail.read(head)
                progress(tail.position, head)
        # The followers wait from here …
        targets = {name: reached(holding, name, lock=True) for name in tails}
        for name, tail in tails.items():
            while tail.position < targets[name]:
                tail.read(targets[name])
        looking.isolation_level = IsolationLevel.REPEATABLE_READ
        looking.execute("SELECT count(*) FROM proj.registry")  # the snapshot
        holding.rollback()  # … to here
        tables = [
            _table(looking, projection, live, table)
            for one in beside
            for projection, live in one.built
            for table in projection.tables
        ]
        looking.rollback()
    return Comparison(targets, tuple(tables))


def _table(
    connection: psycopg.Connection[Any],
    projection: Projection,
    live: Live,
    table: LiteralString,
) -> Compared:
    """Equal counts and equal sums of two 64-bit hashes of every row are equal tables; only where
    these differ are the rows sorted out."""
    old, new = f"proj.{table}_{live.suffix}", projection.table(table)
    was, now = _sums(connection, old), _sums(connection, new)
    if was == now:
        return Compared(projection.name, table, was[0], now[0])
    missing, first_missing = _only_in(connection, new, old)
    extra, first_extra = _only_in(connection, old, new)
    first = f"missing: {first_missing}" if missing else f"extra: {first_extra}"
    return Compared(projection.name, table, was[0], now[0], missing, extra, first)


def _sums(connection: psycopg.Connection[Any], table: LiteralString) -> tuple[int, int, int]:
    row = connection.execute(
        f"""SELECT count(*), coalesce(sum(hashtextextended(t::text, 1)::numeric), 0),
                   coalesce(sum(hashtextextended(t::text, 2)::numeric), 0) FROM {table} t"""
    ).fetchone()
    assert row
    return row


def _only_in(
    connection: psycopg.Connection[Any], here: LiteralString, there: LiteralString
) -> tuple[int, str | None]:
    row = connection.execute(
        f"""SELECT count(*), left(min(r), 2000)
              FROM (SELECT t::text AS r FROM {here} t EXCEPT ALL
                    SELECT t::text FROM {there} t) AS rest"""
    ).fetchone()
    assert row
    return row
