"""`backup`: everything that cannot be computed again, in one file, while the system runs."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.ledger.proof.findings import Report, Verdict
from app.backup import keys
from app.backup.archive import Reader, creating
from app.backup.check import check_parts, prove, trust
from app.backup.manifest import Manifest
from app.backup.take import Source, take
from app.cli.backup_words import PassphraseFile, bars, facts, passphrase, show, tell
from app.cli.terminal import Json, console, settings, show_json
from app.embedded import owner_url
from app.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(backup)


def backup(
    to: Annotated[
        Path | None, typer.Option(help="The file; default shenguan-<time>.backup.")
    ] = None,
    with_keys: Annotated[
        Path | None, typer.Option(help="Also seal the secret keys into this other file.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    check: Annotated[bool, typer.Option(help="Read it back and prove every log.")] = True,
    as_json: Json = False,
) -> None:
    """Write everything that cannot be computed again into one file, while the system runs.

    Secret keys are not in it: without them a backup shows no personal data and signs nothing, so
    keep them elsewhere (--with-keys). Exit 0 sound, 10 incomplete (nothing signed yet), 20
    tampered, 30 fork: then the log itself is not sound, run `shenguan verify`; 2: no backup.
    Example: shenguan backup --to /backup/monday.backup --with-keys /safe/monday.keys
    """
    chosen = settings()
    url = os.environ.get("SHENGUAN_OWNER_URL") or owner_url(Settings.from_environment())
    source = Source(url or chosen.database_url or "", chosen)
    path = to or Path(f"shenguan-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup")
    secret = passphrase(passphrase_file, confirm=True) if with_keys else ""
    began = time.monotonic()
    with bars(as_json) as progress:
        if with_keys:
            keys.write_keys(chosen.keys, with_keys, secret)
        with creating(path) as writer:
            manifest = take(source, writer, progress)
        reports = _read_back(path, manifest, progress) if check else []
    body = {
        **facts(manifest, path, writer.digest),
        "seconds": round(time.monotonic() - began, 1),
        "keys": str(with_keys) if with_keys else None,
        "logs": [report.as_json() for report in reports],
    }
    if as_json:
        show_json(body)
    else:
        tell(manifest, path, writer.digest)
        show(reports)
        if not with_keys:
            console.print("[dim]secret keys are not in it: --with-keys FILE / 备份不含密钥[/]")
    raise typer.Exit(max([Verdict.SOUND, *(report.verdict for report in reports)]))


def _read_back(path: Path, manifest: Manifest, progress: Any) -> list[Report]:
    """A backup that nobody has read is none. The pins are this machine's own, so they count."""
    with Reader(path) as reader:
        check_parts(reader, progress)
        return prove(reader, trust(manifest, manifest.pins.values(), {}))
