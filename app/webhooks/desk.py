"""What a turn of a subscription works with: log, rows of ops, clock, commands, a way to post."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import psycopg
from psycopg_pool import ConnectionPool

from adapters.ledger.store import ActStore
from adapters.webhooks.posting import Poster
from app.commands.caller import Caller
from app.commands.handle import CommandHandler
from app.webhook_secrets import WebhookSecrets
from app.webhooks.schedule import Schedule
from domain.delivery import subscription
from domain.delivery.subscription import Subscription
from domain.shared.command import Command
from domain.shared.errors import Conflict, Forbidden, Invalid, NotFound, Refused

P = ParamSpec("P")
T = TypeVar("T")
Connection = psycopg.Connection[Any]
NAME = "webhooks"
"""Of the system as it acts here."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`pool`: of connections that commit each statement. `healthy`, `failing`: how many posts may
    be under way to receivers that took the last message, and to those that did not: one that hangs
    keeps a place of the second kind alone.
    """

    pool: ConnectionPool
    store: ActStore
    handler: CommandHandler
    secrets: WebhookSecrets
    poster: Poster
    schedule: Schedule
    now: Callable[[], datetime]
    healthy: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(64))
    failing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(32))

    async def rows(
        self,
        work: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **named: P.kwargs,
    ) -> T:
        """Do something with a connection, in a thread."""

        def run() -> T:
            with self.pool.connection() as connection:
                return work(connection, *args, **named)

        return await asyncio.to_thread(run)

    async def subscription(self, which: UUID) -> Subscription:
        """As the log has it now; the view that named it may be behind."""
        return subscription.fold(await self.store.aload(which))

    async def issue(self, command: Command, which: UUID, region: str) -> bool:
        """A command of the system's own; False where it came too late."""
        try:
            await self.handler.handle(
                command, target=which, caller=Caller.system(region, NAME), record_refusals=False
            )
        except (Refused, Forbidden, Invalid, NotFound, Conflict):
            return False
        return True
