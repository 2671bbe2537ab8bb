"""`api`, `worker`, `migrate`: the parts of `up`, run separately against servers of your own."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from adapters.bus.topology import leaf_users
from adapters.servers import migrate as migrations
from app import worker as workers
from app.bootstrap import opened
from app.bus import config_text, ensure_bus, readers
from app.cli.terminal import console, loading, settings
from app.cli.topology import named, nats_topology
from app.measures import expected
from app.settings import SettingsError

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(api)
    app.command()(worker)
    app.command()(migrate)
    app.command()(bench)
    app.command("nats-config")(nats_config)
    app.command("nats-topology")(nats_topology)


def api() -> None:
    """Serve HTTP. Example: SHENGUAN_HTTP_PORT=8080 shenguan api"""
    with loading():
        from app.serve import serve  # FastAPI is most of a start: other commands do without

    serve(settings())


def worker(
    roles: Annotated[
        str | None, typer.Option(help="Comma-separated; default: every role that is needed.")
    ] = None,
) -> None:
    """Run follower roles. Example: shenguan worker --roles projector,policies"""
    chosen = settings()
    needed = expected(chosen)
    names = [name.strip() for name in (roles or ",".join(needed)).split(",") if name.strip()]
    unknown = sorted(set(names) - set(needed))
    if unknown or not names:
        raise typer.BadParameter(f"no such role: {unknown}; there are {', '.join(needed)}")
    workers.work(chosen, names)


def bench(
    quick: Annotated[bool, typer.Option(help="Under a minute.")] = False,
) -> None:
    """Measure ratios against named baselines on this machine. Example: shenguan bench --quick"""
    command = [sys.executable, "-m", "bench", *(["--quick"] if quick else [])]
    done = subprocess.run(command, cwd=MIGRATIONS.parent, check=False)  # noqa: S603 - our own module
    raise typer.Exit(done.returncode)


def migrate() -> None:
    """Bring a database of your own to this release's tables; the URL must be its owner's.

    Example: SHENGUAN_OWNER_URL=postgresql://postgres@db/shenguan shenguan migrate
    """
    url = os.environ.get("SHENGUAN_OWNER_URL")
    if not url:
        raise SettingsError("SHENGUAN_OWNER_URL: the database's owner, to create tables and roles")
    applied = migrations.migrate(url, MIGRATIONS)
    console.print("\n".join(applied) or "up to date / 已是最新")


def nats_config(
    apply: Annotated[bool, typer.Option(help="Also create stream and consumers.")] = False,
    lower: Annotated[
        list[str] | None, typer.Option(help="domain=U… of a server that dials in; repeatable.")
    ] = None,
) -> None:
    """Print the accounts of a NATS server of your own, from the posts in the log.

    Example: shenguan nats-config > accounts.conf, include it in nats-server.conf, then reload.
    """
    leaves = leaf_users(named(lower).items())
    chosen = settings()
    with opened(chosen) as container:
        regions = [info.region for info in container.database.logs()]
        organisations = readers(chosen, container.institutions, regions, container.now())
        typer.echo(config_text(chosen, organisations, leaves))
        if apply:
            asyncio.run(ensure_bus(chosen, organisations))
