"""Where the servers of this `var` folder are: what the environment leaves open, filled in.

`shenguan up` starts them on free ports and writes those to `var/run/state.json`; every other
command finds them there. Passwords and keys lie in `var/keys`, readable by their owner alone.
"""

from adapters.servers.address import PostgresAddress
from adapters.servers.keys import load_or_create_secret
from adapters.servers.state import read_state
from app.settings import Settings, SettingsError

DATABASE = "shenguan"
APP_ROLE, SEALER_ROLE = "shenguan_app", "shenguan_sealer"


def role_secrets(settings: Settings) -> dict[str, str]:
    """Passwords of the two login roles; made on first use."""
    return {role: load_or_create_secret(settings.keys / role) for role in (APP_ROLE, SEALER_ROLE)}


def role_url(address: PostgresAddress, role: str, secrets: dict[str, str]) -> str:
    """The product's database, as one of the login roles."""
    return address.url(DATABASE, user=role, password=secrets[role])


def owner_url(settings: Settings) -> str | None:
    """The running embedded database as its superuser; None if nothing runs on this `var`."""
    state = read_state(settings.var)
    port = next((c.port for c in state.children if c.name == "postgres"), None) if state else None
    if state is None or not state.supervisor or port is None:
        return None
    secret = load_or_create_secret(settings.keys / "postgres")
    return PostgresAddress("127.0.0.1", port, "postgres", secret).url(DATABASE)


def located(settings: Settings) -> Settings:
    """The settings with the addresses of the running embedded servers where none are given.

    Raises:
        SettingsError: nothing runs on this `var` folder.
    """
    if settings.database_url is not None:
        return settings
    state = read_state(settings.var)
    ports = {child.name: child.port for child in state.children} if state else {}
    postgres = ports.get("postgres") if state and state.supervisor else None
    if postgres is None:
        raise SettingsError(
            f"nothing runs on {settings.var}: start it with `shenguan up`, "
            "or name a server in SHENGUAN_DATABASE_URL"
        )
    address = PostgresAddress("127.0.0.1", postgres, "postgres", "", settings.var)
    nats = ports.get("nats")  # none while `up` is still loading
    secrets = role_secrets(settings)
    return settings.model_copy(
        update={
            "database_url": role_url(address, APP_ROLE, secrets),
            "sealer_url": role_url(address, SEALER_ROLE, secrets),
            "nats_url": settings.nats_url or (f"nats://127.0.0.1:{nats}" if nats else None),
        }
    )
