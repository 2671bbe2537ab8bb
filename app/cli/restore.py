"""`restore`, `restore-keys`: the way back, proved before anything starts on it."""

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from adapters.servers.folders import MIN_FREE_BYTES, prepare
from adapters.servers.lock import FolderLock
from adapters.servers.migrate import ensure_database, set_role_passwords
from adapters.servers.postgres import EmbeddedPostgres
from app.backup import folder, keys
from app.backup import restore as way_back
from app.backup.archive import Reader
from app.backup.check import check_migrations, check_parts, losses, prove, trust
from app.backup.errors import BackupError
from app.backup.manifest import Manifest
from app.backup.restore import Outcome, Target
from app.cli.backup_words import PassphraseFile, bars, facts, passphrase, show, tell
from app.cli.servers import MIGRATIONS
from app.cli.terminal import Json, console, show_json
from app.embedded import APP_ROLE, DATABASE, role_secrets, role_url
from app.settings import Settings, SettingsError

_Keys = Annotated[
    list[Path] | None,
    typer.Option("--key", exists=True, dir_okay=False, help="Public log keys (.vkey)."),
]

_Notes = Annotated[
    list[Path] | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="Checkpoints that others hold: is the backup older than these?",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(restore)
    app.command("restore-keys")(restore_keys)


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A backup.")],
    var: Annotated[Path | None, typer.Option(help="Empty data folder (default ./var).")] = None,
    with_keys: Annotated[Path | None, typer.Option(help="The key file of `backup`.")] = None,
    passphrase_file: PassphraseFile = None,
    key: _Keys = None,
    checkpoint: _Notes = None,
    accept_loss: Annotated[
        str | None, typer.Option(help="Why the system may start although entries are missing.")
    ] = None,
    expect: Annotated[str | None, typer.Option(help="SHA-256 that `backup` printed.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only prove the file.")] = False,
    as_json: Json = False,
) -> None:
    """Restore a backup into an empty folder (or database, SHENGUAN_OWNER_URL) and prove it.

    Every part's hash is checked before anything is written; then every log is recomputed in the
    new database and compared with the backup's heads, with every signed checkpoint, and with those
    of --checkpoint. Read models are filled; `shenguan up` refills the stream under the same
    numbers. Killed in between, nothing starts on it, and the same command begins anew.
    Exit 0 sound, 10 incomplete (older than a --checkpoint, or no key from outside), 20 tampered,
    30 fork, 2 refused. Example: shenguan restore monday.backup --with-keys monday.keys
    """
    chosen = Settings.from_environment()
    chosen = chosen.model_copy(update={"var": (var or chosen.var).absolute()})
    secrets = keys.read_keys(with_keys, passphrase(passphrase_file)) if with_keys else {}
    notes = [_note(path) for path in checkpoint or ()]
    pinned = key or sorted(chosen.keys.glob("log-*.vkey"))
    vkeys = [path.read_text("ascii", "replace") for path in pinned]
    with Reader(file) as reader, bars(as_json) as progress:
        if expect and expect.strip().lower() != reader.digest:
            raise BackupError(f"{file} has manifest {reader.digest}, not {expect} / 备份指纹不符")
        trusted = trust(reader.manifest, vkeys, secrets)
        check_migrations(reader.manifest, MIGRATIONS)
        check_parts(reader, progress)
        way = partial(way_back.restore, reader, keys=trusted, checkpoints=notes,
                      accept_loss=accept_loss, progress=progress)  # fmt: skip
        absent: list[str] = []
        if check:
            lost, within = losses(reader.manifest, notes, trusted.keys)
            outcome = Outcome(prove(reader, trusted, within), lost)
        else:
            outcome, absent = _into(chosen, reader, secrets, way)
        manifest, digest = reader.manifest, reader.digest
    _report(manifest, file, digest, outcome, absent, as_json=as_json, only_check=check)
    raise typer.Exit(outcome.verdict)


