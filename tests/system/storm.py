"""Load, subscribers and an accident in the midst of it; then the books are balanced."""

import os
import random
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.support.running import Running
from tests.system.books import balance
from tests.system.journal import Entry, record
from tests.system.load import POSTS, Load
from tests.system.subscribers import Crowd

SEED = int(os.environ.get("SHENGUAN_SOAK_SEED", os.environ.get("SHENGUAN_KILL_SEED", "20261122")))
"""Of every random choice here; printed, so that a failure can be had again."""
SUBSCRIBERS = int(os.environ.get("SHENGUAN_SOAK_SUBSCRIBERS", "20"))
EVERYBODY = (*POSTS, "discipline-01")


@dataclass
class Storm:
    """What an accident may use: the system, its load, the dice, and a page of the journal."""

    running: Running
    load: Load
    chance: random.Random
    facts: dict[str, Any] = field(default_factory=dict)
    """What this accident wants to have in the report: name → figure."""

    def count(self, what: str, number: int = 1) -> None:
        """Add to a figure of the report."""
        self.facts[what] = self.facts.get(what, 0) + number


@contextmanager
def under_load(
    running: Running,
    name: str,
    what: str,
    *,
    calm: int = 30,
    ago: timedelta = timedelta(0),
    subscribers: int = SUBSCRIBERS,
) -> Generator[Storm]:
    """Load and twenty subscribers of both kinds while the block causes the accident; at its end
    `calm` more acts must be acknowledged, the followers must arrive, and everything must agree.

    `name` and `what` are the accident's line in the soak report.
    """
    print(f"{name}: SHENGUAN_SOAK_SEED={SEED}")
    began = time.monotonic()
    storm = Storm(running, Load(running, ago=ago), random.Random(f"{SEED}/{name}"))
    with Crowd(running, subscribers) as crowd:
        threads = storm.load.start()
        try:
            storm.load.progress(calm)
            yield storm
            storm.load.progress(calm, 180)
        except BaseException:
            storm.load.stop.set()
            storm.load.given_up.set()
            raise
        storm.load.finish(threads)
        books = balance(running, storm.load, crowd)
    record(Entry(name, what, SEED, time.monotonic() - began, storm.load, books, storm.facts))
