"""The world of the wall tests in operator mode: accounts are keys, users have claims."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from adapters.bus.accounts import OrganisationAccess
from adapters.bus.callout import Admitted, CalloutService, NotAdmitted
from adapters.bus.claims import OperatorKeys, organisation_claim, user_claim
from adapters.bus.connection import Access, connect
from adapters.bus.names import inbox_of
from adapters.bus.nkey import AccountKey, OperatorKey, UserKey
from adapters.bus.operator import CALLOUT_MAY, MONITOR_MAY, Callout, operator_part, push_claim
from adapters.bus.wall import ADMIN_MAY, RELAY_MAY, Permissions, reader_may
from adapters.servers.nats import EmbeddedNats
from tests.adapters.bus.attacks import Attack
from tests.adapters.bus.world import KEYS, ORG_A, ORG_B, World

ACCOUNTS = {uscc: AccountKey.create() for uscc in (ORG_A, ORG_B)}
OPERATOR = OperatorKeys(
    OperatorKey.create(), AccountKey.create(), AccountKey.create(), AccountKey.create()
)
SERVICE, SENTINEL = UserKey.create(), UserKey.create()
_OWN: dict[str, tuple[UserKey, AccountKey, Permissions]] = {
    "relay": (KEYS["relay"], OPERATOR.core, RELAY_MAY),
    "admin": (KEYS["admin"], OPERATOR.core, ADMIN_MAY),
    "monitor": (KEYS["monitor"], OPERATOR.system, MONITOR_MAY),
    "callout": (SERVICE, OPERATOR.callout, CALLOUT_MAY),
}


def now() -> int:
    return int(time.time())


def named(text: str) -> str:
    """An organisation's code replaced by its account's key, where it names account or consumer."""
    for uscc, account in ACCOUNTS.items():
        text = re.sub(rf"(?<!\.83\.)(?<!\*\.){uscc}", account.public_key, text)
    return text


def translated(attack: Attack) -> Attack:
    """The same attack in the names of this server."""
    return attack._replace(
        subject=named(attack.subject),
        body=named(attack.body.decode()).encode(),
        reply=named(attack.reply) if attack.reply else None,
        headers={name: named(value) for name, value in (attack.headers or {}).items()} or None,
    )


class OperatedWorld(World):
    """One server in operator mode with the two organisations of the wall tests."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        config = operator_part(
            OPERATOR,
            folder / "claims",
            Callout(SERVICE.public_key, SENTINEL.public_key),
            now(),
        )
        self.server = EmbeddedNats(folder, config=config)

    def organisations(self, without: Iterable[str] = ()) -> list[OrganisationAccess]:
        return [
            replace(each, account_key=ACCOUNTS[each.uscc].public_key)
            for each in super().organisations(without)
        ]

    def access(self, name: str) -> Access:
        if name in _OWN:
            key, account, may = _OWN[name]
            inbox = inbox_of(name)
        else:
            key, account = KEYS[name], ACCOUNTS[name]
            may, inbox = reader_may(account.public_key), inbox_of(account.public_key)
        assert self.server.address is not None
        claim = user_claim(account, key.public_key, may, at=now(), name=name)
        url = self.server.address.url
        return Access(url, key, inbox, f"test {name}", timeout=5, claim=claim)

    async def put(self, uscc: str, revoked: Iterable[str] = ()) -> None:
        """Put an organisation's account in force."""
        connection = await connect(self.access("monitor"))
        account = ACCOUNTS[uscc].public_key
        claim = organisation_claim(OPERATOR, account, uscc, revoked, now())
        await push_claim(connection.client, claim)
        await connection.close()

    async def prepare(self) -> None:
        for uscc in ACCOUNTS:
            await self.put(uscc)
        await super().prepare()

    def bearer(self, token: str) -> Access:
        """Who brings a token and nothing else."""
        assert self.server.address is not None
        inbox = inbox_of(ACCOUNTS[ORG_A].public_key)
        return Access(self.server.address.url, None, inbox, timeout=5, token=lambda: token)


async def judge(token: str) -> Admitted:
    """A token of these tests is the seconds for which it is good."""
    if not token.isdigit():
        raise NotAdmitted("not a token of these tests")
    return Admitted(ACCOUNTS[ORG_A], "329901/a/p", now() + int(token))


@asynccontextmanager
async def answering(world: OperatedWorld) -> AsyncGenerator[asyncio.Task[None]]:
    """One instance of the callout service, which may be killed by cancelling it."""
    service = CalloutService(world.access("callout"), OPERATOR.callout, judge)
    stop, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(service.run(stop, ready))
    await asyncio.wait_for(ready.wait(), 20)
    try:
        yield running
    finally:
        stop.set()
        await asyncio.wait({running}, timeout=15)
