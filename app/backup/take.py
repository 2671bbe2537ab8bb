"""Take a backup of a running system: one snapshot of the database, read through COPY.

The application's own role suffices, on any server. Nobody is locked out; the snapshot keeps
vacuum from tidying up behind it for as long as it lasts.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from adapters.ledger.proof.copyout import copy_out
from adapters.ledger.proof.pgsource import begin_snapshot
from app.backup.archive import CHUNK, Writer
from app.backup.errors import BackupError
from app.backup.keys import fingerprints
from app.backup.manifest import FilePart, LogHead, Manifest, TablePart
from app.backup.tables import EVENTS, Table, tables
from app.settings import Settings

Progress = Callable[[str, int, int], None]
"""(what is being done, done, of how many)."""
_SECRET_SETTINGS = {name for name, one in Settings.model_fields.items() if not one.repr}
"""Addresses, which hold passwords."""


@dataclass(frozen=True)
class Source:
    """Where a backup is taken from. `url`: the application's role."""

    url: str
    settings: Settings


def take(source: Source, writer: Writer, progress: Progress = lambda *_: None) -> Manifest:
    """Write everything into `writer`, the manifest last; returns it.

    Files of the sealer are read before the snapshot, so that no note is newer than it, documents
    after it, so that every document that an event names is there.
    """
    var = source.settings.var
    with ExitStack() as stack:
        files = list(_files(writer, var, "sealer", "*.json"))
        connection = stack.enter_context(psycopg.connect(source.url, autocommit=True))
        begin_snapshot(connection)
        taken_at = datetime.now(UTC)
        logs = _heads(connection)
        position = _position(connection)
        migrations = _migrations(connection)
        rows = [
            _table(connection, writer, table, log, progress)
            for table in tables(connection)
            for log in (logs if table.name == EVENTS else [None])
        ]
        connection.execute("ROLLBACK")
    files += _files(writer, var, "docs", "**/*")
    manifest = Manifest(
        id=uuid4(),
        release=version("shenguan"),
        taken_at=taken_at,
        position=position,
        migrations=tuple(migrations),
        logs=tuple(logs),
        pins={
            path.name: path.read_text("ascii").strip()
            for path in sorted(source.settings.keys.glob("log-*.vkey"))
        },
        secrets=fingerprints(source.settings.keys),
        settings=source.settings.model_dump(mode="json", exclude=_SECRET_SETTINGS),
        parts=(*rows, *files),
    )
    writer.finish(manifest)
    return manifest


def _heads(connection: psycopg.Connection[Any]) -> list[LogHead]:
    rows = connection.execute(
        """SELECT l.id, l.origin, l.region, l.simulated, l.size, encode(l.root, 'hex'),
                  (SELECT c.note FROM ledger.checkpoint c WHERE c.log = l.id
                    ORDER BY c.size DESC, c.signed_at DESC LIMIT 1)
             FROM ledger.log l ORDER BY l.id"""
    )
    names = ("id", "origin", "region", "simulated", "size", "root", "note")
    return [LogHead(**dict(zip(names, row, strict=True))) for row in rows]


def _position(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("SELECT position FROM ledger.head").fetchone()
    assert row is not None
    return row[0]


def _migrations(connection: psycopg.Connection[Any]) -> list[str]:
    try:
        rows = connection.execute("SELECT version::text FROM schema_migrations ORDER BY 1")
        return [row[0] for row in rows]
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable) as error:
        raise BackupError(
            "the database does not say which migrations it has had: run `shenguan migrate` of this "
            "release first / 请先执行 shenguan migrate"
        ) from error


def _table(
    connection: psycopg.Connection[Any],
    writer: Writer,
    table: Table,
    log: LogHead | None,
    progress: Progress,
) -> TablePart:
    name = table.name if log is None else f"{table.name}.{log.id}"
    which = sql.SQL("") if log is None else sql.SQL(" WHERE log = {} ORDER BY index").format(log.id)
    query = sql.SQL("COPY (SELECT {} FROM {}{}) TO STDOUT (FORMAT binary)").format(
        table.column_list, table.quoted, which
    )
    rows = copy_out(connection, query.as_string(connection))
    expected = log.size if log else 0
    try:
        size, digest, messages = writer.add(
            f"tables/{name}", _counted(rows, name, expected, progress)
        )
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            f"this role may not read {table.name}: name the owner in SHENGUAN_OWNER_URL "
            "/ 无权读取，请设置 SHENGUAN_OWNER_URL"
        ) from error
    if log and messages - 1 != log.size:
        raise BackupError(
            f"log {log.origin} has {messages - 1} entries, its head says {log.size}: run "
            "`shenguan verify`; nothing was written / 日志条目数与日志头不符"
        )
    return TablePart(
        name=f"tables/{name}",
        table=table.name,
        log=log.id if log else None,
        columns=table.columns,
        rows=messages - 1,  # one message a row, the first with the header, and the trailer
        bytes=size,
        sha256=digest,
    )


def _counted(
    rows: Iterable[bytes | memoryview], name: str, expected: int, progress: Progress
) -> Iterator[bytes | memoryview]:
    count = 0
    for row in rows:
        count += 1
        if count % 2000 == 0:
            progress(name, count, max(expected, count))
        yield row
    progress(name, count, count)


def _files(writer: Writer, var: Path, folder: str, pattern: str) -> Iterator[FilePart]:
    """Regular files below `var/<folder>`; one that vanishes meanwhile was not needed any more."""
    for path in sorted((var / folder).glob(pattern)):
        if path.is_symlink() or not path.is_file() or path.name.startswith("."):
            continue
        relative = path.relative_to(var).as_posix()
        try:
            handle = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            continue
        with os.fdopen(handle, "rb") as file:
            size, digest, _ = writer.add(relative, iter(lambda: file.read(CHUNK), b""))
        yield FilePart(name=relative, path=relative, bytes=size, sha256=digest)
