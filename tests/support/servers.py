"""Real servers for tests: one PostgreSQL and one NATS per pytest worker, started at first use.

They end with the worker, even if it is killed, and leave nothing behind but a folder in /tmp then.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from adapters.servers.address import NatsAddress, PostgresAddress
from adapters.servers.migrate import migrate, set_role_passwords
from adapters.servers.nats import EmbeddedNats
from adapters.servers.postgres import EmbeddedPostgres

MIGRATIONS = Path(__file__).parents[2] / "migrations"
ROLE_PASSWORDS = {"shenguan_app": "app-in-tests", "shenguan_sealer": "sealer-in-tests"}
_TEMPLATE = "template_migrated"
_SETTINGS = {
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "autovacuum": "off",
    # of passwords set later, those of ROLE_PASSWORDS: with 4096 a connection takes thrice as long
    "scram_iterations": "1",
}
_MEMORY, _ROOM, _PREFIX = Path("/dev/shm"), 6 * 1024**3, "shenguan-test-"


class TestServers:
    """The servers of one pytest worker. Lazy: a run that needs none starts none."""

    __test__ = False  # not a test class, whatever pytest makes of the name

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._postgres: EmbeddedPostgres | None = None
        self._nats: EmbeddedNats | None = None

    @cached_property
    def var(self) -> Path:
        """The folder of both servers."""
        return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_base()))

    @property
    def postgres(self) -> EmbeddedPostgres:
        """The running PostgreSQL, fsync off."""
        if self._postgres is None:
            self._postgres = EmbeddedPostgres(self.var, durable=False, settings=_SETTINGS)
        if not self._postgres.alive():  # at first use, or a test killed it
            self._postgres.start()
        return self._postgres

    @property
    def address(self) -> PostgresAddress:
        """Where PostgreSQL listens, and its superuser."""
        self.postgres.start()
        assert self.postgres.address
        return self.postgres.address

    @cached_property
    def template(self) -> str:
        """Name of a database with all migrations; the login roles have ROLE_PASSWORDS."""
        self._execute("CREATE DATABASE {}", _TEMPLATE)
        url = self.address.url(_TEMPLATE)
        migrate(url, MIGRATIONS)
        with psycopg.connect(url) as connection:
            known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        passwords = {role: word for role, word in ROLE_PASSWORDS.items() if role in known}
        set_role_passwords(self.address.url(), passwords)
        return _TEMPLATE

    @contextmanager
    def new_database(self, *, migrated: bool = True) -> Generator[str]:
        """Superuser URL of a database of its own, dropped afterwards (about 50 + 10 ms)."""
        name = f"test_{next(self._numbers)}"
        # FILE_COPY: 25-90 ms; WAL_LOG, the default, 160-190 ms with our 8 MB template
        source = self.template if migrated else "template0"
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, source)
        try:
            yield self.address.url(name)
        finally:
            self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def nats(self, config: str = "") -> NatsAddress:
        """The running NATS with `config` as its own part, started afresh.

        Streams of earlier tests are deleted whenever this is called.
        """
        if self._nats is None:
            self._nats = EmbeddedNats(self.var, jetstream={"max_file_store": "2GB"})
        self._nats.stop()
        shutil.rmtree(self._nats.folder / "js", ignore_errors=True)
        return self._nats.start(config)

    def stop(self) -> None:
        """Stop what was started and delete its folder."""
        if self._nats:
            self._nats.stop()
        if self._postgres:
            self._postgres.kill()  # nothing in it is worth a checkpoint
            self._postgres.stop()
        if "var" in self.__dict__:
            shutil.rmtree(self.var, ignore_errors=True)

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.address.url(), autocommit=True) as connection:
            quoted = [sql.Identifier(name) for name in names]
            connection.execute(sql.SQL(statement).format(*quoted))  # ty: ignore


def _base() -> Path | None:
    """Memory, where there is plenty: a database of its own for a test is a thousand small files,
    made in 40 to 90 ms there and in 500 ms on a disk. What killed workers left is swept."""
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return None
    for left in _MEMORY.glob(f"{_PREFIX}*"):
        owner = left.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ROOM else None


def role_url(url: str, role: str) -> str:
    """The same database for one of ROLE_PASSWORDS' roles: `role_url(database, "shenguan_app")`."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{role}:{ROLE_PASSWORDS[role]}@{rest.rpartition('@')[2]}"
