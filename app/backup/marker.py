"""A database that is being restored says so, until all of it is proved: schema `shenguan_restore`.

Whatever is killed in between, no part of shenguan works on it, and the next restore begins again.
"""

from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from app.backup.errors import RestoreUnfinished, TargetNotEmpty

SCHEMA = "shenguan_restore"
_OURS = ("ledger", "vault", "ops", "proj")


def begin(connection: psycopg.Connection[Any], backup: UUID) -> bool:
    """Mark the database; whether an unfinished restore was cleared away first.

    Raises TargetNotEmpty where it holds tables of ours without that mark.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('shenguan restore', 0))")
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