def _note(path: Path) -> str:
    """A checkpoint, or the sealer's own file with one in it."""
    try:
        text = path.read_text("utf-8")
        return str(json.loads(text)["note"]) if text.startswith("{") else text
    except (OSError, ValueError, KeyError) as error:
        raise BackupError(f"{path} is no checkpoint: {error} / 不是检查点文件") from error


def _into(
    chosen: Settings, reader: Reader, secrets: dict[str, bytes], way: Callable[..., Outcome]
) -> tuple[Outcome, list[str]]:
    """Into an empty `var`, which nobody else works on meanwhile; the outcome, and missing keys."""
    owner = os.environ.get("SHENGUAN_OWNER_URL")
    if bool(owner) != bool(chosen.database_url):
        raise SettingsError(
            "SHENGUAN_OWNER_URL and SHENGUAN_DATABASE_URL belong together: the same new database, "
            "as its owner and as the application's role"
        )
    size = sum(part.bytes for part in reader.manifest.parts)
    prepare(chosen.var, "run", min_free=MIN_FREE_BYTES + 4 * size)
    lock = FolderLock(chosen.var / "run/lock")  # the one of `up`
    lock.acquire()
    try:
        postgres = EmbeddedPostgres(chosen.var)
        postgres.kill()  # of a restore that was killed
        begun_again = folder.claim(chosen.var)
        keys.put_back(secrets, chosen.keys)
        if owner:
            outcome = way(Target(owner, lambda: chosen.database_url or "", chosen.var, MIGRATIONS))
        else:
            outcome = _embedded(chosen, postgres, way)
        outcome.begun_again |= begun_again
        absent = folder.settle(chosen.var, reader.manifest) if outcome.usable else []
    finally:
        lock.release()
    return outcome, absent


def _embedded(chosen: Settings, postgres: EmbeddedPostgres, way: Callable[..., Outcome]) -> Outcome:
    """On a server of our own, which ends with the restore."""
    with postgres:
        address = postgres.start()
        ensure_database(address.url(), DATABASE)

        def app_url() -> str:
            words = role_secrets(chosen)
            set_role_passwords(address.url(), words)
            return role_url(address, APP_ROLE, words)

        return way(Target(address.url(DATABASE), app_url, chosen.var, MIGRATIONS))


def restore_keys(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    var: Annotated[Path | None, typer.Option(help="Data folder (default ./var).")] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Put the keys of `backup --with-keys` into var/keys; a key that is there stays.

    Example: shenguan restore-keys monday.keys
    """
    found = keys.read_keys(file, passphrase(passphrase_file))
    keys.put_back(found, (var or Settings.from_environment().var) / "keys")
    console.print(f"{len(found)} keys / 密钥已恢复")


def _report(
    manifest: Manifest,
    path: Path,
    digest: str,
    outcome: Outcome,
    absent: list[str],
    *,
    as_json: bool,
    only_check: bool,
) -> None:
    if as_json:
        show_json(
            {
                **facts(manifest, path, digest),
                "verdict": int(outcome.verdict),
                "usable": outcome.usable,
                "begunAgain": outcome.begun_again,
                "lost": [vars(one) | {"entries": one.entries} for one in outcome.lost],
                "keysMissing": absent,
                "logs": [report.as_json() for report in outcome.reports],
            }
        )
        return
    if outcome.begun_again:
        console.print("an unfinished restore was cleared away / 已清除未完成的恢复")
    tell(manifest, path, digest)
    show(outcome.reports)
    for one in outcome.lost:
        console.print(
            f"[yellow]{one.log}: at least {one.entries} entries are missing: restored "
            f"{one.restored}, a signed checkpoint says {one.known} / 至少缺少 {one.entries} 条[/]"
        )
    if absent:
        console.print(f"[yellow]put back before the start: {', '.join(absent)} / 需恢复的密钥[/]")
    if not only_check:
        console.print(
            "ready: `shenguan up` / 可以启动" if outcome.usable else "[red]not usable / 不可启用[/]"
        )
