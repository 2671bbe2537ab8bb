"""The disk fills up: writing stops with a clear error, reading goes on, nothing is lost."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.accidents import Ballast, small_disk
from tests.support.running import Running, until
from tests.system.storm import EVERYBODY, Storm, under_load

MIB = 2**20
WHAT = (
    "PostgreSQL, NATS, keys and logs on a file system of their own (tmpfs, 700 MiB); 200 MiB left: "
    "507 for writers, queries answered; then not one byte left, under load; then room again"
)


@pytest.fixture
def on_a_small_disk(tmp_path: Path) -> Iterator[Running]:
    with small_disk(tmp_path / "var", 700) as disk:
        running = Running(disk)
        try:
            running.start()
            running.init()
            running.sign_in(EVERYBODY)
            yield running
        finally:
            running.stop()


def read(storm: Storm) -> int:
    """Status of a query."""
    with storm.running.client("discipline-01") as client:
        return client.get("/v1/monitoring/counts").status_code


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_full_disk_stops_writing_and_nothing_else(on_a_small_disk: Running):
    running = on_a_small_disk
    ballast = Ballast(running.var)
    with under_load(running, "disk full", WHAT) as storm:
        load = storm.load
        ballast.leave(200 * MIB)
        until(lambda: load.answers[507] > 20, "writers are told", 30)
        told = len(load.receipts)
        for _ in range(20):
            assert read(storm) == 200
            time.sleep(0.2)
        assert len(load.receipts) == told, "nothing is recorded below the reserve"
        storm.facts["queries answered below the reserve"] = 20
        ballast.remove()
        load.progress(60, 60)
        refused = load.answers[503] + load.answers[507]
        ballast.leave(0)
        until(lambda: load.answers[503] + load.answers[507] > refused, "writers are told", 30)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            storm.count(f"queries answered {read(storm)} without a byte left")
            time.sleep(0.25)
        ballast.remove()
        load.progress(60, 120)
        until(running.all_run, "everything runs", 60)
        restarts = {child.name: child.restarts for child in running.state().children}
        storm.facts["restarts by the supervisor"] = sum(restarts.values())
