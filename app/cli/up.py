"""`shenguan up`: everything on this machine, under one folder."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, Self

import structlog
import typer

from adapters.bus.accounts import OrganisationAccess
from adapters.servers import ports
from adapters.servers.command import Command
from adapters.servers.migrate import ensure_database, migrate, set_role_passwords
from adapters.servers.nats import EmbeddedNats
from adapters.servers.postgres import EmbeddedPostgres
from adapters.servers.supervisor import Supervisor
from app.backup.upgrade import bring_up_to_date
from app.bootstrap import Container, opened
from app.bus import config_text, ensure_bus, readers
from app.cli import demo
from app.cli.servers import MIGRATIONS
from app.cli.terminal import console
from app.embedded import APP_ROLE, DATABASE, SEALER_ROLE, role_secrets, role_url
from app.measures import expected
from app.serving import answers
from app.settings import Settings

log = structlog.get_logger(__name__)

_KEEP = 3.0  # seconds between looks at who may read the push


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(up)


def up(
    demo_county: Annotated[
        bool, typer.Option("--demo", help="Load the fictional county and its two weeks.")
    ] = False,
    var: Annotated[Path | None, typer.Option(help="Data folder (default ./var).")] = None,
    port: Annotated[
        int | None, typer.Option(help="HTTP port (default 8000; 0: a free one).")
    ] = None,
    postgres_port: Annotated[int | None, typer.Option(help="Default: a free one.")] = None,
    nats_port: Annotated[int | None, typer.Option(help="Default: a free one.")] = None,
) -> None:
    """Start PostgreSQL, NATS, the API and all followers; Ctrl-C stops them cleanly.

    Example: shenguan up --demo
    """
    chosen = _settings(demo_county, var, port)
    with Supervisor(chosen.var, say=lambda text: console.print(f"[dim]{text}[/]")) as supervisor:
        free = ports.choose(chosen.http_port, "the API (--port)", chosen.http_host)
        chosen = chosen.model_copy(update={"http_port": free})
        chosen = start_database(supervisor, chosen, postgres_port)
        with opened(chosen, readers=4) as container:
            if demo_county:
                demo.load(container)
            chosen, keeping = _start_nats(supervisor, chosen, container, nats_port)
            _start_programs(supervisor, chosen)
            demo.welcome(container, chosen)
            with keeping:
                code = supervisor.run()
    raise typer.Exit(code)


def _settings(demo_county: bool, var: Path | None, port: int | None) -> Settings:
    given = Settings.from_environment()
    wanted = {
        "demo": demo_county or given.demo,
        "var": (var or given.var).absolute(),
        "http_port": given.http_port if port is None else port,
    }
    return given.model_copy(update=wanted)


def start_database(
    supervisor: Supervisor,
    chosen: Settings,
    port: int | None,
    say: Callable[[str], None] = console.print,
) -> Settings:
    """The embedded PostgreSQL, migrated, unless the settings name a database of their own."""
    if chosen.database_url:
        return chosen
    bring_up_to_date(chosen, say)
    postgres = EmbeddedPostgres(chosen.var, port, progress=say)
    address = supervisor.start(postgres)
    ensure_database(address.url(), DATABASE)
    migrate(address.url(DATABASE), MIGRATIONS)
    secrets = role_secrets(chosen)
    set_role_passwords(address.url(), secrets)
    return chosen.model_copy(
        update={
            "database_url": role_url(address, APP_ROLE, secrets),
            "sealer_url": role_url(address, SEALER_ROLE, secrets),
        }
    )


def _start_nats(
    supervisor: Supervisor, chosen: Settings, container: Container, port: int | None
) -> tuple[Settings, AbstractContextManager[object]]:
    """Start NATS with the accounts of today's posts; entered, the second keeps them so."""
    if chosen.nats_url:
        return chosen, nullcontext()

    def wanted() -> list[OrganisationAccess]:
        regions = [info.region for info in container.database.logs()]
        return readers(chosen, container.institutions, regions, container.now())

    organisations = wanted()
    config = config_text(chosen, organisations)
    nats = EmbeddedNats(chosen.var, port, config=config)
    address = supervisor.start(nats)
    chosen = chosen.model_copy(update={"nats_url": address.url})
    asyncio.run(ensure_bus(chosen, organisations))
    return chosen, _Accounts(chosen, nats, config, wanted)


class _Accounts:
    """Follows the posts of the log: who may read the push is decided anew every few seconds.

    In a thread of its own: a database that is away keeps it waiting, and the supervisor, which
    must bring that database back, must not wait with it.
    """

    def __init__(
        self,
        chosen: Settings,
        nats: EmbeddedNats,
        config: str,
        wanted: Callable[[], list[OrganisationAccess]],
    ) -> None:
        self._settings, self._nats, self._config, self._wanted = chosen, nats, config, wanted
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="accounts", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(_KEEP)

    def _run(self) -> None:
        while not self._ended.wait(_KEEP):
            try:
                self._renew()
            except Exception as error:  # noqa: BLE001 - a server is away: tried again in 3 s
                if self._nats.alive():  # it stops before the database does
                    log.warning("nats_accounts_wait", error=f"{type(error).__name__}: {error}")

    def _renew(self) -> None:
        organisations = self._wanted()
        config = config_text(self._settings, organisations)
        if config != self._config:
            # Twice: nats-server 2.15 resolves the imports of an account that a reload adds only at
            # the reload after it; until then the new organisation gets "no responders".
            self._nats.reload(config)
            self._nats.reload(config)
            asyncio.run(ensure_bus(self._settings, organisations))
            self._config = config


def _start_programs(supervisor: Supervisor, chosen: Settings) -> None:
    environment = {
        **os.environ,
        "SHENGUAN_VAR": str(chosen.var),
        "SHENGUAN_DEMO": "1" if chosen.demo else "0",
        "SHENGUAN_DATABASE_URL": chosen.database_url or "",
        "SHENGUAN_SEALER_URL": chosen.sealer_url or "",
        "SHENGUAN_NATS_URL": chosen.nats_url or "",
        "SHENGUAN_HTTP_HOST": chosen.http_host,
        "SHENGUAN_HTTP_PORT": str(chosen.http_port),
    }
    own = [sys.executable, "-m", "app.cli.main"]
    roles = [role for role in expected(chosen) if role != "projector"]  # it has its own process
    programs = (
        ("projector", ["worker", "--roles", "projector"], None),
        ("worker", ["worker", "--roles", ",".join(roles)], None),
        ("api", ["api"], lambda: answers(chosen)),
    )
    for name, arguments, ready in programs:
        supervisor.start(
            Command(
                name,
                [*own, *arguments],
                chosen.var,
                env=environment,
                cwd=Path(__file__).parents[2],
                port=chosen.http_port if name == "api" else None,
                ready=ready,
            )
        )
