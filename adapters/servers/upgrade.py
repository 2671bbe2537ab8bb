"""A data folder of an older PostgreSQL major, brought to this release's; the old one is kept.

By dump and restore, not pg_upgrade: it needs no equal locale provider or checksums on both sides
(PostgreSQL 16 knows neither our builtin C.UTF-8 nor checksums by default), leaves the old folder as
it was, and gives the new one what this release's initdb gives. It needs the old server's programs
and as much free space again as the folder has.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from adapters.servers import datafolder
from adapters.servers.address import PostgresAddress
from adapters.servers.binaries import POSTGRES_MAJOR, postgres_install, postgres_majors
from adapters.servers.errors import UpgradeFailed
from adapters.servers.folders import prepare, require_space, sync_folder, write_private
from adapters.servers.keys import load_or_create_secret
from adapters.servers.postgres import EmbeddedPostgres

_WORK, _DONE = "upgrade", "complete"
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"""


def upgrade(
    var: Path,
    *,
    prove: Callable[[PostgresAddress], None] = lambda _: None,
    progress: Callable[[str], None] = lambda _: None,
) -> Path | None:
    """Bring `var/pg` to this release's major; where the old folder lies now, None if there was
    nothing to do. Call it before every start, with `var` to oneself.

    The new folder takes the old one's place after every table has as many rows as before and
    `prove` (which gets the new server) has raised nothing. Killed at any point, the next call goes
    on or begins anew. Raises DataOfAnotherVersion (newer, or no programs for it), UpgradeFailed,
    DiskFull.
    """
    data, work = var / "pg", var / _WORK
    if (work / _DONE).exists():
        return _switch(data, work)
    version = datafolder.made_by(data)
    if version in (None, POSTGRES_MAJOR):
        return None
    if version not in postgres_majors() or int(version or 0) > int(POSTGRES_MAJOR):
        raise datafolder.another_version(data, version or "")
    size = sum(path.lstat().st_size for path in data.rglob("*") if not path.is_dir())
    require_space(var, 2 * size)
    progress(
        f"PostgreSQL: upgrading {data} from {version} to {POSTGRES_MAJOR}, {size // 2**20} MiB; "
        "the old folder is kept / 正在升级数据库，旧目录保留"
    )
    shutil.rmtree(work, ignore_errors=True)
    prepare(work, "keys", min_free=0)
    write_private(work / "keys/postgres", load_or_create_secret(var / "keys/postgres") + "\n")
    with (
        EmbeddedPostgres(var, major=version or "", progress=progress) as old,
        EmbeddedPostgres(work, progress=progress) as new,
    ):
        assert old.address
        assert new.address
        _copy_all(old.address, new.address, work, progress)
        prove(new.address)
    write_private(work / _DONE, f"pg-{version}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    sync_folder(work)
    return _switch(data, work)


def _switch(data: Path, work: Path) -> Path:
    """Two renames; which of them are done is seen from what is there."""
    kept = data.with_name((work / _DONE).read_text("ascii").strip())
    if (work / "pg").exists():
        if data.exists():
            data.rename(kept)
            sync_folder(data.parent)
        (work / "pg").rename(data)
        sync_folder(data.parent)
    shutil.rmtree(work)
    return kept


def _copy_all(
    old: PostgresAddress, new: PostgresAddress, work: Path, progress: Callable[[str], None]
) -> None:
    roles = work / "roles.sql"
    _run("pg_dumpall", old, "--roles-only", "-f", str(roles))
    lines = roles.read_text("utf-8").splitlines(keepends=True)
    own = f"CREATE ROLE {datafolder.SUPERUSER};\n"  # initdb has made that one
    roles.write_text("".join(line for line in lines if line != own), "utf-8")
    _run("psql", new, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-f", str(roles))
    with psycopg.connect(old.url()) as connection:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'"
            )
        ]
    for name in names:
        progress(f"PostgreSQL: copying {name} / 正在复制 {name}")
        dump = work / "database.dump"
        _run("pg_dump", old, "-Fc", "-Z1", "-f", str(dump), name)
        _run("pg_restore", new, "--create", "--exit-on-error", "-d", "postgres", str(dump))
        dump.unlink()
        before, after = _counts(old.url(name)), _counts(new.url(name))
        if before != after:
            differ = sorted(table for table, _ in before.items() ^ after.items())
            raise UpgradeFailed(
                f"{name}: not every row was copied ({', '.join(differ)}); {work} can be removed, "
                "the old folder is as it was / 升级后行数不一致，旧目录未改动"
            )


def _counts(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        tables = connection.execute(_TABLES).fetchall()
        counts = {}
        for names in tables:
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*names))
            row = connection.execute(query).fetchone()
            counts[".".join(names)] = row[0] if row else 0
    return counts


def _run(name: str, server: PostgresAddress, *arguments: str) -> None:
    """One of this release's client programs; the password goes by environment."""
    place = ["-h", server.host, "-p", str(server.port), "-U", server.user]
    environment = {"PATH": os.defpath, "LC_ALL": "C", "PGPASSWORD": server.password}
    result = subprocess.run(  # noqa: S603 - our own command, no shell
        [str(postgres_install() / "bin" / name), *place, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise UpgradeFailed(
            f"{name} failed; the old folder is as it was / 数据库升级失败，旧目录未改动:\n"
            f"{(result.stdout + result.stderr)[-1500:]}"
        )
