"""Rows back into a database whose tables this release's own migrations have made.

No definition is taken from a backup: triggers, functions and rights of the log are those of the
release, so a backup cannot bring a weakened guard with it.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from adapters.servers.migrate import migrate
from app.backup.archive import Reader
from app.backup.errors import BackupDamaged
from app.backup.manifest import TablePart
from app.backup.tables import Table, tables
from app.backup.take import Progress

_HEAD = "ledger.head"
_OWNER = "shenguan_owner"


def migrate_to(url: str, files: Sequence[Path]) -> None:
    """Bring an empty database to just these steps."""
    with tempfile.TemporaryDirectory(prefix="shenguan-steps-") as folder:
        for path in files:
            shutil.copy(path, folder)
        migrate(url, Path(folder))


def load(
    connection: psycopg.Connection[Any], reader: Reader, progress: Progress = lambda *_: None
) -> None:
    """All rows in one transaction. Raises BackupDamaged; the tables then stay empty."""
    parts = reader.manifest.tables
    total, done = sum(part.bytes for part in parts), 0

    def advanced(size: int) -> None:
        nonlocal done
        done += size
        progress("rows / 写入", done, total)

    with connection.transaction(), connection.cursor() as cur:
        cur.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(_OWNER)))
        cur.execute("SET LOCAL synchronous_commit = on")
        known = {table.name: table for table in tables(connection)}
        if absent := sorted(set(known) - {part.table for part in parts}):
            raise BackupDamaged(f"{reader.path} lacks {', '.join(absent)} / 备份缺少数据表")
        for name in {part.table for part in parts} - {_HEAD}:
            _clear(cur, name, known)
        for part in parts:
            _load(cur, reader, part, known[part.table], advanced)
        for table in known.values():
            _restart_numbers(cur, table)


def _clear(cur: psycopg.Cursor[Any], name: str, known: dict[str, Table]) -> None:
    """Rows that the migrations themselves put in are in the backup as well."""
    table = known.get(name)
    if table is None:
        raise BackupDamaged(f"the backup holds a table {name} that its steps do not make / 表未知")
    if cur.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(table.quoted)).fetchone():
        cur.execute(sql.SQL("DELETE FROM {}").format(table.quoted))


def _load(
    cur: psycopg.Cursor[Any], reader: Reader, part: TablePart, table: Table, advanced: Any
) -> None:
    if sorted(part.columns) != sorted(table.columns):
        raise BackupDamaged(f"{part.name}: its columns are not those of {table.name} / 表结构不符")
    columns = sql.SQL(", ").join(sql.Identifier(name) for name, _ in part.columns)
    target = table.quoted
    if table.name == _HEAD:  # its one row is there, may not be deleted, and only grows
        cur.execute("CREATE TEMP TABLE IF NOT EXISTS head_before (LIKE ledger.head) ON COMMIT DROP")
        target = sql.Identifier("head_before")
    copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(target, columns)
    try:
        with cur.copy(copy) as stream:
            for chunk in reader.chunks(part):
                stream.write(chunk)
                advanced(len(chunk))
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise BackupDamaged(f"{part.name} cannot be loaded: {error} / 备份部分已损坏") from error
    if cur.rowcount != part.rows:
        raise BackupDamaged(f"{part.name}: {cur.rowcount} rows, {part.rows} expected / 行数不符")
    if table.name == _HEAD:
        cur.execute(
            "UPDATE ledger.head h SET position = b.position FROM head_before b WHERE b.id = h.id"
        )


def _restart_numbers(cur: psycopg.Cursor[Any], table: Table) -> None:
    """Sequences behind columns go on after the highest number that was given."""
    for name, _ in table.columns:
        row = cur.execute(
            "SELECT pg_get_serial_sequence(%s, %s)", [table.quoted.as_string(cur), name]
        ).fetchone()
        if row and row[0]:
            query = sql.SQL("SELECT setval(%s, coalesce(max({0}), 0) + 1, false) FROM {1}")
            cur.execute(query.format(sql.Identifier(name), table.quoted), [row[0]])
