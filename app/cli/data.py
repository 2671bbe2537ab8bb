"""`init`, `ingest`: what comes in from files."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.bootstrap import Container, opened
from app.cli.terminal import Json, aside, console, foreign, settings, show_json, under_way
from app.ingest import AnyMapping, Summary, ingest, load_any_mapping
from app.ingest.mapping import FOLDER
from app.onboarding.county import load_county
from app.onboarding.start import init
from app.settings import SettingsError
from domain.registry.institution import Institution
from domain.shared.errors import DomainError


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("init")(onboard)
    app.command("ingest")(load_files)


def onboard(county: Annotated[Path, typer.Argument(help="A county file (TOML).")]) -> None:
    """Open a jurisdiction's log and record what its file says; again adds only what is new.

    Example: shenguan init app/data/demo_county.toml
    """
    with opened(settings(), readers=2) as container:
        onboarded(container, county, console)


def onboarded(container: Container, path: Path, said: Console = aside) -> None:
    """Run `init` with a county file and say what it added."""
    report = init(load_county(path), container.store, now=container.now())
    added = ", ".join(f"{kind} {count}" for kind, count in sorted(report.added.items()))
    said.print(f"{report.log.origin}: added {added or 'nothing'}; {report.already_there} known")


def load_files(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    mapping: Annotated[str, typer.Option(help="A mapping file, or a built-in name.")],
    with_init: Annotated[
        bool, typer.Option("--init", help="Onboard the mapping's own jurisdiction first.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Import XES, CSV or NDJSON (gzip too). Bad rows go to FILE.rejected.ndjson with reasons.

    Exit 0: every row is accounted for; 1: a file broke off. Running it again adds nothing.
    Example: shenguan ingest BPIC15_1.xes.gz --mapping bpic15_1 --init
    """
    chosen = load_any_mapping(Path(mapping))
    with opened(settings(), readers=4) as container:
        if with_init and chosen.jurisdiction:
            onboarded(container, FOLDER / chosen.jurisdiction)
        summaries = {str(path): _load(container, path, chosen) for path in files}
    if as_json:
        show_json({path: _body(summary) for path, summary in summaries.items()})
    else:
        for path, summary in summaries.items():
            _show(path, summary)
    raise typer.Exit(1 if any(s.broken for s in summaries.values()) else 0)


def institution_of(container: Container, region: str) -> Institution:
    """The institution of a region that has been onboarded.

    Raises:
        SettingsError: it has not.
    """
    institution = container.institutions.find(region, fresh=True)
    if institution is None:
        raise SettingsError(
            f"no log is open for {region}: run `shenguan init` with its county file, "
            "or import with --init"
        )
    return institution


def _load(container: Container, path: Path, chosen: AnyMapping) -> Summary:
    institution = institution_of(container, chosen.region)
    with under_way(path) as tell:
        return ingest(
            path,
            chosen,
            store=container.store,
            institution=institution,
            now=container.now(),
            rejected_to=Path.cwd() / f"{path.name}.rejected.ndjson",
            progress=lambda s: tell(f"{s.rows.read} rows"),
        )


def _body(summary: Summary) -> dict:
    count = lambda c: {  # noqa: E731
        "read": c.read, "recorded": c.recorded, "alreadyThere": c.already_there,
        "rejected": c.rejected,
    }  # fmt: skip
    return {
        "rows": count(summary.rows),
        "headers": count(summary.headers),
        "cases": summary.cases,
        "reasons": dict(summary.reasons),
        "types": dict(summary.types),
        "seconds": round(summary.seconds, 1),
        "broken": _told(summary.broken) if summary.broken else None,
    }


def _told(error: DomainError) -> dict:
    return {"code": error.code, "reason": error.en, "reasonZh": error.zh}


def _show(path: str, summary: Summary) -> None:
    path = foreign(path)  # a name may hold what looks like markup
    rows, headers = summary.rows, summary.headers
    console.print(
        f"{path}: {summary.cases} cases, {rows.read} rows = {rows.recorded} recorded + "
        f"{rows.already_there} already there + {rows.rejected} rejected; "
        f"{headers.recorded} acts from case attributes; {summary.seconds:.1f} s"
    )
    for reason, number in sorted(summary.reasons.items()):
        console.print(f"  rejected, {foreign(reason)}: {number}")
    if summary.reasons:
        console.print(f"  each with its reason in {foreign(str(summary.rejected_file))}")
    if summary.broken:
        text = f"broke off, {summary.broken.code}: {summary.broken.en} / {summary.broken.zh}"
        console.print(f"  [red]{foreign(text)}[/]")
