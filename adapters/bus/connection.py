"""One NATS connection that never outlives trouble.

nats-py closes a client for good on an authorisation error, without telling anybody, and replays
its own buffer of publishes after a reconnect. So its reconnecting and buffering are off: whoever
uses a connection watches `lost` and opens the next one.
"""

import asyncio
import base64
import contextlib
import re
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import nats.errors
from nats.aio.client import Client

from adapters.bus.nkey import UserKey

Answer = TypeVar("Answer")

_REFUSAL = re.compile("authorization|user authentication (expired|revoked)")
_NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}")

TROUBLE: tuple[type[Exception], ...] = (nats.errors.Error, OSError, TimeoutError)
"""What any use of a connection may raise when the server is away, slow or refuses."""


class AccessRefused(Exception):
    """The server does not know this key (never did, or no longer), or refuses this token."""


class _NkeyClient(Client):
    """nats-py with our own nkeys; the base class would import the `nkeys` package."""

    def __init__(self, key: UserKey, claim: str | None) -> None:
        super().__init__()
        self._key, self._claim = key, claim

    def _setup_nkeys_seed_connect(self) -> None:
        self._public_nkey = self._key.public_key
        self._signature_cb = lambda nonce: base64.b64encode(self._key.sign(_challenge(nonce)))
        if (claim := self._claim) is not None:
            self._user_jwt_cb = lambda: claim.encode()


def _challenge(nonce: str) -> bytes:
    """A server's nonce, if it is one: the same key signs receipts, whose text no server may get
    signed by calling it a challenge. Raises an error that counts as trouble."""
    if not _NONCE.fullmatch(nonce):
        raise nats.errors.Error("nats: the server's challenge is no nonce")
    return nonce.encode()


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a server as one user. `inbox` is the prefix of its replies, no `.` at the end.

    `server_url` names one server, or those of a cluster with commas between: the first that answers
    is taken, beginning anywhere, so that after a loss not everybody asks the one that is gone.
    `client_name` is shown in the server's connection list; `timeout` in seconds. `claim`: the
    key's user JWT, where the server is in operator mode. `token`, asked for at each connect: a
    person's bearer token, which signs in instead of any key (the callout service judges it).
    """

    server_url: str
    key: UserKey | None
    inbox: str
    client_name: str = "shenguan"
    timeout: float = 5.0
    claim: str | None = None
    token: Callable[[], str] | None = None

    @property
    def who(self) -> str:
        """What may be shown of it."""
        return self.key.public_key if self.key and not self.token else "bearer token"

    def client(self) -> tuple[Client, dict[str, Any]]:
        """A client, and what its `connect` is told of who signs in. ValueError without a key or
        token."""
        if self.token is not None:
            return Client(), {"token": self.token()}
        if self.key is None:
            raise ValueError("neither a key nor a token to sign in with")
        return _NkeyClient(self.key, self.claim), {"nkeys_seed_str": self.key.seed}


@dataclass(eq=False, slots=True)
class Connection:
    """An open client and the event that says it is gone; `errors` keeps the last few refusals."""

    client: Client
    lost: asyncio.Event
    errors: list[str] = field(default_factory=list)

    async def unless_lost(self, asking: Coroutine[Any, Any, Answer]) -> Answer:
        """Await a request, but no longer than the connection lives: nats-py would wait its full
        time. Raises ConnectionClosedError then."""
        task, losing = asyncio.ensure_future(asking), asyncio.ensure_future(self.lost.wait())
        try:
            await asyncio.wait({task, losing}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            raise nats.errors.ConnectionClosedError
        finally:
            task.cancel()
            losing.cancel()

    async def close(self) -> None:
        """Close now, whatever state it is in; never raises on a dead peer."""
        try:
            async with asyncio.timeout(2):
                await self.client.close()
        except TROUBLE:
            self.lost.set()


def obey_cancellation() -> None:
    """Raise CancelledError if this task was cancelled and something has swallowed that.

    nats-py does in places, and so does `asyncio.wait_for` of Python 3.11: every loop around them
    asks here, or it would run on for ever.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def first_of(*events: asyncio.Event, within: float | None = None) -> None:
    """Wait until one of them is set, or for so many seconds."""
    if any(event.is_set() for event in events):
        return
    tasks = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def connect(access: Access) -> Connection:
    """Open one connection, or raise AccessRefused, or one of TROUBLE; each server is tried once."""
    urls = [url.strip() for url in access.server_url.split(",")]
    start = secrets.randbelow(len(urls))
    for url in [*urls[start:], *urls[:start]][:-1]:
        with contextlib.suppress(*TROUBLE):
            return await _connect(access, url)
    return await _connect(access, urls[start - 1])


async def _connect(access: Access, url: str) -> Connection:
    client, proof = access.client()
    connection = Connection(client, asyncio.Event())

    async def on_closed() -> None:
        connection.lost.set()

    async def on_error(error: Exception) -> None:
        connection.errors[:] = [*connection.errors[-15:], f"{error}"]

    try:
        async with asyncio.timeout(access.timeout):
            await client.connect(
                url,
                name=access.client_name,
                **proof,
                inbox_prefix=access.inbox,
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                pending_size=0,
                ping_interval=10,
                closed_cb=on_closed,
                disconnected_cb=on_closed,
                error_cb=on_error,
            )
    except BaseException as error:
        await connection.close()
        if isinstance(error, nats.errors.Error) and _REFUSAL.search(str(error).lower()):
            raise AccessRefused(access.who) from error
        raise
    return connection
