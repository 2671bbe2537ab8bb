"""Read-your-writes: wake whoever waits until the projector has reached a position."""

import asyncio
import contextlib
import heapq
import itertools
import threading
from concurrent.futures import Future


class Waiters:
    """Threads and coroutines that wait for a position. `advance` wakes them; it never blocks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._position = 0
        self._waiting: list[tuple[int, int, Future[int]]] = []
        self._numbers = itertools.count()

    @property
    def position(self) -> int:
        """How far the projector has come, as far as this process has heard."""
        return self._position

    def advance(self, position: int) -> None:
        """Tell that everything up to `position` can be read."""
        reached = []
        with self._lock:
            self._position = max(self._position, position)
            while self._waiting and self._waiting[0][0] <= self._position:
                reached.append(heapq.heappop(self._waiting)[2])
        for future in reached:
            if future.set_running_or_notify_cancel():
                future.set_result(self._position)

    def future(self, position: int) -> "Future[int]":
        """Completes with the projector's position once it is at least `position`."""
        waiter: Future[int] = Future()
        with self._lock:
            if position > self._position:
                heapq.heappush(self._waiting, (position, next(self._numbers), waiter))
                return waiter
        waiter.set_result(self._position)
        return waiter

    def wait(self, position: int, timeout: float = 5.0) -> bool:
        """Block until `position` can be read; False after `timeout` seconds."""
        if position <= self._position:
            return True
        waiter = self.future(position)
        try:
            waiter.result(timeout)
        except TimeoutError:
            waiter.cancel()
            return False
        return True

    async def wait_for(self, position: int, timeout: float = 5.0) -> bool:  # noqa: ASYNC109
        """`wait` without blocking the event loop."""
        if position <= self._position:
            return True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.wrap_future(self.future(position)), timeout)
        return position <= self._position
