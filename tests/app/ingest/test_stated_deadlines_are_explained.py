"""Given an imported file, when its deadlines are compared with the log, then each has a class."""

from pathlib import Path

import pytest

from app.ingest import Mapping, load_mapping
from app.ingest.deadlines import WHOLE_CASE, DeadlineReport, compare
from domain.monitoring.stated import Why
from tests.app.ingest.conftest import NOW, World

ROWS = """case,what,when,who,due,done
A,Confirmation of receipt,2011-01-03 10:00,p1,2011-01-05,2011-01-04
A,T02 Check,2011-01-04 10:00,p1,2011-01-05,2011-01-09
A,T03 Adjust,2011-01-07 10:00,p1,2011-01-05,2011-01-05
B,T02 Check,2011-01-08 10:00,p1,2011-01-05,2011-01-08
B,T03 Adjust,2011-01-08 11:00,p1,2011-01-08,
B,unheard of,2011-01-08 12:00,p1,2011-01-09,2011-01-08
B,T05 Print,2011-01-08 13:00,p1,,2011-01-08
"""


@pytest.fixture
def dated(simple: Mapping) -> Mapping:
    columns = simple.columns.model_copy(update={"step_due": "due", "finished": "done"})
    return simple.model_copy(update={"columns": columns})


def compared(world: World, path: Path, mapping: Mapping) -> DeadlineReport:
    name = str(mapping.jurisdiction).removeprefix("jurisdictions/").removesuffix(".toml")
    institution = world.institution(name)
    return compare(path, mapping, store=world.store, institution=institution, now=NOW)


def test_each_deadline_of_a_file_gets_one_class(
    world: World, dated: Mapping, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    world.ingest(path, dated, tmp_path / "rejected.ndjson")
    report = compared(world, path, dated)
    assert (report.rows, report.total.stated, report.unexplained) == (7, 6, 0)
    assert report.why == {
        Why.MET: 1,
        Why.ENTERED_LATE: 1,
        Why.DATED_AFTER_FINISH: 1,
        Why.LATE: 1,
        Why.NEVER_ENDED: 1,
        Why.NOT_IN_LOG: 1,
    }
    assert report.examples[Why.ENTERED_LATE] == ["A"]
    assert report.kept == 5  # of acts in the envelope, of steps in the step


def test_a_log_without_the_file_holds_none_of_its_deadlines(
    world: World, dated: Mapping, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    report = compared(world, path, dated)
    assert report.why == {Why.NOT_IN_LOG: 5, Why.NEVER_ENDED: 1}
    assert (report.kept, report.total.met_in_log) == (0, 0)


@pytest.mark.data
def test_the_receipt_log_states_a_deadline_of_every_case(world: World, real, tmp_path) -> None:
    mapping, path = load_mapping(Path("wabo_receipt")), real("wabo-receipt/receipt.csv.gz")
    world.ingest(path, mapping, tmp_path / "rejected.ndjson")
    report = compared(world, path, mapping)
    assert report.kinds[WHOLE_CASE] == report.total
    assert (report.total.stated, report.total.met_at_source, report.unexplained) == (1434, 952, 0)
    assert report.total.met_in_log == 952
    assert report.why[Why.NEVER_ENDED] == 1434 - 1329
    assert report.why.total() - report.why[Why.MET] - report.why[Why.NEVER_ENDED] == 377
    assert report.kept == 1434
