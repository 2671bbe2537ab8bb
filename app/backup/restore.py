"""The way back: rows, proof, documents, read models; in this order, marked until all is done."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from adapters.ledger.proof.database import WHOLE, verify_database
from adapters.ledger.proof.findings import Report, Verdict
from adapters.servers.folders import sync_folder
from adapters.servers.migrate import migrate
from app.backup import marker
from app.backup.archive import Reader
from app.backup.check import Loss, Trust, check_migrations, losses
from app.backup.load import load, migrate_to
from app.backup.manifest import FilePart
from app.backup.take import Progress
from projections.engine import Projector
from projections.generations import ensure
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS


@dataclass(frozen=True)
class Target:
    """`owner_url`: who may create tables and roles · `app_url`: the application's role, asked for
    once the roles exist · `migrations`: this release's folder."""

    owner_url: str
    app_url: Callable[[], str]
    var: Path
    migrations: Path


@dataclass
class Outcome:
    """`usable`: the marks are gone, shenguan may start on it."""

    reports: list[Report]
    lost: list[Loss] = field(default_factory=list)
    usable: bool = False
    begun_again: bool = False

    @property
    def verdict(self) -> Verdict:
        """The worst of the logs'; a known loss is INCOMPLETE, accepted or not."""
        return max(
            [Verdict.SOUND, *(report.verdict for report in self.reports)]
            + [Verdict.INCOMPLETE for _ in self.lost]
        )


def restore(
    reader: Reader,
    target: Target,
    keys: Trust,
    *,
    checkpoints: Sequence[str] = (),
    accept_loss: str | None = None,
    progress: Progress = lambda *_: None,
) -> Outcome:
    """Restore into an empty database and folder; the caller has checked the hashes of all parts.

    `checkpoints`: notes from outside. Raises BackupError; the target is then marked unfinished.
    """
    manifest = reader.manifest
    steps = check_migrations(manifest, target.migrations)
    lost, within = losses(manifest, checkpoints, keys.keys)
    with psycopg.connect(target.owner_url, autocommit=True) as connection:
        outcome = Outcome([], lost, begun_again=marker.begin(connection, manifest.id))
        migrate_to(target.owner_url, steps)
        app_url = target.app_url()
        marker.same_database(app_url, manifest.id)
        load(connection, reader, progress)
        migrate(target.owner_url, target.migrations)
        connection.execute("ANALYZE")
        marker.stage(connection, "proving")
        progress("proof / 验证", 0, 1)
        outcome.reports = _prove(reader, target, keys, within)
        progress("proof / 验证", 1, 1)
        if outcome.verdict > Verdict.INCOMPLETE:
            marker.stage(connection, "tampered")
            return outcome
        for part in manifest.files:
            _put(reader, part, target.var)
        fill(app_url, progress)
        if lost and accept_loss is None:
            marker.stage(connection, "behind")
            return outcome
        with connection.transaction():
            _record(connection, reader, lost, accept_loss)
            marker.end(connection)
    outcome.usable = True
    return outcome


def _prove(reader: Reader, target: Target, keys: Trust, notes: Sequence[str]) -> list[Report]:
    """Every log of the *database*, against the manifest's heads and every signed checkpoint."""
    manifest = reader.manifest
    own = [log.note for log in manifest.logs if log.note]
    known = {log.origin for log in manifest.logs}
    pins = {origin: key for origin, key in keys.keys.items() if origin in known}
    reports = verify_database(target.owner_url, pins, [*own, *notes])
    heads = {log.origin: log for log in manifest.logs}
    with psycopg.connect(target.owner_url) as connection:
        stored = {
            origin: (size, root)
            for origin, size, root in connection.execute(
                "SELECT origin, size, encode(root, 'hex') FROM ledger.log"
            )
        }
    for report in reports:
        if report.log in stored:
            head = heads.get(report.log)
            if head is None or stored[report.log] != (head.size, head.root):
                report.add("head_changed", detail="the manifest of the backup says otherwise")
            keys.qualify(report)
        elif report.log == WHOLE and report.size != manifest.position:
            detail = f"{report.size} entries, the manifest says {manifest.position}"
            report.add("positions", detail=detail)
    return reports


def _put(reader: Reader, part: FilePart, var: Path) -> None:
    path = var / part.relative
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.restoring")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in reader.chunks(part):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def fill(url: str, progress: Progress = lambda *_: None) -> None:
    """Compute every read model from the log; the followers' positions are those of the backup."""
    with psycopg.connect(url, autocommit=True) as connection:
        ensure(connection)
    rebuild(
        url, PROJECTIONS, lambda done, head: progress("read models / 投影", done, head),
        only_stale=True,
    )  # fmt: skip
    projector = Projector(url)
    try:
        projector.catch_up()
    finally:
        projector.close()


def _record(
    connection: psycopg.Connection[Any], reader: Reader, lost: Sequence[Loss], why: str | None
) -> None:
    manifest = reader.manifest
    rows = [{"log": one.log, "restored": one.restored, "known": one.known} for one in lost]
    connection.execute(
        "INSERT INTO ops.restoration (backup, taken_at, position, lost, accepted_because)"
        " VALUES (%s, %s, %s, %s, %s)",
        [manifest.id, manifest.taken_at, manifest.position, Jsonb(rows), why],
    )
