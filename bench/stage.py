"""The machine under test: an embedded PostgreSQL with full durability in a folder of its own."""

import itertools
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from adapters.servers.address import PostgresAddress
from adapters.servers.migrate import migrate, set_role_passwords
from adapters.servers.postgres import EmbeddedPostgres

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_PASSWORDS = {"shenguan_app": "app-in-bench", "shenguan_sealer": "sealer-in-bench"}
_TEMPLATE = "migrated"
SHOWN = (
    *("server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method"),
    *("wal_compression", "shared_buffers", "max_wal_size", "data_checksums", "autovacuum"),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything; see `SCALES`."""

    rounds: int
    seconds: float
    """A throughput run lasts so long, after a fifth of it to warm up."""
    grown: int
    """Events of the large log that appending is compared on; the small one has 10,000."""
    projected: int
    """Events of the county that is projected and rebuilt."""
    verified: int
    """Events of the log that is verified; memory is compared with a log of four times as many."""
    relayed: int
    listed: int
    """Events of the small county whose lists are asked for; the large one has 100 times as many."""
    calls: int
    """Times that each list is asked for."""


SCALES = {
    "quick": Scale(1, 0.5, 30_000, 5_000, 6_000, 4_000, 100, 30),
    "usual": Scale(5, 3.0, 1_000_000, 40_000, 50_000, 20_000, 3_000, 200),
    "full": Scale(5, 5.0, 10_000_000, 200_000, 250_000, 100_000, 10_000, 400),
}


@dataclass(frozen=True, slots=True)
class Database:
    """A database and its addresses: `url` is the superuser's, `app` the application role's."""

    name: str
    url: str
    app: str


class Stage:
    """Real servers for one run; everything is deleted with it."""

    def __init__(self, scale: Scale, var: Path, postgres: EmbeddedPostgres) -> None:
        self.scale = scale
        self.var = var
        assert postgres.address
        self.address: PostgresAddress = postgres.address
        self._numbers = itertools.count(1)
        self._execute("CREATE DATABASE {}", _TEMPLATE)
        migrate(self.address.url(_TEMPLATE), _MIGRATIONS)
        set_role_passwords(self.address.url(), _PASSWORDS)

    @contextmanager
    def database(self, template: str | None = _TEMPLATE) -> Generator[Database]:
        """A copy of `template` (default: all migrations; None: empty), dropped afterwards."""
        name = f"bench_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template or "template0")
        word = _PASSWORDS["shenguan_app"]
        app = self.address.url(name, user="shenguan_app", password=word)
        try:
            yield Database(name, self.address.url(name), app)
        finally:
            self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def settings(self) -> dict[str, str]:
        """What the server itself says of its durability and memory, as an application sees it."""
        with psycopg.connect(self.address.url()) as connection:
            shown = sql.SQL("SELECT current_setting(name), name FROM unnest(%s::text[]) AS name")
            rows = connection.execute(shown, [list(SHOWN)]).fetchall()
        return {name: value for value, name in rows}

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.address.url(), autocommit=True) as connection:
            quoted = [sql.Identifier(name) for name in names]
            connection.execute(sql.SQL(statement).format(*quoted))  # ty: ignore


@contextmanager
def stage(scale: Scale) -> Generator[Stage]:
    """Servers in a new temporary folder (TMPDIR says where); their disk is what is measured."""
    var = Path(tempfile.mkdtemp(prefix="shenguan-bench-"))
    try:
        with EmbeddedPostgres(var) as postgres:
            yield Stage(scale, var, postgres)
    finally:
        shutil.rmtree(var, ignore_errors=True)
