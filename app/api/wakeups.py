"""One listening connection for the whole process: waiters wake when a page was projected.

The database says so once a page: "projected" for what people read, "delivered" for what goes out.
While the connection is lost, waiters look again on their own every `POLL` seconds, and the listener
comes back by itself.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import psycopg

from app import telemetry

POLL = 1.0
CHANNELS = ("projected", "delivered")
log = telemetry.logger("wakeups")


class Wakeups:
    """`async with` it. A waiter takes the `bell`, looks, then awaits `rung(bell)`: what happens
    between looking and waiting rings the bell that it holds."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.bell = asyncio.Event()
        self.ending = False
        """Streams end themselves when this is set: the process is about to stop."""
        self._listening = False
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Wakeups":
        self._task = asyncio.create_task(self._listen(), name="wakeups")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self.ring()

    def end_streams(self) -> None:
        """Ask every stream to end; its client comes back elsewhere with Last-Event-ID."""
        self.ending = True
        self.ring()

    def ring(self) -> None:
        """Wake every waiter now."""
        bell, self.bell = self.bell, asyncio.Event()
        bell.set()

    async def rung(
        self,
        bell: asyncio.Event,
        timeout: float,  # noqa: ASYNC109 - a plain upper bound
    ) -> None:
        """Wait until something was projected since `bell` was taken, or for `timeout` seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), timeout if self._listening else min(timeout, POLL))

    async def until(
        self,
        reached: Callable[[], Awaitable[int]],
        position: int,
        timeout: float,  # noqa: ASYNC109 - answers False instead of raising
    ) -> bool:
        """Whether `reached()` came to `position` within `timeout` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            bell = self.bell
            if await reached() >= position:
                return True
            left = deadline - loop.time()
            if left <= 0:
                return False
            await self.rung(bell, min(left, 0.25))

    async def _listen(self) -> None:
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
                async with connection:
                    for channel in CHANNELS:
                        await connection.execute(f"LISTEN {channel}")
                    self._listening = True
                    self.ring()
                    async for _ in connection.notifies():
                        self.ring()
            except psycopg.Error as error:
                log.warning("listener_lost", error=type(error).__name__)
            self._listening = False
            self.ring()
            await asyncio.sleep(POLL)
