"""A server in operator mode: its part of the configuration, and claims pushed while it runs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from adapters.bus.claims import (
    OperatorKeys,
    callout_claim,
    core_claim,
    operator_claim,
    sentinel_claim,
    system_claim,
)
from adapters.bus.wall import Permissions

AUTH_REQUEST = "$SYS.REQ.USER.AUTH"
_UPDATE = "$SYS.REQ.CLAIMS.UPDATE"
_OK = 200

MONITOR_MAY = Permissions(
    (_UPDATE, "$SYS.REQ.SERVER.PING.CONNZ", "$SYS.REQ.SERVER.*.KICK"),
    ("_INBOX_monitor.>",),
)
"""Who keeps the accounts: it pushes claims, reads connections and can kick them."""
CALLOUT_MAY = Permissions(("$SYS._INBOX.>",), (AUTH_REQUEST,))


class ClaimRefused(Exception):
    """A server did not take an account's claim; the words are the server's."""


@dataclass(frozen=True, slots=True)
class Callout:
    """Sign-in by token: public keys of the service that judges, and of the sentinel user."""

    service: str
    sentinel: str


def operator_part(keys: OperatorKeys, folder: Path, callout: Callout, at: int) -> str:
    """The text for `nats-server.conf`; `folder`: where that server keeps the claims it is sent.

    Our own three accounts are in it, so that a server with an empty folder can be signed in to;
    the organisations' are pushed.
    """
    preload = {
        keys.system.public_key: system_claim(keys, at),
        keys.core.public_key: core_claim(keys, at),
        keys.callout.public_key: callout_claim(keys, callout.service, at),
    }
    return "\n".join(
        [
            f"operator: {operator_claim(keys, at)}",
            f"system_account: {keys.system.public_key}",
            f"default_sentinel: {sentinel_claim(keys, callout.sentinel, at)}",
            "resolver {",
            "  type: full",
            f"  dir: {json.dumps(str(folder), ensure_ascii=False)}",
            "  allow_delete: false",
            '  interval: "2m"',
            "}",
            "resolver_preload {",
            *(f"  {account}: {claim}" for account, claim in preload.items()),
            "}",
            "",
        ]
    )


async def push_claim(client: Client, claim: str, *, within: float = 5.0) -> None:
    """Put an account's claim in force on every server of the cluster, at once: whose keys it
    revokes is cut off. Raises ClaimRefused, or a nats error on silence."""
    answer = await client.request(_UPDATE, claim.encode(), timeout=within)
    told: Mapping[str, Any] = json.loads(answer.data)
    if told.get("data", {}).get("code") != _OK:
        raise ClaimRefused(str(told.get("error", told)))
