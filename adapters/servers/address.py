"""Where a started server can be reached."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True)
class PostgresAddress:
    """Loopback address and superuser of the embedded PostgreSQL; the password is not shown."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    socket_folder: Path | None = None

    def url(
        self, database: str = "postgres", *, user: str | None = None, password: str | None = None
    ) -> str:
        """`postgresql://…` for psycopg; the superuser unless `user` and `password` are given."""
        name = quote(user or self.user, safe="")
        secret = quote(self.password if user is None else password or "", safe="")
        return f"postgresql://{name}:{secret}@{self.host}:{self.port}/{quote(database, safe='')}"


@dataclass(frozen=True)
class NatsAddress:
    """Loopback addresses of the embedded NATS: clients and monitoring (http)."""

    host: str
    port: int
    monitor_port: int

    @property
    def url(self) -> str:
        """`nats://host:port`, without credentials."""
        return f"nats://{self.host}:{self.port}"

    @property
    def monitor_url(self) -> str:
        """`http://host:port` with /healthz, /varz, /jsz."""
        return f"http://{self.host}:{self.monitor_port}"
