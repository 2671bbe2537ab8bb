"""Alarms: what has gone beyond its threshold, when that began, and when it was over.

The same thresholds as `docs/alerts.yml`; a line in the log when one begins and when one ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Literal

from app import telemetry
from app.clock_sanity import LIMIT as CLOCK_LIMIT
from app.measures import Measures, expected
from app.metrics import ALARM
from app.settings import Settings

log = telemetry.logger("alarms")
Level = Literal["warning", "failing"]
WORSE = 10
"""Beyond this many times its threshold a lag fails readiness instead of warning."""
NAMES = (
    "follower_stopped",
    "follower_lag",
    "follower_lag_seconds",
    "relay_backlog",
    "relay_halted",
    "dead_letters",
    "unsealed",
    "timers_overdue",
    "disk_full",
    "clock_wrong",
    "refused_rate",
    "append_queue",
    "role_without_holder",
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. `failing`: `/readyz` is red; `warning`: it works still."""

    name: str
    level: Level
    subject: str
    value: float
    threshold: float

    def body(self) -> dict[str, object]:
        """As JSON."""
        return {
            "alarm": self.name,
            "level": self.level,
            "subject": self.subject,
            "value": round(self.value, 3),
            "threshold": self.threshold,
        }

    def line(self) -> dict[str, object]:
        """As a log line, whose own level is another thing."""
        return {("severity" if key == "level" else key): one for key, one in self.body().items()}


@dataclass(frozen=True, slots=True)
class Pressure:
    """What this process alone knows: refused requests a second, age of the oldest append."""

    refused_rate: float = 0.0
    append_age: float = 0.0


def judge(measures: Measures, pressure: Pressure, settings: Settings) -> Iterator[Alarm]:
    """Every alarm that holds now."""
    s = settings
    for one in measures.followers:
        if one.stopped_at is not None:
            yield Alarm("follower_stopped", "failing", one.name, one.stopped_at, 0)
        yield from _over("follower_lag", one.name, one.lag, s.alarm_lag_events, fails=True)
        age = s.alarm_lag_seconds
        yield from _over("follower_lag_seconds", one.name, one.age, age, fails=True)
    yield from _over("relay_backlog", "relay", measures.backlog, s.alarm_relay_backlog)
    if measures.halted:
        yield Alarm("relay_halted", "failing", "relay", 1, 0)
    yield from _over("dead_letters", "push", measures.dead_letters, 0)
    for seal in measures.seals:
        if seal.waiting and seal.age is not None:
            yield from _over("unsealed", seal.region, seal.age, s.alarm_unsealed_seconds)
    yield from _over("timers_overdue", "clock", measures.timers_age, s.alarm_timer_seconds)
    if measures.disk_free < s.alarm_disk_free:
        level: Level = "failing" if measures.disk_free < s.alarm_disk_free / 5 else "warning"
        yield Alarm("disk_full", level, "var", measures.disk_free, s.alarm_disk_free)
    yield from _over("clock_wrong", "clock", abs(measures.clock_off), CLOCK_LIMIT)
    yield from _over("refused_rate", "api", pressure.refused_rate, s.alarm_refused_rate)
    yield from _over("append_queue", "api", pressure.append_age, s.alarm_queue_seconds)
    for role in expected(s):
        if role not in measures.roles:
            yield Alarm("role_without_holder", "warning", f"role {role}", 0, 1)


def _over(
    name: str, subject: str, value: float, threshold: float, *, fails: bool = False
) -> Iterator[Alarm]:
    if value > threshold:
        level: Level = "failing" if fails and value > threshold * WORSE else "warning"
        yield Alarm(name, level, subject, value, threshold)


class Alarms:
    """Remembers which alarms hold, to tell their beginning and their end once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._since: dict[tuple[str, str], tuple[float, Level]] = {}
        self._refused: tuple[float, float] | None = None
        self._rate = 0.0
        self._lock = Lock()

    def look(self, measures: Measures, refused: float, append_age: float) -> tuple[Alarm, ...]:
        """The alarms that hold now; begun and ended ones go to the log, all to the gauges."""
        with self._lock:
            pressure = Pressure(self._refused_rate(refused), append_age)
            found = tuple(judge(measures, pressure, self._settings))
            self._tell(found)
        return found

    def _refused_rate(self, refused: float) -> float:
        now = monotonic()
        if self._refused is None or now - self._refused[0] >= 1.0:
            if self._refused is not None:
                at, count = self._refused
                self._rate = (refused - count) / (now - at)
            self._refused = now, refused
        return self._rate

    def _tell(self, found: tuple[Alarm, ...]) -> None:
        now = monotonic()
        held = {(alarm.name, alarm.subject): alarm for alarm in found}
        for key, alarm in held.items():
            known = self._since.get(key)
            if known is None or known[1] != alarm.level:
                log.warning("alarm_begins", **alarm.line())
                self._since[key] = (known[0] if known else now), alarm.level
        for key in [key for key in self._since if key not in held]:
            since, level = self._since.pop(key)
            lasted = round(now - since, 1)
            log.warning("alarm_ends", alarm=key[0], subject=key[1], severity=level, seconds=lasted)
        for name in NAMES:
            levels = {alarm.level for alarm in found if alarm.name == name}
            ALARM.labels(name).set(2 if "failing" in levels else 1 if levels else 0)
