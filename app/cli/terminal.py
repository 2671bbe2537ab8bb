"""What the commands share: the settings, and output that a machine may read."""

import gc
import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.embedded import located
from app.settings import Settings

console = Console(highlight=False)
aside = Console(highlight=False, stderr=True)
"""Progress and remarks, so that what a machine reads on standard output is the document alone."""

Json = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


@contextmanager
def loading() -> Generator[None]:
    """Nothing that is imported is garbage: a collector that looks all the same takes a sixth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settings() -> Settings:
    """From the environment, with the running embedded servers' addresses filled in."""
    return located(Settings.from_environment())


def foreign(text: object) -> str:
    """What somebody else wrote, for `console.print`: shown as it is, but no markup, and what a
    terminal would obey or nobody sees (controls, C1, directional overrides) as U+FFFD."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in str(text)))


def show_json(value: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


@contextmanager
def under_way(path: Path) -> Generator[Callable[[str], None]]:
    """While a file is being read: call with how far it is, e.g. `17 rows`."""
    name = foreign(path.name)
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=aside
    ) as bar:
        task = bar.add_task(name)
        yield lambda far: bar.update(task, description=f"{name}: {far}")
