"""`rebuild`: projections computed again, to replace the live ones or to compare with them."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.cli.terminal import Json, console, foreign, settings, show_json
from app.settings import SettingsError
from projections.compare import Comparison, NotLive, compare
from projections.engine import Projector
from projections.projection import Projection
from projections.registry import PROJECTIONS

DIFFERENT = 1


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(rebuild)


def rebuild(
    names: Annotated[list[str] | None, typer.Argument(help="Default: all.")] = None,
    only_compare: Annotated[
        bool, typer.Option("--compare", help="Compare row for row with the live ones; no switch.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compute projections again from zero beside the live ones, then switch, or only compare.

    Exit 0: switched, or equal; 1: a table differs from what the log gives (with --compare).

    Examples: shenguan rebuild audit_trail

    shenguan rebuild --compare --json
    """
    known = {kind.name: kind for kind in PROJECTIONS}
    if unknown := sorted(set(names or ()) - known.keys()):
        raise typer.BadParameter(f"no projection {unknown}; there are {', '.join(sorted(known))}")
    url = settings().database_url
    assert url
    if only_compare:
        kinds = [known[name] for name in names] if names else list(PROJECTIONS)
        raise typer.Exit(_compare(url, kinds, as_json=as_json))
    projector = Projector(url)
    with console.status("rebuilding / 正在重建"):
        projector.rebuild(*(names or ()))
    projector.close()
    console.print("switched / 已切换")


def _compare(url: str, kinds: list[type[Projection]], *, as_json: bool) -> int:
    found = compared(url, kinds)
    if as_json:
        show_json(comparison_body(found))
    else:
        show_comparison(found)
    return 0 if found.equal else DIFFERENT


def compared(url: str, kinds: Sequence[type[Projection]] = PROJECTIONS) -> Comparison:
    """Each live projection against what the log gives from zero; a progress bar meanwhile."""
    with Progress(
        TextColumn("computing from zero / 正在从头计算"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        console=Console(stderr=True, highlight=False),
    ) as bar:
        task = bar.add_task("", total=0)
        try:
            return compare(
                url, list(kinds), lambda at, of: bar.update(task, completed=at, total=of)
            )
        except NotLive as error:
            raise SettingsError(f"{error}: run the projector first") from None


def comparison_body(found: Comparison) -> dict[str, Any]:
    """As the `--json` output has it."""
    return {
        "equal": found.equal,
        "position": found.position,
        "tables": [
            {
                "projection": one.projection,
                "table": one.table,
                "equal": one.equal,
                "live": one.live,
                "rebuilt": one.rebuilt,
                "missing": one.missing,
                "extra": one.extra,
                "first": one.first,
            }
            for one in found.tables
        ],
    }


def show_comparison(found: Comparison) -> None:
    """As a table for a terminal."""
    table = Table("projection", "table", "rows live", "rebuilt", "missing", "extra")
    for one in found.tables:
        numbers = (one.live, one.rebuilt, one.missing, one.extra)
        colour = "" if one.equal else "[red]"
        table.add_row(one.projection, colour + one.table, *(f"{n:,}" for n in numbers))
    console.print(table)
    for one in found.tables:
        if one.first:
            console.print(f"[red]{one.table}[/]: {foreign(one.first)}")
    word = "[green]equal / 一致[/]" if found.equal else "[red]different / 不一致[/]"
    console.print(f"{word} at position {found.position}")
