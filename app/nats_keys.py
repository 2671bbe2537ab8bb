"""Keys of a NATS in operator mode: one file each in `var/keys/nats`, made once.

Our own and the organisations' are made where the accounts are kept (`shenguan nats-operator`, the
worker's role `accounts`); whoever else needs one reads it, so that no machine without the folder
goes on with keys of its own.
"""

from pathlib import Path
from typing import TypeVar

from adapters.bus.claims import OperatorKeys
from adapters.bus.names import account_of
from adapters.bus.nkey import AccountKey, OperatorKey, SigningKey
from adapters.servers.keys import create_once
from app.settings import Settings, SettingsError

Key = TypeVar("Key", bound=SigningKey)
OPERATOR, SYSTEM, CORE, CALLOUT = "operator", "account-SYS", "account-CORE", "account-CALLOUT"


class NoSuchAccount(SettingsError):
    """An account's key is not in the folder: it is not kept yet, or not on this machine."""


def operator_keys(settings: Settings, *, make: bool = False) -> OperatorKeys:
    """The operator and our own three accounts. Raises NoSuchAccount unless they may be made."""
    return OperatorKeys(
        _key(settings, OPERATOR, OperatorKey, make),
        *(_key(settings, name, AccountKey, make) for name in (SYSTEM, CORE, CALLOUT)),
    )


def own_account(settings: Settings, name: str) -> AccountKey:
    """SYSTEM, CORE or CALLOUT. Raises NoSuchAccount."""
    return _key(settings, name, AccountKey, make=False)


def account_key(settings: Settings, region: str, org: str, *, make: bool = False) -> AccountKey:
    """The account of an organisation in a county. Raises NoSuchAccount unless it may be made,
    ValueError where `org` is no USCC."""
    return _key(settings, f"account-{account_of(org, region)}", AccountKey, make)


def _key(settings: Settings, name: str, kind: type[Key], make: bool) -> Key:
    path: Path = settings.keys / "nats" / f"{name}.seed"
    if not path.exists():
        if not make:
            raise NoSuchAccount(
                f"no {path}: keys of NATS in operator mode are made by `shenguan nats-operator` "
                "and `shenguan worker --roles accounts` / 尚无此 NATS 账户密钥"
            )
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_once(path, kind.create().seed)
    return kind.parse(path.read_text("ascii").strip())
