"""Compare the live projections with what the log gives from zero, without switching anything.

The next generation is filled beside, as for a rebuild, up to where the projector stands; a snapshot
is taken while it is held there for a moment, and both sides are compared in that snapshot at
leisure. All of it happens on the server, so memory does not grow with the tables.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import IsolationLevel

from projections import generations, health
from projections.generations import PROJECTOR, Live
from projections.projection import Projection
from projections.rebuild import REBUILDING, Tail, reached

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
    """Every table of the compared projections as of `position` of the log."""

    position: int
    tables: tuple[Compared, ...]

    @property
    def equal(self) -> bool:
        """Whether no table differs."""
        return all(one.equal for one in self.tables)


class NotLive(Exception):
    """A projection is not live at its declared version, so there is nothing to compare with."""


def compare(
    url: str,
    kinds: Sequence[type[Projection]],
    progress: Progress = lambda _done, _head: None,
) -> Comparison:
    """Compute each of `kinds` from zero and compare; `progress(position, head)` after each page.

    Waits for a rebuild that runs; the projector goes on, but for the moment of the snapshot.

    Raises:
        NotLive: run the projector (or a rebuild) first.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (REBUILDING,))
        connection.execute("SET synchronous_commit = off")
        built = _beside(connection, kinds)
        try:
            for projection, _ in built:
                generations.create(connection, projection, unlogged=True)
            return _compared(url, connection, built, progress)
        finally:
            for projection, _ in built:
                generations.drop(connection, projection.tables, projection.suffix)


def _beside(
    connection: psycopg.Connection[Any], kinds: Sequence[type[Projection]]
) -> list[tuple[Projection, Live]]:
    generations.ensure(connection)
    known = generations.live(connection)
    built = []
    for kind in kinds:
        live = known.get(kind.name)
        if live is None or live.version != kind.version:
            found = f"version {live.version}" if live else "nothing"
            raise NotLive(f"{kind.name}: {found} is live, this release has version {kind.version}")
        suffix = generations.suffix(kind.version, live.generation + _AFTER)
        built.append((kind(suffix, whole=True), live))
    return built


def _compared(
    url: str,
    connection: psycopg.Connection[Any],
    built: Sequence[tuple[Projection, Live]],
    progress: Progress,
) -> Comparison:
    projections = [projection for projection, _ in built]
    skipped = health.skipped(connection, PROJECTOR)
    with (
        psycopg.connect(url, autocommit=True) as reading,
        psycopg.connect(url) as holding,
        psycopg.connect(url) as looking,
        ThreadPoolExecutor(1) as writer,
    ):
        tail = Tail(connection, reading, writer, projections, skipped)
        while tail.position < (head := reached(connection)):
            tail.read(head)
            progress(tail.position, head)
        target = reached(holding, lock=True)  # the projector waits from here …
        while tail.position < target:
            tail.read(target)
        looking.isolation_level = IsolationLevel.REPEATABLE_READ
        looking.execute("SELECT count(*) FROM proj.registry")  # the snapshot
        holding.rollback()  # … to here
        tables = [
            _table(looking, projection, live, table)
            for projection, live in built
            for table in projection.tables
        ]
        looking.rollback()
    return Comparison(target, tuple(tables))


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
