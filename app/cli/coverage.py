"""`coverage`: how much of a source a mapping understands, before or after an import."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from app.cli.terminal import Json, console, foreign, show_json
from app.ingest import load_mapping
from app.ingest.coverage import STEP, Coverage, coverage
from app.ingest.rows import BrokenFileError


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("coverage")(show_coverage)


def show_coverage(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    mapping: Annotated[str, typer.Option(help="A mapping file, or a built-in name.")],
    as_json: Json = False,
) -> None:
    """Which activities become acts, which are kept as steps, which are unmapped and rejected.

    Needs neither servers nor a log. Exit 0; 1: something is unmapped, or a file broke off.
    Example: shenguan coverage BPIC15_1.xes.gz --mapping bpic15_1 --json
    """
    chosen = load_mapping(Path(mapping))
    try:
        found = {str(path): coverage(path, chosen) for path in files}
    except BrokenFileError as error:
        console.print(f"[red]{foreign(error.problem.en)}[/] / {foreign(error.problem.zh)}")
        raise typer.Exit(1) from None
    if as_json:
        show_json({path: body(told) for path, told in found.items()})
    else:
        for path, told in found.items():
            _show(path, told)
    raise typer.Exit(1 if any(told.total(None) for told in found.values()) else 0)


def body(told: Coverage) -> dict[str, Any]:
    """As JSON: totals, and each activity with what it becomes, the most frequent first."""
    return {
        "rows": told.rows,
        "acts": told.acts,
        "steps": told.total(STEP),
        "unmapped": told.total(None),
        "bad": told.bad,
        "activities": [
            {"activity": name, "name": told.names[name] or None, "becomes": kind, "rows": count}
            for (name, kind), count in told.found.most_common()
        ],
    }


def _show(path: str, told: Coverage) -> None:
    console.print(
        f"{foreign(path)}: {told.rows} rows / 行 = {told.acts} acts / 行为 + {told.total(STEP)} "
        f"steps / 环节留痕 + {told.total(None)} unmapped / 未映射 + {told.bad} bad / 有误"
    )
    heads = ("activity / 环节", "becomes / 对应", "rows / 行", "name / 名称")
    table = Table(*(Column(head, overflow="fold") for head in heads))
    for (name, kind), count in told.found.most_common():
        if kind != STEP:
            table.add_row(
                foreign(name), kind or "[red]unmapped / 未映射[/]", str(count),
                foreign(told.names[name]),
            )  # fmt: skip
    console.print(table)
