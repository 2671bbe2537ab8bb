"""The clock jumps forward and back: recordedAt never runs backwards, and the jump is told."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.running import COUNTY, ROOT, Running, until
from tests.system.reconcile import query
from tests.system.storm import EVERYBODY, Storm, under_load

JUMPS = (120.0, -3600.0, 0.0, 7200.0, 0.0)
"""Seconds by which the product's clock is off, one after the other."""
WHAT = (
    "the wall clock of API and workers set 2 minutes ahead, an hour back, right, two hours ahead, "
    "right (PostgreSQL's and the tests' clocks stay right)"
)
_FUTURE = """
SELECT count(*), count(DISTINCT recorded_at) FROM ledger.event WHERE recorded_at > clock_timestamp()
"""


class Shifted(Running):
    """An `up` whose processes take their time from `clock`: seconds to add."""

    def __init__(self, var: Path) -> None:
        super().__init__(var)
        self.clock = var.with_name("clock")
        self.clock.write_text("0")

    def environment(self) -> dict[str, str]:
        shift = {"PYTHONPATH": str(ROOT / "tests/support/shifted")}
        return {**super().environment(), **shift, "SHIFTED_CLOCK": str(self.clock)}

    def set(self, seconds: float) -> None:
        """Move the clock of every process at once."""
        fresh = self.clock.with_name("clock.new")
        fresh.write_text(str(seconds))
        fresh.replace(self.clock)


@pytest.fixture
def shifted(tmp_path: Path) -> Iterator[Shifted]:
    running = Shifted(tmp_path / "var")
    try:
        running.start()
        running.init(real_county(tmp_path))
        running.sign_in(EVERYBODY)
        yield running
    finally:
        running.stop()


def real_county(folder: Path) -> Path:
    """The demo county as a real one: in a simulated log time may be driven anyway."""
    text = COUNTY.read_text("utf-8")
    assert "\nsimulated = true" in text
    path = folder / COUNTY.name
    path.write_text(text.replace("\nsimulated = true", "\nsimulated = false"), "utf-8")
    return path


def told(running: Running) -> list[dict[str, Any]]:
    """What the worker has said about the clock."""
    lines = (running.var / "log/worker.log").read_text().splitlines()
    return [json.loads(line) for line in lines if '"event": "clock_' in line]


def jumps_told(running: Running) -> int:
    return sum(line["event"] == "clock_jumped" for line in told(running))


def jump(storm: Storm, running: Shifted, seconds: float) -> None:
    """Set the clock; it is told within a look or two, and work goes on."""
    before = jumps_told(running)
    print(f"  clock at {seconds:+.0f} s", flush=True)
    running.set(seconds)
    until(lambda: jumps_told(running) > before, "the jump is told", 60)
    storm.count("jumps told")
    storm.load.progress(30, 120)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_clock_that_jumps_loses_nothing_and_is_told(shifted: Shifted):
    with under_load(shifted, "clock jump", WHAT, ago=timedelta(hours=2)) as storm:
        for seconds in JUMPS:
            jump(storm, shifted, seconds)
        against = {line["against"] for line in told(shifted) if line["event"] == "clock_wrong"}
        assert against == {"database", "log"}
        ((ahead, instants),) = query(shifted, _FUTURE)
        storm.facts["entries recorded in the future, not before their predecessors"] = ahead
        storm.facts["different instants among them"] = instants
