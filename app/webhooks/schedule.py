"""When a failed post is tried again, and when a receiver is left in peace."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

RETRIES = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0)
"""[D] Seconds; the schedule that Standard Webhooks suggests: 3 days and 11 hours in all."""
PAUSE_AFTER = 5 * 86400.0
"""[D] Seconds without one success, after which a subscription is paused."""
JITTER = 0.1
"""[D] So much longer at most, so that many that fail together do not come back together."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """`retries`: seconds between the attempts of one message; `pause_after`: seconds."""

    retries: tuple[float, ...] = RETRIES
    pause_after: float = PAUSE_AFTER
    chance: Callable[[], float] = random.random

    def next_at(self, attempts: int, now: datetime, at_least: float = 0.0) -> datetime | None:
        """When to try again after `attempts` failures; None: give up. `at_least`: seconds that the
        receiver asked for."""
        if attempts > len(self.retries):
            return None
        wait = self.retries[attempts - 1] * (1 + JITTER * self.chance())
        return now + timedelta(seconds=max(wait, at_least))

    def hopeless(self, failing_since: datetime | None, now: datetime) -> bool:
        """Whether a receiver has failed for so long that its subscription is paused."""
        return failing_since is not None and now - failing_since >= timedelta(
            seconds=self.pause_after
        )
