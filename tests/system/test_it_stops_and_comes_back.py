"""Ctrl-C ends cleanly; after kill -9 of everything the data are there again."""

import os

import psutil
import pytest

from tests.support.running import Running
from tests.system import reconcile
from tests.system.acts import get, granted_case

pytestmark = pytest.mark.xdist_group("system")


def left(running: Running) -> list[str]:
    """Processes that still work on the folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd", "pid"]):
        words = [*(process.info["cmdline"] or ()), process.info["cwd"] or ""]
        own = process.info["pid"] == os.getpid()
        if not own and any(str(running.var) in word for word in words):
            found.append(" ".join(words))
    return found


def trail_of(running: Running, case: str) -> list[tuple[int, str]]:
    rows = get(running, "discipline-01", f"/v1/cases/{case}/trail")["items"]
    return [(row["position"], row["leafHash"]) for row in rows]


def test_ctrl_c_stops_everything_and_a_new_start_goes_on(county: Running):
    case, receipts = granted_case(county)
    county.settle()
    before = trail_of(county, case)
    assert county.interrupt() == 0
    assert left(county) == []
    assert "Traceback" not in county.output.read_text()
    county.start()
    assert trail_of(county, case) == before
    assert {r["position"] for r in receipts} <= {position for position, _ in before}


def test_kill_9_of_everything_loses_no_acknowledged_act(county: Running):
    worked = [granted_case(county) for _ in range(3)]
    county.kill_everything()
    county.start()
    county.settle()
    for case, receipts in worked:
        kept = dict(trail_of(county, case))
        assert [kept.get(one["position"]) for one in receipts] == [o["leafHash"] for o in receipts]
    granted_case(county)
    county.settle()
    reconcile.check_projections(county)
    reconcile.wait_for_stream(county)
    reconcile.check_stream(county)
    reconcile.check_sound(county)
