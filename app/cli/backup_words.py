"""What `backup` and `restore` share: bars, the passphrase, and how a backup is told of."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from adapters.ledger.proof.findings import Report
from app.backup.errors import KeysRefused
from app.backup.manifest import Manifest
from app.cli.terminal import console, foreign

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="Passphrase of the key file; else SHENGUAN_BACKUP_PASSPHRASE, else asked.",
    ),
]


def passphrase(file: Path | None, *, confirm: bool = False) -> str:
    if file is not None:
        try:
            return file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise KeysRefused(f"{file} is no passphrase file: {error} / 口令文件无效") from error
    given = os.environ.get("SHENGUAN_BACKUP_PASSPHRASE")
    if given:
        return given
    return typer.prompt("passphrase / 口令", hide_input=True, confirmation_prompt=confirm)


@contextmanager
def bars(quiet: bool) -> Generator[Any]:
    """A bar for each kind of long work, on standard error where standard output is JSON."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=quiet) as bar:
        tasks: dict[str, TaskID] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=max(total, 1))
            bar.update(tasks[what], completed=done if total else 1, total=max(total, 1))

        yield progress


def facts(manifest: Manifest, path: Path, digest: str) -> dict[str, Any]:
    return {
        "file": str(path),
        "bytes": path.stat().st_size,
        "sha256": digest,
        "id": str(manifest.id),
        "release": manifest.release,
        "takenAt": manifest.taken_at.isoformat(),
        "position": manifest.position,
        "settings": manifest.settings,
        "heads": [log.model_dump() for log in manifest.logs],
    }


def tell(manifest: Manifest, path: Path, digest: str) -> None:
    console.print(
        f"{path}: {path.stat().st_size / 2**20:.1f} MiB, {len(manifest.parts)} parts, taken "
        f"{manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC at position {manifest.position}\n"
        f"manifest SHA-256 {digest}"
    )


def show(reports: list[Report]) -> None:
    for report in reports:
        colour = {0: "green", 10: "yellow"}.get(int(report.verdict), "red")
        console.print(
            f"[{colour}]{report.verdict.en}[/]  {foreign(report.log)}: {report.size} entries, "
            f"{report.sealed} under a verified signature"
        )
        for finding in report.findings:
            console.print(f"  {foreign(finding.zh)}\n  {foreign(finding.en)}")
