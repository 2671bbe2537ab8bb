"""Turns on the event loop for reports: one piece of work at a time, people first.

Reading and checking a batch is plain computing, and the loop that does it serves everybody. So it
is cut into pieces of about a millisecond; each piece waits for its turn. While people's requests
are in progress a piece waits up to `pause` for them, which also is what reports are sure to get;
and so it does for a second after the last of them: who works at a window pauses to read, and a
flood that used each such pause to the full would have the processor, the log and the views busy
when the next request comes. While nobody works, pieces follow each other. Callers take turns,
whatever they have sent.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import monotonic

PAUSE = 0.03
HELD = 0.05
LATELY = 1.0


class Turns:
    """Used from one event loop. `held` says that reports must wait altogether (views lag)."""

    def __init__(self, pause: float = PAUSE, held: Callable[[], bool] = lambda: False) -> None:
        self.pause = pause
        self.held = held
        self.prompt = 0
        """People's requests in progress."""
        self.lines: OrderedDict[str, deque[tuple[asyncio.Future[None], float]]] = OrderedDict()
        self._next: asyncio.Handle | None = None
        self._seen = float("-inf")

    @contextmanager
    def people(self) -> Generator[None]:
        """A request that reports give way to."""
        self.prompt += 1
        try:
            yield
        finally:
            self.prompt -= 1
            self._seen = monotonic()

    async def take(self, caller: str, share: float = 1.0) -> None:
        """Wait for a turn; it lasts until the next await. `share` of a whole piece: the less there
        is to do, the shorter it waits for people."""
        place = asyncio.get_running_loop().create_future()
        self.lines.setdefault(caller, deque()).append((place, share))
        if self._next is None:
            self._plan()
        await place

    def _plan(self) -> None:
        loop = asyncio.get_running_loop()
        if self.held():
            self._next = loop.call_later(HELD, self._look)
        elif self.prompt or monotonic() - self._seen < LATELY:
            share = next(iter(self.lines.values()))[0][1]
            self._next = loop.call_later(self.pause * share, self._grant)
        else:
            self._next = loop.call_soon(self._grant)

    def _look(self) -> None:
        self._next = None
        if self.lines:
            self._plan()

    def _grant(self) -> None:
        self._next = None
        while self.lines:
            caller, line = next(iter(self.lines.items()))
            place, _ = line.popleft()
            if line:
                self.lines.move_to_end(caller)
            else:
                del self.lines[caller]
            if not place.done():  # its request was given up
                place.set_result(None)
                break
        if self.lines:
            self._plan()
