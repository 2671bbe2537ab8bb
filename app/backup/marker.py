"""A database that is being restored says so, until all of it is proved: schema `shenguan_restore`.

Whatever is killed in between, no part of shenguan works on it, and the next restore begins again.
"""

from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from app.backup.errors import RestoreUnfinished, TargetNotEmpty, TargetRefused

SCHEMA = "shenguan_restore"
_OURS = ("ledger", "vault", "ops", "proj")
PATIENCE = "15s"
_RESTORING = 0x72657374  # "rest": one restore at a time into a database


def begin(connection: psycopg.Connection[Any], backup: UUID) -> bool:
    """Mark the database; whether an unfinished restore was cleared away first.

    The connection holds a lock from here to its end: a second restore would clear away what the
    first has loaded and proved. Raises TargetNotEmpty where the database holds tables of ours
    without that mark, RestoreUnfinished where another restore is at work, TargetRefused where the
    role may not create what is needed.
    """
    _alone(connection)
    _may_create(connection)
    with connection.transaction():
        found = {
            row[0]
            for row in connection.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s)", [[*_OURS, SCHEMA]]
            )
        }
        if found and SCHEMA not in found:
            raise TargetNotEmpty(
                "the database is not empty: restore into a new one (an empty `var`, or CREATE "
                "DATABASE and SHENGUAN_OWNER_URL) / 目标数据库不为空"
            )
        for name in sorted(found):
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
        if found:
            connection.execute("DROP TABLE IF EXISTS schema_migrations")
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute(f"CREATE TABLE {SCHEMA}.state (backup uuid, stage text)")
        connection.execute(f"INSERT INTO {SCHEMA}.state VALUES (%s, 'loading')", [backup])
        connection.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO PUBLIC")
        connection.execute(f"GRANT SELECT ON {SCHEMA}.state TO PUBLIC")
    return bool(found)


def _alone(connection: psycopg.Connection[Any]) -> None:
    """Waits a little: the server may still be at the last statement of one that was killed."""
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            connection.execute("SELECT pg_advisory_lock(%s)", [_RESTORING])
    except psycopg.errors.LockNotAvailable as error:
        raise RestoreUnfinished(
            "another restore is at work in this database: wait for its end / 另一恢复正在进行"
        ) from error


def _may_create(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute(
        "SELECT current_user, has_database_privilege(current_database(), 'CREATE')"
    ).fetchone()
    if not row or not row[1]:
        raise TargetRefused(
            f"role {row[0] if row else '?'} may not create schemas in this database: "
            "name its owner in SHENGUAN_OWNER_URL, the application's role belongs in "
            "SHENGUAN_DATABASE_URL / 权限不足，SHENGUAN_OWNER_URL 须为数据库所有者"
        )


def same_database(app_url: str, backup: UUID) -> None:
    """Raises TargetRefused unless the application's role can sign in, and finds this very restore:
    said before the long part, not after it."""
    try:
        with psycopg.connect(app_url, connect_timeout=10) as app:
            row = app.execute(f"SELECT backup FROM {SCHEMA}.state").fetchone()
    except psycopg.Error as error:
        raise TargetRefused(
            f"the application's role cannot use the new database, check SHENGUAN_DATABASE_URL: "
            f"{error} / 应用角色无法连接新数据库"
        ) from error
    if not row or row[0] != backup:
        raise TargetRefused(
            "SHENGUAN_DATABASE_URL and SHENGUAN_OWNER_URL are not the same database "
            "/ 两个地址不是同一数据库"
        )


def stage(connection: psycopg.Connection[Any], name: str) -> None:
    """Say how far the restore has come: loading, proving, behind, tampered."""
    connection.execute(f"UPDATE {SCHEMA}.state SET stage = %s", [name])


def end(connection: psycopg.Connection[Any]) -> None:
    """The database may be used."""
    connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


def check(connection: psycopg.Connection[Any]) -> None:
    """Raises RestoreUnfinished on a database that is marked."""
    row = connection.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.state"]).fetchone()
    if not row or row[0] is None:
        return
    state = connection.execute(f"SELECT backup::text, stage FROM {SCHEMA}.state").fetchone()
    backup, at = state or ("?", "loading")
    what = {
        "behind": "is older than a checkpoint that others hold, and nobody has accepted the loss "
        "(`shenguan restore … --accept-loss WHY`)",
        "tampered": "did not pass its proof: use another backup",
    }.get(at, "was not finished: run `shenguan restore` again, it begins anew")
    raise RestoreUnfinished(f"the restore of backup {backup} {what} / 恢复未完成，不可启用")
