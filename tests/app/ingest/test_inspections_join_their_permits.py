"""Given inspections beside licences, and fines, when they are imported, then each row is accounted
for, inspections and permits lead to each other, and their results answer what was pushed."""

from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path

import pytest

from app.ingest import Summary
from tests.app.ingest.supervised import FILES, FOOD, REGIONS, ROAD, Supervised, slice_of
from tests.app.ingest.supervised import supervised_on as opened_supervised
from tests.support.servers import TestServers

pytestmark = [pytest.mark.data, pytest.mark.xdist_group("supervised")]
Real = Callable[[str], Path]
ROWS = {FOOD: 160, ROAD: 400}
REGULATOR, LICENSER, POLICE = "regulator-inspections", "liaison-licences", "enforcer-police"


@pytest.fixture(scope="module")
def supervised(
    servers: TestServers, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Supervised]:
    with (
        servers.new_database() as url,
        opened_supervised(url, tmp_path_factory.mktemp("var")) as found,
    ):
        yield found


def taken(
    supervised: Supervised, name: str, real: Real, folder: Path
) -> tuple[Summary, list[dict[str, str]]]:
    path, rows = slice_of(real(FILES[name]), folder / f"{name}.csv", ROWS[name])
    return supervised.take_in(name, path, folder), rows


@pytest.fixture
def answered(supervised: Supervised, real: Real, tmp_path: Path) -> Supervised:
    """Both in, answered by the policies and projected; again it adds nothing."""
    for name in FILES:
        taken(supervised, name, real, tmp_path)
    supervised.answer()
    supervised.world.project()
    return supervised


def test_every_row_is_in_once_and_a_second_run_adds_nothing(
    supervised: Supervised, real: Real, tmp_path: Path
) -> None:
    first, rows = taken(supervised, FOOD, real, tmp_path)
    terms = {(row["licence_no"], row["term_start"]) for row in rows if row["term_start"]}
    passed = sum(row["result"] == "Pass" for row in rows)
    assert (first.rows.recorded, first.rows.rejected, first.accounted) == (len(rows), 0, True)
    assert first.types == {
        "case.application_submitted": len(terms),
        "case.step_recorded": len(terms),
        "case.permit_granted": len(terms),
        "permit.issued": len(terms),
        "inspection.planned": len(rows),
        "inspection.recorded": len(rows),
        "inspection.cleared": passed,
        "inspection.correction_ordered": len(rows) - passed,
    }
    fines, _ = taken(supervised, ROAD, real, tmp_path)
    assert (fines.rows.recorded, fines.rows.rejected, fines.accounted) == (ROWS[ROAD], 0, True)
    before = supervised.rows("SELECT position FROM ledger.head ORDER BY 1")
    for name in FILES:
        again, _ = taken(supervised, name, real, tmp_path)
        assert (again.rows.recorded, again.headers.recorded) == (0, 0)
        assert again.rows.already_there == ROWS[name]
    assert supervised.rows("SELECT position FROM ledger.head ORDER BY 1") == before


def test_a_result_answers_the_task_of_its_permit_and_the_rest_goes_back_alone(
    answered: Supervised, real: Real, tmp_path: Path
) -> None:
    _, rows = taken(answered, FOOD, real, tmp_path)
    done: set[tuple[str, str]] = set()
    for row in rows:
        term = (row["licence_no"], row["term_start"])
        if row["term_start"] and row["term_start"] <= row["inspection_date"]:
            done.add(term)
    found = answered.types(REGIONS[FOOD])
    assert found["task.result_recorded"] == found["task.feedback_pushed"] == len(done)
    assert found["inspection.feedback_pushed"] == len(rows) - len(done)
    assert found["command.refused"] == 0
    assert answered.rows("SELECT count(*) FROM proj.task WHERE NOT historic") == [(0,)]
    counts = answered.reads("/v1/monitoring/counts", "discipline-01", REGIONS[FOOD])
    assert not any(counts["findings"].values())


def test_a_permit_leads_to_its_inspections_and_an_inspection_to_its_permit(
    answered: Supervised, real: Real, tmp_path: Path
) -> None:
    region = REGIONS[FOOD]
    _, rows = taken(answered, FOOD, real, tmp_path)
    row = next(row for row in rows if row["term_start"])
    found = answered.reads(f"/v1/permits?number={row['licence_no']}", LICENSER, region)["items"]
    permit = next(one for one in found if one["validFrom"] == row["term_start"])
    path = f"/v1/inspections?permit={permit['permitId']}"
    checked = answered.reads(path, LICENSER, region)["items"]
    one = next(one for one in checked if one["inspectionNumber"] == row["inspection_id"])
    assert (one["caseId"], one["permitId"]) == (permit["caseId"], permit["permitId"])
    back = answered.reads(f"/v1/permits/{one['permitId']}", REGULATOR, region)
    assert back["permitNumber"] == row["licence_no"]
    listed = answered.reads("/v1/inspections?limit=5", REGULATOR, region)
    more = answered.reads(f"/v1/inspections?limit=5&cursor={listed['next']}", REGULATOR, region)
    assert not {r["inspectionId"] for r in listed["items"]} & {
        r["inspectionId"] for r in more["items"]
    }
    unnamed = next(row for row in rows if not row["term_start"])
    alone = answered.rows(
        "SELECT permit_id, subject IS NOT NULL FROM proj.inspection WHERE inspection_number = %s"
        " AND region = %s", unnamed["inspection_id"], region,
    )  # fmt: skip
    assert alone == [(None, True)]


def test_a_fine_is_a_penalty_with_its_surcharge_its_payments_and_its_steps(
    answered: Supervised,
) -> None:
    assert answered.rows("SELECT count(*) FROM proj.inspection WHERE penalty_state = 'NONE'"
                         " AND region = %s", REGIONS[ROAD]) == [(0,)]  # fmt: skip
    found = answered.reads("/v1/inspections?limit=200", POLICE, REGIONS[ROAD])["items"]
    fines = {one["inspectionNumber"]: one for one in found}
    paid, unpaid = fines["A10000"], fines["A100"]
    assert (paid["fineCents"], paid["owedCents"]) == (3600, 0)  # 36 and 38 more; 87 with expenses
    assert (unpaid["fineCents"], unpaid["owedCents"]) == (3500, 7150)
    assert paid["plannedDate"] == str(date(2007, 3, 9))
    steps = answered.rows(
        "SELECT count(*) FROM ledger.event WHERE type = 'case.step_recorded' AND stream = %s",
        paid["caseId"],
    )
    assert steps == [(1,)]  # Send Fine


def test_a_fine_of_somebody_without_a_permit_waits_for_nobody(answered: Supervised) -> None:
    counts = answered.reads("/v1/inspections/counts", POLICE, REGIONS[ROAD])["counts"]
    assert counts["notFedBack"] == counts["notFedBackOverdue"] == 0
    assert counts["withoutApprover"] > 0
    listed = answered.reads("/v1/inspections/not-fed-back", POLICE, REGIONS[ROAD])
    assert listed["items"] == []
    apart = "/v1/inspections/not-fed-back?approver=false&limit=5"
    first = answered.reads(apart, POLICE, REGIONS[ROAD])
    more = answered.reads(f"{apart}&cursor={first['next']}", POLICE, REGIONS[ROAD])
    assert len(first["items"]) == len(more["items"]) == 5
    assert first["items"][0]["inspectionId"] != more["items"][0]["inspectionId"]
