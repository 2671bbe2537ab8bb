"""Keys of a NATS in operator mode: files in `var/keys/nats`, made once by `nats-operator`.

Whoever else needs one reads it, so that no machine without the folder goes on with keys of its own.
The organisations' are derived from one of the files: a new organisation's is known everywhere.
"""

from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from adapters.bus.claims import OperatorKeys
from adapters.bus.names import account_of
from adapters.bus.nkey import AccountKey, OperatorKey, SigningKey
from adapters.servers.keys import create_once
from app.settings import Settings, SettingsError

Key = TypeVar("Key", bound=SigningKey)
OPERATOR, SYSTEM, CORE, CALLOUT = "operator", "account-SYS", "account-CORE", "account-CALLOUT"
ORGANISATIONS = "account-organisations"
_INFO = b"shenguan/nats/account/"


class NoSuchAccount(SettingsError):
    """An account's key is not in the folder of this machine."""


def operator_keys(settings: Settings, *, make: bool = False) -> OperatorKeys:
    """The operator and our own three accounts. Raises NoSuchAccount unless they may be made, and
    with them what the organisations' are derived from."""
    _key(settings, ORGANISATIONS, AccountKey, make)
    return OperatorKeys(
        _key(settings, OPERATOR, OperatorKey, make),
        *(_key(settings, name, AccountKey, make) for name in (SYSTEM, CORE, CALLOUT)),
    )


def own_account(settings: Settings, name: str) -> AccountKey:
    """SYSTEM, CORE or CALLOUT. Raises NoSuchAccount."""
    return _key(settings, name, AccountKey, make=False)


def account_key(settings: Settings, region: str, org: str) -> AccountKey:
    """The account of an organisation in a county. Raises NoSuchAccount, ValueError where `org` is
    no USCC."""
    secret = _key(settings, ORGANISATIONS, AccountKey, make=False)
    info = _INFO + account_of(org, region).encode()
    return AccountKey(HKDF(SHA256(), 32, salt=None, info=info).derive(secret.raw))


def _key(settings: Settings, name: str, kind: type[Key], make: bool) -> Key:
    path: Path = settings.keys / "nats" / f"{name}.seed"
    if not path.exists():
        if not make:
            raise NoSuchAccount(
                f"no {path}: the keys of NATS in operator mode are made by `shenguan "
                "nats-operator`; bring them from there / 尚无此 NATS 账户密钥"
            )
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_once(path, kind.create().seed)
    return kind.parse(path.read_text("ascii").strip())
