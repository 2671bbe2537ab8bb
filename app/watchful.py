"""Addresses of databases whose connections notice, within seconds, that the other side is gone.

Without these a host that vanished (power, a dead router, a firewall that forgot) is noticed after
two hours: by the client, which waits for an answer; and by the server, which keeps the lock of a
worker role for a worker that is no more, so that no standby can take over. Measured by the soak
test: 9 to 11 s. What an operator's own address says is left as it is.
"""

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.settings import Settings

_CLIENT = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_SERVER = (
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 "
    "-c tcp_user_timeout=10000"
)


def watchful(url: str) -> str:
    """The address with time limits of TCP for both ends, where it names none itself."""
    given = conninfo_to_dict(url)
    wanted = {**_CLIENT, "options": _SERVER}
    return make_conninfo(url, **{name: wanted[name] for name in wanted if name not in given})


def with_watchful_addresses(settings: Settings) -> Settings:
    """The settings with `watchful` addresses of the log and of the sealer."""
    addresses = {
        name: watchful(url)
        for name in ("database_url", "sealer_url")
        if (url := getattr(settings, name)) is not None
    }
    return settings.model_copy(update=addresses)
