"""Which tables a backup holds: every one of ledger, vault and ops, as the catalogue says.

A table that a later release adds is in the backup without anybody thinking of it.
"""

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any, LiteralString

import psycopg
from psycopg import sql

CACHES = frozenset({"ops.snapshot"})
"""Tables that may be lost: folded again from the log."""
EVENTS = "ledger.event"

_COLUMNS: LiteralString = """
SELECT n.nspname || '.' || c.relname,
       array_agg(ARRAY[a.attname, format_type(a.atttypid, a.atttypmod)] ORDER BY a.attnum)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE n.nspname IN ('ledger', 'vault', 'ops') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 GROUP BY 1 ORDER BY 1"""
_REFERENCES: LiteralString = """
SELECT n.nspname || '.' || c.relname, fn.nspname || '.' || f.relname
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_namespace fn ON fn.oid = f.relnamespace
 WHERE k.contype = 'f' AND k.conrelid <> k.confrelid"""


@dataclass(frozen=True)
class Table:
    """`name` with its schema; `columns`: (name, type) in the order of the table."""

    name: str
    columns: tuple[tuple[str, str], ...]

    @property
    def quoted(self) -> sql.Identifier:
        """For a statement."""
        return sql.Identifier(*self.name.split("."))

    @property
    def column_list(self) -> sql.Composed:
        """`"a", "b"`."""
        return sql.SQL(", ").join(sql.Identifier(name) for name, _ in self.columns)


def tables(connection: psycopg.Connection[Any]) -> list[Table]:
    """All tables with what cannot be computed again, referenced ones before those that refer."""
    found = {
        name: Table(name, tuple((column, kind) for column, kind in columns))
        for name, columns in connection.execute(_COLUMNS)
        if name not in CACHES
    }
    order: TopologicalSorter[str] = TopologicalSorter({name: set() for name in found})
    for name, needed in connection.execute(_REFERENCES):
        if name in found and needed in found:
            order.add(name, needed)
    return [found[name] for name in order.static_order()]
