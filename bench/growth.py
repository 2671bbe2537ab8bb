"""Appending to a long log against appending to a short one."""

import contextlib
from collections.abc import Callable, Generator, Iterable, Mapping
from datetime import datetime

from eventsourcing.persistence import StoredEvent

from adapters.ledger.database import LedgerDatabase
from bench.acts import REGION, new_event
from bench.append import ledger
from bench.lines import Contestant, Line, Measure, Sample
from bench.load import with_tasks
from bench.stage import Stage

_SHORT = 10_000
_BATCH = 1000
_IN_FLIGHT = 6


def fill(
    log: LedgerDatabase,
    events: Iterable[StoredEvent],
    now: Callable[[], datetime | None] = lambda: None,
) -> int:
    """Append events in order, 1,000 a request, a few requests in flight; the number of them.

    `now` is the clock of a simulated log, asked when a request is made.
    """
    waiting: list = []
    batch: list[StoredEvent] = []
    count = 0
    for event in events:
        batch.append(event)
        if len(batch) == _BATCH:
            waiting.append(log.submit(batch, recorded_at=now()))
            batch = []
            if len(waiting) > _IN_FLIGHT:
                count += len(waiting.pop(0).result())
    if batch:
        waiting.append(log.submit(batch, recorded_at=now()))
    return count + sum(len(one.result()) for one in waiting)


@contextlib.contextmanager
def opened(stage: Stage) -> Generator[Mapping[str, Contestant]]:
    def writing(log: LedgerDatabase) -> Sample:
        step: Callable = lambda: log.asubmit([new_event()], log=REGION)  # noqa: E731
        return with_tasks([step] * 32, stage.scale.seconds)

    def short() -> Sample:
        with stage.database() as database, ledger(database) as log:
            fill(log, (new_event() for _ in range(_SHORT)))
            return writing(log)

    with stage.database() as database, ledger(database) as long:
        fill(long, (new_event() for _ in range(stage.scale.grown)))
        yield {"long log": lambda: writing(long), "short log": short}


MEASURE = Measure(
    "growth",
    {
        "long log": "32 tasks on one log of a million events (quick: 30,000; full: ten million), "
        "filled through the appender",
        "short log": "the same on a fresh log of 10,000 events",
    },
    opened,
    (
        Line(
            "append to the long log against one of 10,000 events",
            *("long log", "short log", 0.8),
            "not profiled; nothing in an append reads old events",
        ),
    ),
)
