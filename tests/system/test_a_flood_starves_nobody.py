"""A source that floods: the windows' p99 is at most three times their quiet p99 (`make soak`)."""

from pathlib import Path

import pytest

from tests.support.running import Running
from tests.system.flood import measure

pytestmark = pytest.mark.xdist_group("system")


@pytest.mark.soak
def test_the_windows_p99_beside_a_flood_is_at_most_three_times_the_quiet_one(tmp_path: Path):
    running = Running(tmp_path / "var")
    try:
        running.start()
        running.init()
        found = measure(running, rounds=3, seconds=15)
    finally:
        running.stop()
    assert all(ratio <= 3 for ratio in found["ratios"].values()), found
    for figures in found["rounds"]:
        for one in figures.values():
            assert one["loud"]["view-behind"] == 0, one  # own writes stay in sight
            assert one["loud"]["flood"]["acts"] > 0, one  # and reports get on
