"""Whether the wall clock can be believed: an alarm, not a lock (ledger.md, start-up and checks).

`recordedAt` never runs backwards whatever the clock does: an act is recorded at the later of now
and the log's newest entry. So after a jump back it stands still until the clock has caught up, and
a jump forward stays in the log. Neither can be repaired afterwards; both must be seen at once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import psycopg
import structlog

log_line = structlog.get_logger(__name__)

LIMIT = 5.0
"""Seconds: far above what NTP corrects in one step, far below what a deadline could notice."""
_TIMES = """
SELECT extract(epoch FROM clock_timestamp())::float8,
       (SELECT extract(epoch FROM max(last_recorded_at))::float8
          FROM ledger.log WHERE NOT simulated)"""


@dataclass(frozen=True, slots=True)
class Offsets:
    """Seconds by which this process's clock is off; positive: it is ahead.

    `database`: against the database's clock. `log`: against the newest entry of a real log, only
    where that lies in the future (never positive). `jump`: since the last look, against a clock
    that nobody can set.
    """

    database: float = 0.0
    log: float = 0.0
    jump: float = 0.0

    @property
    def worst(self) -> float:
        """The larger of the differences that last."""
        return max(self.database, self.log, key=abs)

    def wrong(self) -> dict[str, float]:
        """Those beyond the limit."""
        named = {"database": self.database, "log": self.log, "jump": self.jump}
        return {name: round(off, 3) for name, off in named.items() if abs(off) > LIMIT}


class ClockSanity:
    """Compares, at every look, and says what is wrong when that begins and when it ends.

    Args:
        now: the process's clock, as it is given to the log.
        steady: seconds of a clock that runs on through suspension and cannot be set.
        tell: is given the seconds by which the clock is off, at first and when they change.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        steady: Callable[[], float] = lambda: time.clock_gettime(time.CLOCK_BOOTTIME),
        *,
        tell: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._now, self._steady, self._tell = now, steady, tell
        self._last: float | None = None
        self._wrong: dict[str, float] = {}
        self._told: float | None = None

    def look(self, connection: psycopg.Connection) -> Offsets:
        """Ask the database for its time and the log for its newest; one round trip."""
        before = self._now().timestamp()
        row = connection.execute(_TIMES).fetchone()
        assert row is not None
        now, steady = self._now().timestamp(), self._steady()
        asked = min(max(row[0], before), now)  # a slow answer is no difference of clocks
        ahead = now - steady
        last, self._last = self._last, ahead
        log = min(0.0, now - row[1]) if row[1] is not None else 0.0
        return Offsets(asked - row[0], log, ahead - last if last is not None else 0.0)

    def watch(self, connection: psycopg.Connection) -> None:
        """`look`, and tell the operator's log what begins to be wrong and what is right again, and
        the alarms how wrong it is."""
        offsets = self.look(connection)
        if self._told is None or abs(offsets.worst - self._told) > 1:  # a clock drifts slowly
            self._tell(offsets.worst)
            self._told = offsets.worst
        wrong = offsets.wrong()
        jump = wrong.pop("jump", None)
        if jump is not None:
            log_line.critical("clock_jumped", seconds=jump)
        for against in wrong.keys() - self._wrong.keys():
            log_line.critical("clock_wrong", against=against, seconds=wrong[against])
        for against in self._wrong.keys() - wrong.keys():
            log_line.warning("clock_right_again", against=against)
        self._wrong = wrong
