"""Which generation of each projection is live, and how the next one takes its place.

`proj.registry` says which tables stand behind the views `proj.<table>`; a rebuild fills the next
generation beside the live one and switches both in one transaction.
"""

from collections.abc import Iterable
from typing import Any, LiteralString, NamedTuple, cast

import psycopg

from projections.projection import Projection

PROJECTOR = "projector"
"""The follower of what people read; what `ops.follower` says of it is the position of a query."""
PUSH = "push"
"""The follower of what goes out."""
_FOLLOWERS = (PROJECTOR, PUSH)

_REGISTRY = """
CREATE TABLE IF NOT EXISTS proj.registry (
  name text PRIMARY KEY,
  version int NOT NULL,
  generation int NOT NULL,
  tables text[] NOT NULL,
  switched_at timestamptz NOT NULL DEFAULT clock_timestamp()
)"""
_PASSED_TOO = """
INSERT INTO ops.access_log (at, region, person, post, action, target, purpose, allowed, detail)
SELECT at, region, person, post, action, %s || split_part(target, ':', 2), purpose, allowed, detail
  FROM ops.access_log
 WHERE action = 'follower.skip' AND split_part(target, ':', 1) = %s ORDER BY id"""
_CREATING = 0x70726F6A  # "proj": one starter at a time creates tables


class Live(NamedTuple):
    """The generation that the views show."""

    version: int
    generation: int
    tables: tuple[LiteralString, ...] = ()

    @property
    def suffix(self) -> LiteralString:
        """What distinguishes the tables of one generation."""
        return suffix(self.version, self.generation)


def suffix(version: int, generation: int) -> LiteralString:
    """`v<version>_<generation>`."""
    return cast(LiteralString, f"v{version}_{generation}")


def ensure(connection: psycopg.Connection[Any], *, hands_over: bool = True) -> None:
    """Create the registry and, if the caller `hands_over`, the followers' rows; several starters
    may do it at once.

    Before release 0.2 the projector had every projection. A follower without a row therefore begins
    where the projector stands at this moment, and passes what the projector was told to pass. Only
    who is, or speaks for, the one active projector may do this: an older one must not go on with
    tables that have been handed over.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_CREATING,))
        connection.execute(_REGISTRY)
        there = {name for (name,) in connection.execute("SELECT name FROM ops.follower")}
        if hands_over and not there.issuperset(_FOLLOWERS):
            _hand_over(connection, [name for name in _FOLLOWERS if name not in there])


def _hand_over(connection: psycopg.Connection[Any], names: Iterable[str]) -> None:
    for name in names:
        connection.execute(
            """INSERT INTO ops.follower (name, position)
               SELECT %s, coalesce(max(position), 0) FROM (
                 SELECT position FROM ops.follower WHERE name = %s FOR UPDATE) AS projector""",
            (name, PROJECTOR),
        )
        if name != PROJECTOR:
            connection.execute(_PASSED_TOO, (f"{name}:", PROJECTOR))


def live(connection: psycopg.Connection[Any]) -> dict[str, Live]:
    """The live generation of each projection by name."""
    rows = connection.execute("SELECT name, version, generation, tables FROM proj.registry")
    return {name: Live(version, number, tuple(tables)) for name, version, number, tables in rows}


def create(connection: psycopg.Connection[Any], projection: Projection, *, unlogged: bool) -> None:
    """Create this generation's tables without secondary indexes; `unlogged` to fill them fast."""
    drop(connection, projection.tables, projection.suffix)
    for statement in projection.ddl():
        connection.execute(statement if unlogged else statement.replace(" UNLOGGED ", " "))


def harden(connection: psycopg.Connection[Any], projection: Projection, *, unlogged: bool) -> None:
    """Make the tables durable, indexed and, once filled, known to the planner."""
    if unlogged:
        for table in projection.tables:
            connection.execute(f"ALTER TABLE {projection.table(table)} SET LOGGED")
    for statement in projection.indexes():
        connection.execute(statement)
    if unlogged:
        for table in projection.tables:
            connection.execute(f"ANALYZE {projection.table(table)}")


def drop(
    connection: psycopg.Connection[Any], tables: Iterable[LiteralString], old: LiteralString
) -> None:
    """Remove the tables of a generation that no view shows."""
    for table in tables:
        connection.execute(f"DROP TABLE IF EXISTS proj.{table}_{old}")


def switch(connection: psycopg.Connection[Any], projection: Projection, generation: int) -> None:
    """Point the views and the registry at this generation. Inside the caller's transaction."""
    before = live(connection).get(projection.name, Live(0, 0))
    for table in {*projection.tables, *before.tables}:
        connection.execute(f"DROP VIEW IF EXISTS proj.{table}")
    for table in projection.tables:
        connection.execute(f"CREATE VIEW proj.{table} AS TABLE {projection.table(table)}")
    connection.execute(
        """INSERT INTO proj.registry (name, version, generation, tables) VALUES (%s, %s, %s, %s)
           ON CONFLICT (name) DO UPDATE SET version = excluded.version,
             generation = excluded.generation, tables = excluded.tables,
             switched_at = clock_timestamp()""",
        (projection.name, projection.version, generation, list(projection.tables)),
    )
