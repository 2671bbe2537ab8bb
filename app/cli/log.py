"""`verify`, `export`: the log proved, on line and off line."""

import json
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from adapters.ledger.proof.database import verify_database
from adapters.ledger.proof.export import write_export
from adapters.ledger.proof.findings import Report
from adapters.ledger.proof.note import Verifier
from adapters.ledger.proof.offline import verify_export
from adapters.ledger.proof.pgsource import snapshot
from app.backup.losses import mark
from app.cli.packages import write_package
from app.cli.terminal import Json, console, foreign, settings, show_json
from app.kit.package_check import verify_package
from app.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(verify)
    app.command()(export)


def verify(
    file: Annotated[Path | None, typer.Option(help="An export, instead of the database.")] = None,
    key: Annotated[list[Path] | None, typer.Option(help="Public key files (.vkey).")] = None,
    note: Annotated[list[Path] | None, typer.Option(help="Checkpoints you have kept.")] = None,
    region: Annotated[str | None, typer.Option(help="One log only.")] = None,
    evidence: Annotated[Path, typer.Option(help="Where a fork's evidence is written.")] = Path(
        "evidence"
    ),
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes for a long log (default: cores, at most 4)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Recompute every log from its bytes. Exit 0 sound, 10 incomplete, 20 tampered, 30 fork.

    `--file` takes an export or an offline package. Example: shenguan verify; shenguan verify
    --file county.ndjson --key log-329901.vkey; shenguan verify --file stretch.zip --key …
    """
    notes = [path.read_text("utf-8") for path in note or ()]
    if file is not None:
        vkey = key[0].read_text("ascii").strip() if key else None
        reports = [_of_file(file, vkey, notes)]
    else:
        chosen = settings()
        keys = _keys(chosen, key)
        notes += [_note_of(path) for path in sorted((chosen.var / "sealer").glob("*.json"))]
        with snapshot(chosen.database_url or "") as database:
            origins = {log.head().origin: log.head() for log in database.logs()}
        only = next((o for o in origins if region and f"/{region}/" in o), None)
        reports = verify_database(chosen.database_url or "", keys, notes, only, jobs)
        with psycopg.connect(chosen.database_url or "") as connection:
            mark(reports, connection)
    _write_evidence(reports, evidence)
    if as_json:
        show_json([report.as_json() for report in reports])
    else:
        for report in reports:
            _show(report)
    raise typer.Exit(max(report.verdict for report in reports))


def _of_file(file: Path, vkey: str | None, notes: list[str]) -> Report:
    with file.open("rb") as opened:
        zipped = opened.read(4) == b"PK\x03\x04"
    if zipped:
        return verify_package(file, Verifier.from_vkey(vkey) if vkey else None, notes)
    return verify_export(file, vkey, notes)


def _keys(chosen: Settings, files: list[Path] | None) -> dict[str, Verifier]:
    paths = files or sorted(chosen.keys.glob("log-*.vkey"))
    verifiers = [Verifier.from_vkey(path.read_text("ascii").strip()) for path in paths]
    return {verifier.name: verifier for verifier in verifiers}


def _note_of(path: Path) -> str:
    """The sealer's own copy of its last note, on its own disk."""
    return json.loads(path.read_text("utf-8"))["note"]


def _write_evidence(reports: list[Report], folder: Path) -> None:
    for number, report in enumerate(reports):
        if report.evidence:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"fork-{number}.json"
            path.write_text(json.dumps(report.evidence, ensure_ascii=False, indent=1), "utf-8")
            console.print(f"[red]fork: the evidence is in {path}[/]")


def _show(report: Report) -> None:
    colour = {0: "green", 10: "yellow"}.get(int(report.verdict), "red")
    console.print(
        f"[{colour}]{report.verdict.name.lower()}[/]  {foreign(report.log)}: "
        f"{report.size} entries, {report.sealed} under a verified signature, "
        f"{report.checkpoints} checkpoints"
    )
    for finding in report.findings:
        console.print(f"  {foreign(finding.zh)}\n  {foreign(finding.en)}")


def export(
    region: Annotated[str, typer.Argument(help="The log's region code.")],
    to: Annotated[Path, typer.Option(help="Target file (NDJSON; ZIP with --feed).")],
    feed: Annotated[
        str | None, typer.Option(help="Only what went out to this organisation, as a package.")
    ] = None,
    first: Annotated[int, typer.Option(min=1, help="First message of the feed.")] = 1,
    last: Annotated[int | None, typer.Option(min=1, help="Last message (default: newest).")] = None,
) -> None:
    """Write a whole log with its checkpoint, to be proved off line by a stranger; or, with --feed,
    an offline package of one organisation's messages, for a department without a line.

    Example: shenguan export 329901 --to county.ndjson; shenguan export 329901 --feed
    11329901MB02A901X8 --first 1 --last 500 --to stretch.zip
    """
    if feed is not None:
        write_package(region, feed, first, last, to)
        return
    chosen = settings()
    vkey = (chosen.keys / f"log-{region}.vkey").read_text("ascii").strip()
    origin = Verifier.from_vkey(vkey).name
    with snapshot(chosen.database_url or "") as database, to.open("wb") as out:
        count = write_export(database.log(origin), vkey, out)
    console.print(f"{count} entries of {origin} in {to}; prove it: shenguan verify --file {to}")
