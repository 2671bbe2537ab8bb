"""The account wall as signed claims: operator, accounts and users of a server in operator mode.

The wall itself is that of `wall`. Accounts are named by their public keys here, and so are the
consumers: the server binds an import's token to its account's name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.bus.jwt import signed
from adapters.bus.nkey import AccountKey, OperatorKey, check_public_key
from adapters.bus.wall import EXPORTS, Permissions, imports_of

FOR_EVER = 253_402_300_799
"""The end of the year 9999: a revocation that no later claim about the same key outruns."""

_UNLIMITED = {
    **dict.fromkeys(("subs", "data", "payload", "imports", "exports", "conn", "leaf"), -1),
    "wildcards": True,
}
_JETSTREAM = dict.fromkeys(("mem_storage", "disk_storage", "streams", "consumer"), -1)
_USER_LIMITS = {"subs": -1, "data": -1, "payload": -1}
_NOTHING = Permissions((), ())


@dataclass(frozen=True, slots=True)
class OperatorKeys:
    """Our own keys: who signs the accounts, and the three accounts that are no organisation's.

    `callout` is the account that people with a bearer token enter first.
    """

    operator: OperatorKey
    system: AccountKey
    core: AccountKey
    callout: AccountKey


def operator_claim(keys: OperatorKeys, at: int) -> str:
    """The operator, signed by itself."""
    subject = keys.operator.public_key
    nats = {"system_account": keys.system.public_key}
    return signed(keys.operator, "operator", subject, nats, at=at, name="shenguan")


def core_claim(keys: OperatorKeys, at: int) -> str:
    """The account of the stream: it exports three services of the consumer of who asks."""
    exports = [
        {
            "name": each.subject,
            "subject": each.subject,
            "type": "service",
            "response_type": "Stream" if each.streamed else "Singleton",
            "account_token_position": each.position,
        }
        for each in EXPORTS
    ]
    nats = {"exports": exports, "limits": {**_UNLIMITED, **_JETSTREAM}}
    return _account(keys, keys.core.public_key, nats, at, "CORE")


def system_claim(keys: OperatorKeys, at: int) -> str:
    """The system account."""
    return _account(keys, keys.system.public_key, {"limits": _UNLIMITED}, at, "SYS")


def callout_claim(keys: OperatorKeys, service: str, at: int) -> str:
    """The account of sign-in by token: all but the user `service` are judged by that user.

    It may place people in any account, but their claims need that account's own signature.
    """
    authorization = {"auth_users": [check_public_key(service)], "allowed_accounts": ["*"]}
    nats = {"limits": _UNLIMITED, "authorization": authorization}
    return _account(keys, keys.callout.public_key, nats, at, "CALLOUT")


def organisation_claim(
    keys: OperatorKeys, account: str, name: str, revoked: Iterable[str], at: int
) -> str:
    """An organisation's account (public key `account`): three imports, no JetStream of its own,
    and the user keys whose claims are void whenever they were issued."""
    imports = [
        {
            "name": each.subject,
            "subject": each.subject,
            "account": keys.core.public_key,
            "local_subject": each.local,
            "type": "service",
        }
        for each in imports_of(check_public_key(account, "A"))
    ]
    void = {check_public_key(key): FOR_EVER for key in sorted(set(revoked))}
    nats: dict[str, Any] = {"imports": imports, "limits": _UNLIMITED}
    if void:
        nats["revocations"] = void
    return _account(keys, account, nats, at, name)


def user_claim(
    account: AccountKey,
    user: str,
    may: Permissions,
    *,
    at: int,
    name: str,
    until: int | None = None,
) -> str:
    """A user (public key) of an account; `until`: Unix seconds at which it is disconnected."""
    nats = {**_permitted(may), **_USER_LIMITS}
    subject = check_public_key(user)
    return signed(account, "user", subject, nats, at=at, name=name, exp=until)


def sentinel_claim(keys: OperatorKeys, user: str, at: int) -> str:
    """Who comes with a bearer token alone: a user that may do nothing, and needs no key. The
    server takes it for whoever brings no claim, and asks the callout service."""
    nats = {**_permitted(_NOTHING), **_USER_LIMITS, "bearer_token": True}
    return signed(keys.callout, "user", check_public_key(user), nats, at=at, name="sentinel")


def _permitted(may: Permissions) -> Mapping[str, Any]:
    sides = {"pub": may.publish, "sub": may.subscribe}
    return {
        side: {"allow": list(allowed)} if allowed else {"deny": [">"]}
        for side, allowed in sides.items()
    }


def _account(keys: OperatorKeys, account: str, nats: dict[str, Any], at: int, name: str) -> str:
    return signed(keys.operator, "account", account, nats, at=at, name=name)
