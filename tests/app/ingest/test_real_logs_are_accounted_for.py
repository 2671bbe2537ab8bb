"""Given the real input, when it is imported, then every event is accounted for, once."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from app.ingest import Summary, load_mapping
from tests.app.ingest.conftest import World

pytestmark = [pytest.mark.data, pytest.mark.xdist_group("real-import")]
Real = Callable[[str], Path]


def imported(world: World, real: Real, name: str, file: str, folder: Path) -> Summary:
    return world.ingest(real(file), load_mapping(Path(name)), folder / "rejected.ndjson")


def test_the_receipt_log_goes_in_and_a_second_run_adds_nothing(
    world: World, real: Real, tmp_path: Path
) -> None:
    file = "wabo-receipt/receipt.csv.gz"
    first = imported(world, real, "wabo_receipt", file, tmp_path)
    assert (first.rows.read, first.rows.recorded, first.cases) == (8577, 8577, 1434)
    assert (first.headers.recorded, first.accounted) == (1434 + 1329, True)
    assert not first.rejected_file.exists()
    before = world.rows("SELECT position FROM ledger.head")
    second = imported(world, real, "wabo_receipt", file, tmp_path)
    assert (second.rows.recorded, second.headers.recorded) == (0, 0)
    assert (second.rows.already_there, second.headers.already_there) == (8577, 2763)
    assert world.rows("SELECT position FROM ledger.head") == before
    assert lateness(world) == (1329, 377)


def lateness(world: World) -> tuple[int, int]:
    """Ended cases, and those that ended after the deadline that the source states."""
    due = {
        stream: datetime.fromisoformat(data["statedDue"])
        for stream, data, _ in world.states("case.application_submitted")
    }
    ended = {
        stream: datetime.fromisoformat(meta["occurredAt"])
        for stream, _, meta in world.states("case.ended_at_source")
    }
    return len(ended), sum(at > due[stream] for stream, at in ended.items())


def test_both_permit_logs_go_in_whole(shared_world: World, real: Real, tmp_path: Path) -> None:
    first = imported(shared_world, real, "bpic15_1", "bpic15/BPIC15_1.xes.gz", tmp_path)
    second = imported(shared_world, real, "bpic15_2", "bpic15/BPIC15_2.xes.gz", tmp_path)
    assert (first.rows.recorded, first.cases) == (52_217, 1199)
    assert (second.rows.recorded, second.cases) == (44_354, 832)
    assert first.rows.recorded + second.rows.recorded == 96_571
    assert first.rows.rejected == second.rows.rejected == 0
    assert first.accounted
    assert second.accounted
    found = Counter(data["code"] for _, data, _ in shared_world.states(HAND_OVER))
    assert found == {"01_HOOFD_532": 31 + 16, "01_HOOFD_532_0": 103}
    notes = Counter(data.get("note") for _, data, _ in shared_world.states(HAND_OVER))
    assert notes == {None: 47, "False": 103}  # what the source answered stays to be seen


HAND_OVER = "case.handed_to_supervision"


def test_a_second_run_of_both_adds_nothing(shared_world: World, real: Real, tmp_path: Path) -> None:
    if not shared_world.states(HAND_OVER):  # run alone
        test_both_permit_logs_go_in_whole(shared_world, real, tmp_path)
    before = shared_world.rows("SELECT position FROM ledger.head")
    for number, events in ((1, 52_217), (2, 44_354)):
        file = f"bpic15/BPIC15_{number}.xes.gz"
        again = imported(shared_world, real, f"bpic15_{number}", file, tmp_path)
        assert (again.rows.recorded, again.rows.already_there) == (0, events)
        assert again.headers.recorded == 0
    assert shared_world.rows("SELECT position FROM ledger.head") == before
