"""A small county whose log is signed, its keys in a folder, and an empty database beside it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.ledger.proof.note import Signer
from adapters.ledger.proof.sealer import Sealed
from adapters.ledger.vault import Vault
from app.backup.archive import Reader, creating
from app.backup.check import check_parts, trust
from app.backup.manifest import Manifest
from app.backup.restore import Outcome, Target, restore
from app.backup.take import Source, take
from app.bootstrap import master_key, sealing_of
from app.settings import Settings
from domain.shared.subject import SubjectKind
from projections.engine import Projector
from tests.app.county import REGION, World, opened_world
from tests.support.servers import MIGRATIONS, role_url

PERSON = "92320412MA1XXXXX0P"


@dataclass
class Origin:
    """The county that is backed up. `seal` signs what is there and returns the note."""

    world: World
    settings: Settings
    target: str
    folder: Path
    sealed: Any = field(init=False)
    hour: float = 0.0

    def __post_init__(self) -> None:
        info = self.world.store.log(REGION)
        assert info
        self.sealed = sealing_of(self.settings)(info)
        self.info = info

    def seal(self) -> str:
        self.hour += 3600.0
        outcome = self.sealed.step(self.hour)
        assert isinstance(outcome, Sealed), outcome
        return outcome.note

    def project(self) -> None:
        url = self.settings.database_url
        assert url
        projector = Projector(url)
        projector.catch_up()
        projector.close()

    def signer(self) -> Signer:
        path = self.settings.keys / f"log-{REGION}.skey"
        return Signer.from_skey(path.read_text())

    def backup(self, name: str = "a.backup") -> Path:
        path = self.folder / name
        assert self.settings.database_url
        with creating(path) as writer:
            self.manifest: Manifest = take(
                Source(self.settings.database_url, self.settings), writer
            )
        return path

    def restore(self, path: Path, **how: Any) -> Outcome:
        """Into the empty database, with the log's key known from outside."""
        app = role_url(self.target, "shenguan_app")
        target = Target(self.target, lambda: app, self.folder / "restored", MIGRATIONS)
        with Reader(path) as reader:
            keys = trust(reader.manifest, [self.signer().verifier.vkey], {})
            check_parts(reader)
            return restore(reader, target, keys, **how)


@pytest.fixture
def origin(database: str, empty_database: str, tmp_path: Path) -> Iterator[Origin]:
    """Two permits, one person in the vault, read models, one signed checkpoint."""
    url = role_url(database, "shenguan_app")
    settings = Settings(
        var=tmp_path / "var", database_url=url, sealer_url=role_url(database, "shenguan_sealer")
    )
    with opened_world(url) as world:
        vault = Vault(world.store.database, master_key(settings))
        vault.refer(REGION, SubjectKind.ORGANISATION, PERSON, {"name": "示例公司"})
        world.granted()
        world.policies.catch_up()
        world.granted()
        origin = Origin(world, settings, empty_database, tmp_path)
        origin.project()
        origin.seal()
        yield origin


def rows(url: str, schemas: tuple[str, ...] = ("ledger", "vault", "ops", "proj")) -> dict[str, Any]:
    """Every row of every table and view, as text, sorted; without caches and what says when."""
    found: dict[str, Any] = {}
    with psycopg.connect(url) as connection:
        names = connection.execute(
            """SELECT n.nspname || '.' || c.relname FROM pg_class c
                 JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ANY(%s) AND (c.relkind = 'v' OR n.nspname <> 'proj')
                  AND c.relkind IN ('r', 'v')""",
            [list(schemas)],
        ).fetchall()
        for (name,) in names:
            text = "(to_jsonb(t) - 'moved_at')::text"
            found[name] = sorted(connection.execute(f"SELECT {text} FROM {name} t").fetchall())  # ty: ignore
    found.pop("ops.restoration", None)
    return found
