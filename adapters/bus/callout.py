"""Sign-in by bearer token (NATS ADR-26): the server asks, this answers with a user's claim.

Any number of instances share the questions by a queue group: one that is killed takes with it what
it was judging, and whoever was refused for that tries again. Without any instance nobody new gets
in, and who is in stays.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from nats.aio.msg import Msg

from adapters.bus.claims import user_claim
from adapters.bus.connection import TROUBLE, Access, AccessRefused, Connection, connect, first_of
from adapters.bus.jwt import JwtError, claim_of, signed
from adapters.bus.nkey import AccountKey, NkeyError, check_public_key
from adapters.bus.operator import AUTH_REQUEST
from adapters.bus.wall import reader_may

_QUEUE = "shenguan-callout"
_AT_ONCE = 64
_PAUSE = 0.5
_AUDIENCE = "nats-authorization-request"
_log = structlog.get_logger("bus.callout")


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who a token is: reads `account`'s consumer until `until` (Unix seconds); `name` as the
    server's connection list shows it."""

    account: AccountKey
    name: str
    until: int


class NotAdmitted(Exception):
    """The token admits nobody to the push; the text is for our log and the server's."""


Judge = Callable[[str], Awaitable[Admitted]]
"""Raises NotAdmitted. Must be safe to run many times at once."""


@dataclass(frozen=True, slots=True)
class _Request:
    """One question: which server asks, for which user key of its making, with which token."""

    server: str
    user: str
    token: str


class CalloutService:
    """Answers until told to stop; `access` is the callout account's own user."""

    def __init__(self, access: Access, key: AccountKey, judge: Judge) -> None:
        self._access, self._key, self._judge = access, key, judge
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event, ready: asyncio.Event | None = None) -> None:
        """Survives any trouble with the server. `ready` is set once questions are heard."""
        while not stop.is_set():
            try:
                connection = await connect(self._access)
            except (*TROUBLE, AccessRefused) as error:
                _log.warning("callout_waits", error=f"{type(error).__name__}: {error}")
                await first_of(stop, within=_PAUSE)
                continue
            try:
                await connection.client.subscribe(AUTH_REQUEST, _QUEUE, cb=self._asked)
                await connection.client.flush()
                _log.info("callout_answers")
                if ready is not None:
                    ready.set()
                await first_of(stop, connection.lost)
                await self._finish(connection)
            except TROUBLE as error:
                _log.warning("callout_reconnects", error=f"{type(error).__name__}: {error}")
            finally:
                await connection.close()

    async def _finish(self, connection: Connection) -> None:
        """What was being judged is answered before the connection goes."""
        if self._running and not connection.lost.is_set():
            await asyncio.wait(set(self._running), timeout=2)
            await connection.client.flush()

    async def _asked(self, message: Msg) -> None:
        await self._slots.acquire()
        task = asyncio.create_task(self._answer(message))
        self._running.add(task)
        task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._slots.release()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("callout_failed", error=f"{type(error).__name__}: {error}")

    async def _answer(self, message: Msg) -> None:
        try:
            request = _read(message.data, self._key)
        except JwtError as error:
            _log.warning("callout_request_unsound", error=str(error))
            return
        now = int(time.time())
        try:
            nats = {"jwt": await self._claim(request, now)}
        except NotAdmitted as error:
            _log.info("callout_refuses", reason=str(error))
            nats = {"error": str(error)}
        answer = signed(
            self._key, "authorization_response", request.user, nats, at=now, aud=request.server
        )
        await message.respond(answer.encode())

    async def _claim(self, request: _Request, now: int) -> str:
        if not request.token:
            raise NotAdmitted("neither a claim of an account nor a token")
        found = await self._judge(request.token)
        return user_claim(
            found.account,
            request.user,
            reader_may(found.account.public_key),
            at=now,
            name=found.name,
            until=found.until,
        )


def _read(content: bytes, key: AccountKey) -> _Request:
    """The server's question. Raises JwtError on one that no server asked of this account."""
    claim = claim_of(content.decode("utf-8", "replace"), "N")
    try:
        asked, server = claim["nats"], claim["nats"]["server_id"]["id"]
        if (claim["aud"], claim["sub"], claim["iss"]) != (_AUDIENCE, key.public_key, server):
            raise JwtError("a request for somebody else")
        token = asked["connect_opts"].get("auth_token", "")
        return _Request(server, check_public_key(asked["user_nkey"]), token)
    except (KeyError, TypeError, AttributeError, NkeyError) as error:
        raise JwtError("not an authorization request") from error
