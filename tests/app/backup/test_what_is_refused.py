"""Damaged, incomplete, altered, older than the world has seen: said plainly, never started on."""

import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from adapters.ledger.proof.checkpoint import Checkpoint, sign_checkpoint
from adapters.ledger.proof.database import verify_database
from adapters.ledger.proof.findings import Verdict
from app.backup import folder, keys
from app.backup.archive import Reader, creating
from app.backup.check import check_migrations, check_parts
from app.backup.errors import (
    BackupDamaged,
    BackupFromNewerRelease,
    KeysRefused,
    RestoreUnfinished,
    TargetNotEmpty,
)
from app.backup.losses import mark
from app.backup.manifest import NAME, Manifest
from app.backup.take import Source, take
from app.bootstrap import opened
from app.health import state_of
from app.settings import Settings
from tests.app.backup.conftest import Origin
from tests.support.servers import MIGRATIONS, role_url

ROOT = Path(__file__).parents[3]


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy whose members are what `change` makes of them; None leaves one out."""
    target = path.with_suffix(".changed")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if (data := change(name, old.read(name))) is not None:
                new.writestr(name, data)
    return target


def read_all(path: Path) -> None:
    with Reader(path) as reader:
        check_parts(reader)


def test_a_changed_part_is_named(origin: Origin):
    path = origin.backup()
    for part in origin.manifest.parts:
        changed = rewritten(
            path, lambda at, data, name=part.name: data[:-3] + b"abc" if at == name else data
        )
        with pytest.raises(BackupDamaged, match=re.escape(part.name)):
            read_all(changed)


def test_every_cut_is_noticed_and_so_is_a_flipped_bit(origin: Origin):
    whole = origin.backup().read_bytes()
    for size in (0, 100, len(whole) // 2, len(whole) - 1):
        cut = origin.folder / "cut.backup"
        cut.write_bytes(whole[:size])
        with pytest.raises(BackupDamaged):
            read_all(cut)
    for place in range(200, len(whole), len(whole) // 12):
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        cut.write_bytes(flipped)
        try:
            read_all(cut)
        except BackupDamaged:
            continue
        with Reader(cut) as reader:  # names and dates beside the data: nothing that is believed
            assert reader.manifest == origin.manifest


def test_a_missing_part_and_an_unknown_format_are_refused(origin: Origin):
    path = origin.backup()
    without = rewritten(path, lambda at, data: None if at == "tables/vault.subject" else data)
    with pytest.raises(BackupDamaged, match="not those of its manifest"):
        read_all(without)

    def forgotten(at: str, data: bytes) -> bytes | None:
        """The manifest knows nothing of the followers either."""
        if at == NAME:
            raw = json.loads(data)
            raw["parts"] = [one for one in raw["parts"] if one["name"] != "tables/ops.follower"]
            return json.dumps(raw).encode()
        return None if at == "tables/ops.follower" else data

    with pytest.raises(BackupDamaged, match=r"lacks ops\.follower"):
        origin.restore(rewritten(path, forgotten))
    newer = rewritten(
        path,
        lambda at, data: (
            data.replace(b"shenguan-backup/1", b"shenguan-backup/2") if at == NAME else data
        ),
    )
    with pytest.raises(BackupFromNewerRelease, match="shenguan-backup/2"):
        read_all(newer)


def test_a_backup_of_a_newer_release_is_refused(origin: Origin):
    origin.backup()
    raw = json.loads(origin.manifest.model_dump_json())
    raw["migrations"].append("20991231000001")
    with pytest.raises(BackupFromNewerRelease, match="20991231000001"):
        check_migrations(Manifest.model_validate(raw), MIGRATIONS)


def test_a_log_that_was_altered_before_the_backup_does_not_start(origin: Origin, database: str):
    """Hashes of the parts are right here: only the signed checkpoint knows better."""
    with psycopg.connect(database, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE ledger.event DISABLE TRIGGER append_only")
        superuser.execute(
            "UPDATE ledger.event SET state = convert_to(replace(convert_from(state, 'UTF8'),"
            " '许可', '不许'), 'UTF8') WHERE type = 'case.permit_granted'"
        )
    outcome = origin.restore(origin.backup())
    assert outcome.verdict == Verdict.TAMPERED
    assert not outcome.usable
    kinds = {finding.kind for report in outcome.reports for finding in report.findings}
    assert "row_changed" in kinds
    url = role_url(origin.target, "shenguan_app")
    with (
        pytest.raises(RestoreUnfinished, match="proof"),
        opened(origin.settings.model_copy(update={"database_url": url})),
    ):
        pass


def test_an_older_backup_than_others_have_seen_says_how_much_is_missing(origin: Origin):
    path, before = origin.backup(), origin.world.store.log("320412")
    assert before
    size = origin.manifest.logs[0].size
    origin.world.granted()
    newer = origin.seal()
    known = int(newer.split("\n")[1])
    outcome = origin.restore(path, checkpoints=[newer])
    assert (outcome.verdict, outcome.usable) == (Verdict.INCOMPLETE, False)
    assert [(one.restored, one.known, one.entries) for one in outcome.lost] == [
        (size, known, known - size)
    ]
    settings = origin.settings.model_copy(
        update={"database_url": role_url(origin.target, "shenguan_app")}
    )
    with pytest.raises(RestoreUnfinished, match="accept-loss"), opened(settings):
        pass
    accepted = origin.restore(path, checkpoints=[newer], accept_loss="the disk is gone")
    assert (accepted.verdict, accepted.usable) == (Verdict.INCOMPLETE, True)
    with opened(settings), psycopg.connect(origin.target) as connection:
        row = connection.execute("SELECT lost, accepted_because FROM ops.restoration").fetchone()
    lost = [{"log": before.origin, "restored": size, "known": known}]
    assert row == (lost, "the disk is gone")
    _stays_said(origin, settings, size, known)


def _stays_said(origin: Origin, settings: Settings, size: int, known: int) -> None:
    """By `/readyz` without the words, by `verify` with them, and in a backup of the new system."""
    with opened(settings) as container:
        said = state_of(container).body()["acceptedLosses"]
    assert [(one["log"], one["restored"], one["known"]) for one in said] == [
        (origin.info.origin, size, known)
    ]
    assert "disk" not in str(said)
    reports = verify_database(origin.target, {origin.info.origin: origin.signer().verifier})
    with psycopg.connect(role_url(origin.target, "shenguan_app")) as connection:
        mark(reports, connection)
    assert reports[0].verdict == Verdict.INCOMPLETE
    assert [(one.index, one.end) for one in reports[0].findings if one.kind == "entries_lost"] == [
        (size, known)
    ]
    assert "the disk is gone" in reports[0].findings[-1].en
    assert [one.kind for one in reports[-1].findings] == ["restored"]
    assert reports[-1].verdict == Verdict.SOUND
    path = origin.folder / "later.backup"
    with creating(path) as writer:
        manifest = take(Source(settings.database_url or "", settings), writer)
    assert [part.rows for part in manifest.tables if part.table == "ops.restoration"] == [1]


def test_a_checkpoint_of_another_history_is_a_fork(origin: Origin):
    path = origin.backup()
    head = origin.manifest.logs[0]
    other = sign_checkpoint(Checkpoint(head.origin, head.size, b"\x07" * 32), origin.signer())
    outcome = origin.restore(path, checkpoints=[other])
    assert outcome.verdict == Verdict.FORK
    assert not outcome.usable


def test_a_killed_backup_leaves_nothing_that_looks_like_one(tmp_path: Path):
    code = """if True:
        import os, signal, sys
        from pathlib import Path
        from app.backup.archive import creating
        with creating(Path(sys.argv[1])) as writer:
            writer.add("tables/ledger.event.1", [b"x" * 1000000])
            os.kill(os.getpid(), signal.SIGKILL)
    """
    target = tmp_path / "a.backup"
    done = subprocess.run(
        [sys.executable, "-c", code, str(target)], cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    assert not target.exists()
    left = target.with_name("a.backup.partial")
    with pytest.raises(BackupDamaged):
        Reader(left)


def test_an_existing_file_is_never_overwritten(tmp_path: Path):
    target = tmp_path / "a.backup"
    target.write_text("mine")
    with pytest.raises(TargetNotEmpty), creating(target):
        pass
    assert target.read_text() == "mine"


def test_keys_open_with_their_passphrase_alone_and_nobody_else_may_read_the_file(tmp_path: Path):
    made, target = tmp_path / "keys", tmp_path / "a.keys"
    (made / "nats").mkdir(parents=True)
    for name in ("vault.key", "log-1.skey", "log-1.vkey", "nats/relay.seed", "postgres"):
        (made / name).write_text(f"secret of {name}\n")
    with pytest.raises(KeysRefused, match="12"):
        keys.write_keys(made, target, "short")
    assert keys.write_keys(made, target, "long enough, this one") == 3
    assert target.stat().st_mode & 0o777 == 0o600
    assert b"secret" not in target.read_bytes()
    with pytest.raises(KeysRefused, match="does not open"):
        keys.read_keys(target, "long enough, that one")
    found = keys.read_keys(target, "long enough, this one")
    assert set(found) == {"vault.key", "log-1.skey", "nats/relay.seed"}
    keys.put_back(found, tmp_path / "back")
    assert keys.fingerprints(tmp_path / "back") == keys.fingerprints(made)
    (tmp_path / "back/vault.key").write_text("another")
    with pytest.raises(KeysRefused, match="another key"):
        keys.put_back(found, tmp_path / "back")


def test_a_used_folder_is_refused_and_a_half_restored_one_begins_anew(tmp_path: Path):
    var = tmp_path / "var"
    (var / "nats/js").mkdir(parents=True)
    with pytest.raises(TargetNotEmpty, match="nats"):
        folder.claim(var)
    (var / "nats/js").rmdir()
    assert folder.claim(var) is False
    (var / "pg").mkdir()
    (var / "pg/PG_VERSION").write_text("18\n")
    with pytest.raises(RestoreUnfinished, match="again"):
        folder.check(var)
    assert folder.claim(var) is True
    assert not (var / "pg").exists()
