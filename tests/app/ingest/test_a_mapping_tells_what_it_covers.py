"""Given a file, when its mapping is asked, then it says what becomes of every activity."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import commands
from app.ingest import Mapping, load_mapping
from app.ingest.coverage import STEP, coverage

ROWS = """case,what,when,who
A,Confirmation of receipt,2011-01-03 10:00,p1
A,T02 Check,2011-01-04 10:00,p1
A,unheard of,2011-01-04 10:00,p1
B,,2011-01-04 10:00,p1
B,T02 Check,2011-01-04
"""


def test_acts_steps_and_what_is_unmapped_are_told_apart(simple: Mapping, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    told = coverage(path, simple)
    assert (told.rows, told.acts, told.total(STEP), told.total(None), told.bad) == (5, 1, 1, 1, 2)
    assert told.found["unheard of", None] == 1


def test_an_unmapped_activity_is_the_exit_code_of_the_command(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    head = "case:concept:name,concept:name,time:timestamp,org:resource"
    path.write_text(f"{head}\nA,unheard of,2011-01-04 10:00,p1\n", encoding="utf-8")
    done = CliRunner().invoke(commands(), ["coverage", str(path), "--mapping", "wabo_receipt"])
    assert done.exit_code == 1
    assert "1 unmapped / 未映射" in " ".join(done.output.split())
    told = CliRunner().invoke(
        commands(), ["coverage", str(path), "--mapping", "wabo_receipt", "--json"]
    )
    assert '"unmapped": 1' in told.output


@pytest.mark.data
def test_a_question_answered_no_stays_a_step(real: Callable[[str], Path]) -> None:
    told = coverage(real("bpic15/BPIC15_2.xes.gz"), load_mapping(Path("bpic15_2")))
    assert told.found["01_BB_540", "case.objection_filed"] == 15
    assert told.found["01_BB_540", STEP] == 504
    assert (told.acts, told.total(None), told.bad) == (3778, 0, 0)
