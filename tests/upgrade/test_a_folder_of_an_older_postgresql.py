"""A data folder made by an older PostgreSQL major is recognised, copied, proved, and kept."""

import json
import subprocess
from pathlib import Path

import psycopg
import pytest

from adapters.ledger.proof.database import verify_database
from adapters.ledger.proof.findings import Verdict
from adapters.servers import datafolder
from adapters.servers.binaries import POSTGRES_MAJOR, install_for, postgres_majors
from adapters.servers.errors import DataOfAnotherVersion, UpgradeFailed
from adapters.servers.keys import load_or_create_secret
from adapters.servers.migrate import ensure_database
from adapters.servers.postgres import EmbeddedPostgres
from adapters.servers.upgrade import upgrade
from adapters.servers.users import give, server_user
from app.backup.archive import Reader, creating
from app.backup.load import load, migrate_to
from app.backup.take import Source, take
from app.backup.upgrade import bring_up_to_date
from app.embedded import DATABASE
from tests.support.servers import MIGRATIONS
from tests.upgrade.conftest import Left

OLDER = min(postgres_majors(), key=int)


def initdb(var: Path) -> None:
    """`var/pg` as that older major makes it: no checksums, no collation of its own."""
    data = var / "pg"
    data.mkdir(parents=True)
    user = server_user(data)
    (var / "password").write_text(load_or_create_secret(var / "keys/postgres"))
    for path in (data, var / "password"):
        give(path, user)
    subprocess.run(
        [
            str(install_for(user, OLDER) / "bin/initdb"), "-D", datafolder.HERE, "--no-sync",
            f"--pwfile={datafolder.HERE}/../password", "--auth=scram-sha-256",
            f"--username={datafolder.SUPERUSER}", "--encoding=UTF8", "--locale=C",
        ],
        cwd=data, env=datafolder.CLEAN_ENV, check=True, capture_output=True, umask=0o077,
        user=user.uid if user else None, group=user.gid if user else None,
        extra_groups=[] if user else None,
    )  # fmt: skip


def test_the_packaged_older_major_is_older():
    assert int(OLDER) < int(POSTGRES_MAJOR)
    assert set(postgres_majors()) >= {OLDER, POSTGRES_MAJOR}


def test_a_folder_of_an_older_major_is_upgraded_proved_and_kept(left: Left):
    """Given the 0.1.0 database in such a folder, when `up` looks at it, then it is this major's."""
    var = left.settings.var
    backup = var / "of-0.1.0.backup"
    settings = left.settings.model_copy(update={"database_url": left.url})
    with creating(backup) as writer:
        take(Source(left.url, settings), writer)
    initdb(var)
    with EmbeddedPostgres(var, major=OLDER, durable=False) as old, Reader(backup) as reader:
        assert old.address
        ensure_database(old.address.url(), DATABASE)
        url = old.address.url(DATABASE)
        steps = [next(MIGRATIONS.glob(f"{step}_*")) for step in reader.manifest.migrations]
        migrate_to(url, steps)
        with psycopg.connect(url, autocommit=True) as connection:
            load(connection, reader)
    said: list[str] = []
    bring_up_to_date(left.settings, said.append)
    (kept,) = var.glob(f"pg-{OLDER}-*")
    assert datafolder.made_by(kept) == OLDER
    assert datafolder.made_by(var / "pg") == POSTGRES_MAJOR
    assert any(str(kept) in line for line in said)
    with EmbeddedPostgres(var, durable=False) as new:
        assert new.address
        reports = verify_database(new.address.url(DATABASE), left.keys, [left.expected["note"]])
        with psycopg.connect(new.address.url(DATABASE)) as connection:
            size = connection.execute("SELECT size FROM ledger.log").fetchone()
    assert max(report.verdict for report in reports) == Verdict.SOUND
    assert size == (left.expected["size"],)
    assert upgrade(var) is None


@pytest.mark.parametrize("old_is_moved", [False, True])
def test_a_kill_between_the_two_renames_is_finished_by_the_next_start(
    tmp_path: Path, old_is_moved: bool
):
    old = tmp_path / (f"pg-{OLDER}-x" if old_is_moved else "pg")
    for folder, major in ((old, OLDER), (tmp_path / "upgrade/pg", POSTGRES_MAJOR)):
        folder.mkdir(parents=True)
        (folder / "PG_VERSION").write_text(f"{major}\n")
    (tmp_path / "upgrade/complete").write_text(f"pg-{OLDER}-x")
    assert upgrade(tmp_path) == tmp_path / f"pg-{OLDER}-x"
    assert datafolder.made_by(tmp_path / "pg") == POSTGRES_MAJOR
    assert datafolder.made_by(tmp_path / f"pg-{OLDER}-x") == OLDER
    assert not (tmp_path / "upgrade").exists()


def test_a_folder_of_a_newer_major_is_refused(tmp_path: Path):
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg/PG_VERSION").write_text("99\n")
    with pytest.raises(DataOfAnotherVersion, match="newer than the"):
        upgrade(tmp_path)
    with pytest.raises(DataOfAnotherVersion, match="newer than the"):
        EmbeddedPostgres(tmp_path, min_free=0).start()


@pytest.mark.soak
def test_what_does_not_pass_its_proof_leaves_the_old_folder_in_place(tmp_path: Path):
    var = tmp_path / "var"
    initdb(var)

    def refuse(_: object) -> None:
        raise UpgradeFailed("not sound")

    with pytest.raises(UpgradeFailed, match="not sound"):
        upgrade(var, prove=refuse)
    assert datafolder.made_by(var / "pg") == OLDER
    assert not (var / "upgrade/complete").exists()


def test_the_fixture_is_what_it_says():
    fixture = Path(__file__).parent / "0.1.0"
    assert json.loads((fixture / "expected.json").read_text())["size"] > 300
    assert sum(path.stat().st_size for path in fixture.rglob("*") if path.is_file()) < 300_000
