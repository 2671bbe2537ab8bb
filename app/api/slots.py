"""Requests in progress: so many at once, so many of one caller, the rest wait in turn.

Callers take turns, not requests: one that opens sixty-four connections waits behind itself. What
waits is bounded; beyond it a caller is told to come back, and when (from the pace of late).
"""

import asyncio
import math
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

LONGEST = 60
"""Seconds that a Retry-After asks for at most."""


@dataclass(frozen=True, slots=True)
class Limits:
    """At once in all and of one caller; waiting in all and of one caller; `patience` in seconds."""

    total: int
    each: int
    waiting: int
    waiting_each: int
    patience: float = 10.0


class Full(Exception):
    """No room. `own`: the caller's own share is used up, others are served. `seconds`: until a
    request of this caller would be served."""

    def __init__(self, *, own: bool, seconds: int) -> None:
        super().__init__(f"no room; again in {seconds} s")
        self.own = own
        self.seconds = seconds


class Slots:
    """The slots of one kind of request. Used from one event loop."""

    def __init__(self, name: str, limits: Limits, now: Callable[[], float] = monotonic) -> None:
        self.name = name
        self.limits = limits
        self.running: Counter[str] = Counter()
        self.lines: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._now = now
        self._ended: deque[float] = deque(maxlen=128)

    @property
    def in_progress(self) -> int:
        """Requests being served."""
        return self.running.total()

    @property
    def waiting(self) -> int:
        """Requests that wait for a slot."""
        return sum(len(line) for line in self.lines.values())

    async def enter(self, caller: str) -> None:
        """Wait for a slot; `leave` must follow.

        Raises:
            Full: too much waits already, or this has waited too long.
        """
        if caller not in self.lines and self._free(caller):
            self.running[caller] += 1
            return
        own = len(self.lines.get(caller, ()))
        if own >= self.limits.waiting_each:
            raise Full(own=True, seconds=self.seconds(own))
        if self.waiting >= self.limits.waiting:
            raise Full(own=False, seconds=self.seconds(own))
        place = asyncio.get_running_loop().create_future()
        self.lines.setdefault(caller, deque()).append(place)
        try:
            async with asyncio.timeout(self.limits.patience):
                await place
        except TimeoutError:
            self._withdraw(caller, place)
            raise Full(own=self.running[caller] > 0, seconds=self.seconds(own)) from None
        except asyncio.CancelledError:
            self._withdraw(caller, place)
            raise

    def leave(self, caller: str) -> None:
        """The request is over: its slot goes to the caller whose turn it is."""
        self._release(caller)
        self._ended.append(self._now())
        self._hand_over()

    def refuse_waiting(self) -> None:
        """Everything that waits is refused at once (the process is about to stop)."""
        lines, self.lines = self.lines, OrderedDict()
        for line in lines.values():
            for place in line:
                if not place.done():
                    place.set_exception(Full(own=False, seconds=1))

    def seconds(self, ahead: int) -> int:
        """Until a caller with `ahead` requests waiting would be served, at the pace of late."""
        times = self._ended
        rate = (len(times) - 1) / max(times[-1] - times[0], 1e-3) if len(times) > 1 else 10.0
        share = rate / max(1, len(self.lines))
        return min(LONGEST, max(1, math.ceil((ahead + 1) / max(share, 1e-3))))

    def _free(self, caller: str) -> bool:
        limits = self.limits
        return self.in_progress < limits.total and self.running[caller] < limits.each

    def _release(self, caller: str) -> None:
        self.running[caller] -= 1
        if self.running[caller] <= 0:
            del self.running[caller]

    def _hand_over(self) -> None:
        for caller in list(self.lines):
            if not self._free(caller):
                continue
            line = self.lines[caller]
            while line and line[0].done():  # given up, and not out of the line yet
                line.popleft()
            place = line.popleft() if line else None
            if line:
                self.lines.move_to_end(caller)
            else:
                del self.lines[caller]
            if place is not None:
                self.running[caller] += 1
                place.set_result(None)
            if self.in_progress >= self.limits.total:
                return

    def _withdraw(self, caller: str, place: "asyncio.Future[None]") -> None:
        """Leave the line; a slot that was given meanwhile goes on to the next."""
        line = self.lines.get(caller)
        if line is not None and place in line:
            line.remove(place)
            if not line:
                del self.lines[caller]
        elif place.done() and not place.cancelled() and place.exception() is None:
            self._release(caller)
            self._hand_over()
