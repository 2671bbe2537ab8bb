"""`shenguan`: one command, a word for each thing an operator or regulator does."""

import sys
from importlib import metadata
from typing import Annotated

import structlog
import typer

from adapters.ledger.defences import DefencesChanged
from adapters.ledger.proof.parallel import WorkerLost
from adapters.servers.errors import ServerError
from app.backup.errors import BackupError
from app.cli import (
    backup,
    coverage,
    data,
    deadlines,
    items,
    log,
    packages,
    rebuild,
    restore,
    servers,
    simulate,
    status,
    up,
    watch,
)
from app.settings import SettingsError
from domain.shared.errors import DomainError

app = typer.Typer(
    help="审管联动 · approval and supervision in one verifiable log.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
up.add_to(app)
servers.add_to(app)
data.add_to(app)
coverage.add_to(app)
deadlines.add_to(app)
items.add_to(app)
log.add_to(app)
packages.add_to(app)
rebuild.add_to(app)
simulate.add_to(app)
status.add_to(app)
watch.add_to(app)
backup.add_to(app)
restore.add_to(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"shenguan {metadata.version('shenguan')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print and leave.")
    ] = False,
) -> None:
    """审管联动 · approval and supervision in one verifiable log."""


EXPECTED = (SettingsError, ServerError, DomainError, DefencesChanged, BackupError, WorkerLost)


def main() -> None:
    """Entry point. Expected failures end with one clear line and exit code 2, never a traceback."""
    # standard error as it is when a line is written, not as it was at the start
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    try:
        app()
    except EXPECTED as error:
        text = f"{error.en} / {error.zh}" if isinstance(error, DomainError) else str(error)
        typer.echo(f"shenguan: {text}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
