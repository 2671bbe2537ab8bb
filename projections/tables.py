"""Bulk writes of a page: one COPY a table, because a statement a row is what makes readers slow."""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

import psycopg


def copy_rows(
    cur: psycopg.Cursor[Any],
    table: LiteralString,
    columns: Sequence[LiteralString],
    rows: Iterable[Sequence[object]],
) -> None:
    """Append rows; values in the order of `columns`."""
    with cur.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        write = copy.write_row
        for row in rows:
            write(row)


def replace_rows(
    cur: psycopg.Cursor[Any],
    table: LiteralString,
    columns: Sequence[LiteralString],
    rows: Sequence[Sequence[object]],
    existing: Sequence[object],
) -> None:
    """Write rows whose key is the first column; `existing` are the keys that are there already."""
    if existing:
        cur.execute(f"DELETE FROM {table} WHERE {columns[0]} = ANY(%s)", (list(existing),))
    if rows:
        copy_rows(cur, table, columns, rows)
