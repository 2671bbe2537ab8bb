"""Given the whole files of inspections and fines, when they are imported and answered, then the
figures of `docs/real-data.md` come out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.ingest.supervised import FILES, FOOD, REGIONS, ROAD, supervised_on
from tests.support.servers import TestServers

pytestmark = [pytest.mark.data, pytest.mark.soak, pytest.mark.timeout(1800)]
ROWS = {FOOD: (27_600, 124_920), ROAD: (34_724, 10_011)}
TYPES = {
    FOOD: {
        "case.application_submitted": 17_430,
        "case.step_recorded": 17_430,
        "case.permit_granted": 17_430,
        "permit.issued": 17_430,
        "inspection.planned": 27_600,
        "inspection.recorded": 27_600,
        "inspection.cleared": 18_494,
        "inspection.correction_ordered": 9_106,
        "task.pushed": 17_430,
        "task.result_recorded": 17_403,
        "task.feedback_pushed": 17_403,
        "inspection.feedback_pushed": 10_197,
    },
    ROAD: {
        "inspection.planned": 10_000,
        "inspection.penalty_decided": 10_000,
        "inspection.penalty_delivered": 4_635,
        "inspection.late_fine_added": 4_635,
        "inspection.penalty_paid": 4_910,
        "inspection.enforcement_requested": 3_387,
        "inspection.penalty_contested": 251,
        "inspection.penalty_reviewed": 46,
        "case.step_recorded": 6_871,
        "inspection.feedback_pushed": 0,
    },
}


def test_whole_files_of_inspections_and_fines(
    servers: TestServers, real: Callable[[str], Path], tmp_path: Path
) -> None:
    with servers.new_database() as url, supervised_on(url, tmp_path) as whole:
        for name, file in FILES.items():
            done = whole.take_in(name, real(file), tmp_path)
            assert (done.rows.recorded, done.headers.recorded) == ROWS[name]
            assert (done.rows.rejected, done.headers.rejected, done.accounted) == (0, 0, True)
        whole.answer()
        whole.world.project()
        for name, expected in TYPES.items():
            found = whole.types(REGIONS[name])
            assert {kind: found[kind] for kind in expected} == expected
            counts = whole.reads("/v1/monitoring/counts", "discipline-01", REGIONS[name])
            assert not any(counts["findings"].values())
        states = dict(whole.rows("SELECT state, count(*) FROM proj.task GROUP BY state"))
        assert states == {"FED_BACK": 17_403, "PUSHED": 27}
        head = whole.rows("SELECT position FROM ledger.head ORDER BY 1")
        for name, file in FILES.items():
            again = whole.take_in(name, real(file), tmp_path)
            assert (again.rows.recorded, again.headers.recorded) == (0, 0)
        assert whole.rows("SELECT position FROM ledger.head ORDER BY 1") == head
