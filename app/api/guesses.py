"""Wrong answers by address: who has given too many waits. Remembered by this process alone."""

import math
import threading
import time
from collections import OrderedDict, deque

from app.api.problems import Problem

WINDOW = 600.0
"""Seconds that a wrong answer counts [D]."""
_ADDRESSES = 10_000
"""More are not remembered: the one longest silent is forgotten first."""


class Guesses:
    """At most `limit` wrong answers of one address within `WINDOW`. Safe to share."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str) -> float:
        """A try, counted as wrong until it is given back, so that many at once count too; its
        mark.

        Raises:
            Problem: `too-many-requests`, also for a right answer: else it could be told apart.
        """
        now = time.monotonic()
        with self._lock:
            taken = self._taken.setdefault(address, deque())
            self._taken.move_to_end(address)
            while taken and taken[0] <= now - WINDOW:
                taken.popleft()
            if len(taken) >= self._limit:
                raise _wait(taken[0] + WINDOW - now)
            taken.append(now)
            while len(self._taken) > _ADDRESSES:
                self._taken.popitem(last=False)
        return now

    def give_back(self, address: str, mark: float) -> None:
        """The answer was right."""
        with self._lock:
            taken = self._taken.get(address)
            if taken and mark in taken:
                taken.remove(mark)


def _wait(seconds: float) -> Problem:
    whole = max(1, math.ceil(seconds))
    return Problem(
        "too-many-requests",
        f"编号或查询码错误次数过多，请在 {whole} 秒后重试",
        f"too many wrong codes: try again in {whole} s",
        headers={"retry-after": str(whole)},
    )
