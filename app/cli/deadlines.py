"""`deadlines`: what a source's file promised, against the log that it was imported into."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from app.bootstrap import Container, opened
from app.cli.data import institution_of
from app.cli.terminal import Json, console, foreign, settings, show_json, under_way
from app.ingest import Mapping, load_mapping
from app.ingest.deadlines import DeadlineReport, Kind, compare
from app.ingest.rows import BrokenFileError
from domain.monitoring.stated import WORDS


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("deadlines")(show_deadlines)


def show_deadlines(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    mapping: Annotated[str, typer.Option(help="The mapping that the files were imported with.")],
    as_json: Json = False,
) -> None:
    """Deadlines that an imported file states: met there, met in the log, and why views differ.

    Every deadline has one class; none is left unexplained. Reads the file and the log, writes
    nothing. Exit 0; 1: a file broke off.
    Example: shenguan deadlines BPIC15_1.xes.gz --mapping bpic15_1 --json
    """
    chosen = load_mapping(Path(mapping))
    with opened(settings(), readers=4) as container:
        try:
            found = {str(path): _compared(container, path, chosen) for path in files}
        except BrokenFileError as error:
            raise typer.Exit(_broken(error)) from None
    if as_json:
        show_json({path: body(report) for path, report in found.items()})
    else:
        for path, report in found.items():
            _show(path, report)


def _broken(error: BrokenFileError) -> int:
    console.print(f"[red]{foreign(error.problem.en)}[/] / {foreign(error.problem.zh)}")
    return 1


def _compared(container: Container, path: Path, chosen: Mapping) -> DeadlineReport:
    institution = institution_of(container, chosen.region)
    with under_way(path) as tell:
        return compare(
            path,
            chosen,
            store=container.store,
            institution=institution,
            now=container.now(),
            progress=lambda rows: tell(f"{rows} rows / 行"),
        )


def body(report: DeadlineReport) -> dict[str, Any]:
    """The report as JSON: totals, by class with words and example case numbers, by activity."""
    return {
        "rows": report.rows,
        **_counts(report.total),
        "keptInLog": report.kept,
        "unexplained": report.unexplained,
        "classes": {
            reason: {
                "count": count,
                "zh": WORDS[reason][0],
                "en": WORDS[reason][1],
                "examples": report.examples[reason],
            }
            for reason, count in report.why.most_common()
        },
        "activities": {name: _counts(kind) for name, kind in sorted(report.kinds.items())},
    }


def _counts(kind: Kind) -> dict[str, int]:
    return {
        "stated": kind.stated, "metAtSource": kind.met_at_source, "metInLog": kind.met_in_log,
    }  # fmt: skip


def _show(path: str, report: DeadlineReport) -> None:
    total = report.total
    console.print(
        f"{foreign(path)}: {report.rows} rows, {total.stated} deadlines stated, "
        f"{total.met_at_source} met at the source, {total.met_in_log} met in the log; "
        f"{report.kept} held in the log as stated, {report.unexplained} unexplained"
    )
    heads = ("class", "count", "why", "说明", "cases, e.g.")
    table = Table(*(Column(head, overflow="fold") for head in heads))
    for reason, count in report.why.most_common():
        zh, en = WORDS[reason]
        table.add_row(reason, str(count), en, zh, foreign(" ".join(report.examples[reason])))
    console.print(table)
