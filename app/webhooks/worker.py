"""The loop of the role `webhooks`: a turn for each subscription with something due."""

import asyncio
import contextlib
import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from app.reminders.sending import Reminding
from app.telemetry import told
from app.webhooks import progress as rows
from app.webhooks.desk import Desk
from app.webhooks.turn import Turn
from domain.delivery import subscription_events as e
from domain.delivery.subscription import Subscription, SubscriptionPhase
from domain.shared.errors import Unavailable
from projections.subscription_work import Due, due

log = structlog.get_logger(__name__)

_POLL = 1.0
_REST = timedelta(minutes=1)  # for a subscription whose turn ended in an error that nobody foresaw
_WORKED_ON = (SubscriptionPhase.UNVERIFIED, SubscriptionPhase.ACTIVE)
_ROUNDS = (
    e.SubscriptionRequested,
    e.SubscriptionVerified,
    e.SubscriptionChanged,
    e.SubscriptionResumed,
)
_TROUBLE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.UndefinedTable,
    PoolTimeout,
    Unavailable,
)


class Webhooks:
    """One thread with an event loop of its own; `run` until `stop` is set."""

    def __init__(self, url: str, desk: Desk, reminding: Reminding) -> None:
        self._url = url
        self._desk = desk
        self._reminding = reminding
        self._turns: dict[UUID, asyncio.Task[None]] = {}
        self._resting: dict[UUID, datetime] = {}
        self._wake = asyncio.Event()

    def run(self, stop: threading.Event) -> None:
        """Follow the feeds; what is under way when it stops is sent again by whoever comes next."""
        with self._desk.pool:
            asyncio.run(self._run(stop))

    async def step(self) -> None:
        """Every turn that is due now, to its end; reminders too."""
        await self._begin()
        await asyncio.gather(*self._turns.values())
        await self._reminding.tick()

    async def _run(self, stop: threading.Event) -> None:
        self._wake = wake = asyncio.Event()
        ended = asyncio.Event()
        helpers = [
            asyncio.create_task(one)
            for one in (self._listen(wake), _until(stop, ended, wake), self._remind())
        ]
        try:
            while not ended.is_set():
                wake.clear()
                try:
                    await self._begin()
                except _TROUBLE as error:
                    log.warning("webhooks_wait", error=str(error).strip())
                    await asyncio.sleep(_POLL)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), _POLL)
        finally:
            tasks = [*helpers, *self._turns.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _begin(self) -> None:
        now = self._desk.now()
        for one in await self._desk.rows(due, now):
            rests = self._resting.get(one.subscription_id, now) > now
            if one.subscription_id not in self._turns and not rests:
                self._turns[one.subscription_id] = asyncio.create_task(self._turn(one))

    async def _turn(self, one: Due) -> None:
        try:
            if await self._worked(one):
                self._wake.set()
        except _TROUBLE as error:
            log.warning("webhook_waits", error=str(error).strip())
        except Exception as error:  # noqa: BLE001 - one that breaks us must not break the others
            log.warning("webhook_failed", subscription=str(one.subscription_id), **told(error))
            self._resting[one.subscription_id] = self._desk.now() + _REST
        finally:
            del self._turns[one.subscription_id]

    async def _worked(self, one: Due) -> bool:
        state = await self._desk.subscription(one.subscription_id)
        if state.phase not in _WORKED_ON:
            return False
        webhook = state.channel is e.DeliveryChannel.WEBHOOK
        first = state.from_seq if webhook else 1
        at = await self._desk.rows(rows.opened, one.subscription_id, _round(state), first)
        if webhook:
            return await Turn(self._desk, one, state, at).run()
        return await self._reminding.follow(one, state, at)

    async def _remind(self) -> None:
        while True:
            try:
                await self._reminding.tick()
            except _TROUBLE as error:
                log.warning("reminders_wait", error=str(error).strip())
            except Exception:
                log.exception("reminders_failed")
            await asyncio.sleep(_POLL)

    async def _listen(self, wake: asyncio.Event) -> None:
        while True:
            with contextlib.suppress(psycopg.OperationalError, psycopg.InterfaceError):
                connection: psycopg.AsyncConnection[Any]
                connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
                async with connection:
                    await connection.execute("LISTEN delivered")
                    async for _ in connection.notifies():
                        wake.set()
            await asyncio.sleep(0.5)


def _round(state: Subscription) -> int:
    """Version of the act that attempts count from."""
    return max(act.originator_version for act in state.acts if isinstance(act.event, _ROUNDS))


async def _until(stop: threading.Event, ended: asyncio.Event, wake: asyncio.Event) -> None:
    while not stop.is_set():  # noqa: ASYNC110 - the flag is of threads
        await asyncio.sleep(0.1)
    ended.set()
    wake.set()
