"""A `shenguan up` against servers of somebody else, reached over a network that can be cut."""

import asyncio
from pathlib import Path
from typing import Any

from adapters.bus.accounts import OrganisationAccess
from adapters.servers.migrate import ensure_database, migrate, set_role_passwords
from adapters.servers.nats import EmbeddedNats
from adapters.servers.postgres import EmbeddedPostgres
from app.bootstrap import opened
from app.bus import RELAY, access_of, config_text, ensure_bus, readers
from app.embedded import APP_ROLE, DATABASE, SEALER_ROLE
from app.settings import Settings
from tests.support.proxy import Proxy
from tests.support.running import COUNTY, Running
from tests.support.servers import MIGRATIONS, ROLE_PASSWORDS


class Elsewhere(Running):
    """PostgreSQL and NATS in a folder of their own; the product knows two proxies only.

    `database` and `bus` are the stretches of network to them. What the test itself asks, it asks
    the servers directly.
    """

    parts = 3

    def __init__(self, var: Path) -> None:
        super().__init__(var)
        self.folder = var.with_name(f"{var.name}-servers")
        self.postgres = EmbeddedPostgres(self.folder)
        self.nats = EmbeddedNats(self.folder)

    def open(self) -> None:
        """Start the servers and prepare them as an operator would; then open the county."""
        address = self.postgres.start()
        ensure_database(address.url(), DATABASE)
        migrate(address.url(DATABASE), MIGRATIONS)
        set_role_passwords(address.url(), ROLE_PASSWORDS)
        self.database = Proxy(address.port)
        self.var.mkdir()
        self.cli("init", str(COUNTY))
        settings = self.direct()
        with opened(settings, readers=1) as container:
            regions = [info.region for info in container.database.logs()]
            organisations = readers(settings, container.institutions, regions, container.now())
        server = self.nats.start(config_text(settings, organisations))
        self.bus = Proxy(server.port)
        asyncio.run(self._prepare_bus(organisations))
        self.start()

    async def _prepare_bus(self, organisations: list[OrganisationAccess]) -> None:
        await ensure_bus(self.direct(), organisations)

    def environment(self) -> dict[str, str]:
        """Of every command: the servers' addresses, by way of the proxies."""
        named = {
            "SHENGUAN_DATABASE_URL": self._url(APP_ROLE, self.database.port),
            "SHENGUAN_SEALER_URL": self._url(SEALER_ROLE, self.database.port),
        }
        if hasattr(self, "bus"):
            named["SHENGUAN_NATS_URL"] = f"nats://127.0.0.1:{self.bus.port}"
        return {**super().environment(), **named}

    def _url(self, role: str, port: int) -> str:
        return f"postgresql://{role}:{ROLE_PASSWORDS[role]}@127.0.0.1:{port}/{DATABASE}"

    def direct(self) -> Settings:
        """Settings that go past the proxies."""
        assert self.postgres.address
        port = self.postgres.address.port
        nats = self.nats.address.url if self.nats.address else None
        return Settings(
            var=self.var,
            demo=True,
            http_port=self.port,
            database_url=self._url(APP_ROLE, port),
            sealer_url=self._url(SEALER_ROLE, port),
            nats_url=nats,
        )

    def settings(self) -> Settings:
        """What the test's own questions use."""
        return self.direct()

    def owner_url(self) -> str:
        """The database as its superuser, past the proxy."""
        assert self.postgres.address
        return self.postgres.address.url(DATABASE)

    def relay_access(self) -> Any:
        """The whole stream, past the proxy."""
        return access_of(self.direct(), RELAY)

    def stop(self) -> None:
        """End the product, then the network, then the servers."""
        super().stop()
        for proxy in (getattr(self, "database", None), getattr(self, "bus", None)):
            if proxy:
                proxy.refuse()
        self.nats.stop()
        self.postgres.kill()
        self.postgres.stop()
