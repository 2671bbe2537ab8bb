"""Given the real input, when it is imported, then every event is accounted for, once."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from app.ingest import Summary, load_mapping
from app.ingest.deadlines import compare
from domain.monitoring.stated import Why
from tests.app.ingest.conftest import NOW, World

pytestmark = [pytest.mark.data, pytest.mark.xdist_group("real-import")]
Real = Callable[[str], Path]


class Figures(NamedTuple):
    """Deadlines stated, met at the source, met in the log; and how many of each class."""

    totals: tuple[int, int, int]
    why: dict[Why, int]


EXPECTED = {
    1: Figures(
        (3340, 2719, 3196),
        {
            Why.MET: 2706,
            Why.ENTERED_LATE: 490,
            Why.DATED_AFTER_FINISH: 13,
            Why.DUE_BEFORE_CASE: 3,
            Why.EXTENDED_AFTER_DUE: 1,
            Why.AFTER_CLOSE: 16,
            Why.ON_THE_DAY: 2,
            Why.LATE: 109,
        },
    ),
    2: Figures(
        (398, 301, 390),
        {Why.MET: 301, Why.ENTERED_LATE: 89, Why.AFTER_CLOSE: 1, Why.LATE: 7},
    ),
}


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
REMEDIES = {
    # municipality 1 + municipality 2, by activity code and answer (activities.tsv, bpic15_*.toml)
    "case.deadline_extended": (125 + 18) + (76 + 5),
    "case.special_procedure_started": (4 + 2) + (7 + 2),
    "case.special_procedure_ended": (3 + 1 + 2) + (6 + 2),
    "case.supplement_noticed": 294 + 179,
    "case.materials_resubmitted": 247 + 134,
    "case.objection_filed": 4 + (15 + 5),
    "case.objection_decided": (2 + 1) + (5 + 3 + 5),
    "case.appeal_filed": 4 + (6 + 3),
    "case.appeal_decided": (2 + 1) + (3 + 3 + 1),
    "case.application_withdrawn": 68 + 29,
    "case.terminated": 4,
}


def once(world: World, real: Real, folder: Path) -> None:
    """Both logs in, where this test runs without those before it."""
    if not world.states(HAND_OVER):
        test_both_permit_logs_go_in_whole(world, real, folder)


def test_what_moved_or_contested_a_permit_is_an_act_of_its_own(
    shared_world: World, real: Real, tmp_path: Path
) -> None:
    once(shared_world, real, tmp_path)
    found = Counter(
        dict(shared_world.rows("SELECT type, count(*) FROM ledger.event GROUP BY type"))
    )
    assert {name: found[name] for name in REMEDIES} == REMEDIES
    spans = shared_world.states("case.special_procedure_started", "case.special_procedure_ended")
    assert {data["procedure"] for _, data, _ in spans} == {"OTHER_LAW"}


@pytest.mark.parametrize(("number", "expected"), EXPECTED.items())
def test_every_stated_deadline_is_met_or_its_miss_has_a_reason(
    shared_world: World, real: Real, tmp_path: Path, number: int, expected: Figures
) -> None:
    once(shared_world, real, tmp_path)
    file, mapping = real(f"bpic15/BPIC15_{number}.xes.gz"), load_mapping(Path(f"bpic15_{number}"))
    institution = shared_world.institution(f"bpic15_{number}")
    report = compare(file, mapping, store=shared_world.store, institution=institution, now=NOW)
    total = report.total
    assert (total.stated, total.met_at_source, total.met_in_log) == expected.totals
    assert dict(report.why) == expected.why
    assert (report.unexplained, report.kept) == (0, total.stated)


def test_a_second_run_of_both_adds_nothing(shared_world: World, real: Real, tmp_path: Path) -> None:
    once(shared_world, real, tmp_path)
    before = shared_world.rows("SELECT position FROM ledger.head")
    for number, events in ((1, 52_217), (2, 44_354)):
        file = f"bpic15/BPIC15_{number}.xes.gz"
        again = imported(shared_world, real, f"bpic15_{number}", file, tmp_path)
        assert (again.rows.recorded, again.rows.already_there) == (0, events)
        assert again.headers.recorded == 0
    assert shared_world.rows("SELECT position FROM ledger.head") == before
