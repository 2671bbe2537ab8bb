"""What this process keeps an eye on: the alarms, and how far the views are behind the log.

Reports wait while the views are more than `views_behind` events behind, so that a flood does not
push everybody's read-your-writes back without end. They wait only for views that move: a stopped
projector is an alarm, not a reason to keep acts out of the log.
"""

import asyncio
import contextlib
from time import monotonic
from typing import Self

import psycopg
from psycopg_pool import PoolTimeout

from app import telemetry
from app.alarms import Alarms
from app.api.admission import REPORTS, Admission
from app.bootstrap import Container
from app.health import State, state_of
from app.metrics import IN_PROGRESS, QUEUED, REFUSED

log = telemetry.logger("watch")
_BEHIND = """
SELECT h.position, f.position FROM ledger.head h, ops.follower f WHERE f.name = 'projector'"""
EVERY = 0.25
STANDS = 3.0
"""Seconds without a move after which nobody waits for the views any more."""


class Watch:
    """`async with` it in the lifespan of the application."""

    def __init__(self, container: Container) -> None:
        self.behind = 0
        self.alarms = Alarms(container.settings)
        self.admission: Admission | None = None
        self._container = container
        self._reached, self._moved_at = 0, monotonic()
        self._tasks: list[asyncio.Task[None]] = []
        self._looking = asyncio.Lock()
        self._asked = self._answered = 0
        self._state: State | None = None

    async def __aenter__(self) -> Self:
        self._looking = asyncio.Lock()
        self._tasks = [
            asyncio.create_task(self._follow(), name="watch-views"),
            asyncio.create_task(self._look(), name="watch-alarms"),
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def held(self) -> bool:
        """Whether reports should wait for the views."""
        moves = monotonic() - self._moved_at < STANDS
        return moves and self.behind > self._container.settings.views_behind

    async def _follow(self) -> None:
        while True:
            if self._reports_come():
                with contextlib.suppress(psycopg.Error, PoolTimeout):
                    head, reached = await asyncio.to_thread(self._positions)
                    if reached != self._reached:
                        self._reached, self._moved_at = reached, monotonic()
                    self.behind = head - reached
            else:
                self.behind = 0
            await asyncio.sleep(EVERY)

    def _reports_come(self) -> bool:
        slots = self.admission.slots if self.admission else {}
        return any(slots[kind].in_progress or slots[kind].waiting for kind in REPORTS if slots)

    def _positions(self) -> tuple[int, int]:
        with self._container.queries.connection(timeout=2) as connection:
            row = connection.execute(_BEHIND).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._container.settings.watch_every)
            try:
                await self.seen()
            except Exception as error:  # noqa: BLE001 - the watch goes on, whatever it met
                log.warning("watch_failed", **telemetry.told(error))

    async def seen(self) -> State:
        """What a look that begins now finds. Anybody may ask, as often as they like: those who ask
        during a look share the next one, so one thread and one connection answer them all."""
        self._asked += 1
        mine = self._asked
        async with self._looking:
            if self._state is None or self._answered < mine:
                asked = self._asked
                self._state = await asyncio.to_thread(self.state)
                self._answered = asked
            return self._state

    def state(self) -> State:
        """Everything measured now; sets the gauges, begins and ends alarms. Blocking."""
        refused = 0.0
        if self.admission:
            for kind, slots in self.admission.slots.items():
                IN_PROGRESS.labels(kind.value).set(slots.in_progress)
                QUEUED.labels(kind.value).set(slots.waiting)
            refused = sum(sample.value for sample in _samples())
        draining = bool(self.admission and self.admission.draining)
        return state_of(self._container, self.alarms, refused=refused, draining=draining)


def _samples():
    """Every count of refused requests."""
    for metric in REFUSED.collect():
        yield from (s for s in metric.samples if s.name.endswith("_total"))
