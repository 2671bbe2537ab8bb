"""`shenguan`: one command, a word for each thing an operator or regulator does."""

import sys
from importlib import import_module, metadata
from typing import Annotated

import structlog
import typer

from adapters.ledger.defences import DefencesChanged
from adapters.ledger.proof.parallel import WorkerLost
from adapters.servers.errors import ServerError
from app.backup.errors import BackupError
from app.cli.terminal import loading
from app.settings import SettingsError
from domain.shared.errors import DomainError

COMMANDS: dict[str, tuple[str, ...]] = {
    "up": ("up",),
    "servers": ("api", "worker", "migrate", "bench", "nats-config", "nats-topology"),
    "nats": ("nats-operator", "nats-creds", "nats-callout"),
    "data": ("init", "ingest"),
    "coverage": ("coverage",),
    "deadlines": ("deadlines",),
    "items": ("items",),
    "log": ("verify", "export"),
    "packages": ("sign-package", "receive-package"),
    "rebuild": ("rebuild",),
    "simulate": ("simulate",),
    "status": ("status", "token", "skip-event"),
    "watch": ("watch",),
    "backup": ("backup",),
    "restore": ("restore", "restore-keys"),
}
"""Each module here and the words that it adds, in the order in which help shows them."""


def commands(word: str | None = None) -> typer.Typer:
    """The program. Given the word of a command, with its module alone: what the other commands
    need is half of a start. Any other word gets them all, so that help and a misspelling do."""
    app = typer.Typer(
        help="审管联动 · approval and supervision in one verifiable log.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.callback()(options)
    needed = [module for module, words in COMMANDS.items() if word in words]
    with loading():
        for module in needed or COMMANDS:
            import_module(f"app.cli.{module}").add_to(app)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"shenguan {metadata.version('shenguan')}")
        raise typer.Exit


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
        commands(sys.argv[1] if len(sys.argv) > 1 else None)()
    except EXPECTED as error:
        text = f"{error.en} / {error.zh}" if isinstance(error, DomainError) else str(error)
        typer.echo(f"shenguan: {text}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
