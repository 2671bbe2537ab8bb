"""The superuser tampers with the database; `shenguan verify` says which log, which index."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.bootstrap import opened, sealing_of
from app.onboarding.county import load_county
from app.onboarding.start import init
from app.settings import Settings
from tests.support.running import CLI, COUNTY, REGION, ROOT, Running
from tests.support.servers import role_url

Verify = Callable[[], tuple[int, dict[str, Any]]]


@pytest.fixture
def verify(database: str, tmp_path: Path) -> Verify:
    """`shenguan verify --json` on a sealed county of 85 entries: exit code, report of the log."""
    url = role_url(database, "shenguan_app")
    sealer = role_url(database, "shenguan_sealer")
    settings = Settings(var=tmp_path, database_url=url, sealer_url=sealer)
    with opened(settings, readers=2) as container:
        origin = init(load_county(COUNTY), container.store, now=container.now()).log.origin
        (info,) = container.database.logs()
        sealing_of(settings)(info).step(1.0)
    environment = {**Running(tmp_path).environment(), "SHENGUAN_DATABASE_URL": url}

    def run() -> tuple[int, dict[str, Any]]:
        done = subprocess.run(
            [*CLI, "verify", "--json"], cwd=ROOT, env=environment, capture_output=True,
            text=True, timeout=60, check=False,
        )  # fmt: skip
        reports = {report["log"]: report for report in json.loads(done.stdout)}
        return done.returncode, reports[origin]

    return run


def tamper(database: str, *statements: str) -> None:
    """As a superuser who has switched the defences off."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.event DISABLE TRIGGER USER")
        for statement in statements:
            connection.execute(statement)  # ty: ignore


def places(report: dict[str, Any]) -> set[tuple[str, int | None]]:
    return {(finding["kind"], finding["index"]) for finding in report["findings"]}


def test_an_untouched_log_is_sound(verify: Verify):
    code, report = verify()
    assert (code, report["verdict"], report["findings"]) == (0, 0, [])
    assert f"/{REGION}/" in report["log"]


def test_a_changed_byte_is_named(database: str, verify: Verify):
    tamper(
        database,
        "UPDATE ledger.event SET state = set_byte(state, 40, get_byte(state, 40) # 1)"
        " WHERE index = 41",
    )
    code, report = verify()
    assert code == 20
    assert places(report) == {("row_changed", 41)}


def test_a_deleted_row_is_named(database: str, verify: Verify):
    tamper(database, "DELETE FROM ledger.event WHERE index = 17")
    code, report = verify()
    assert code == 20
    assert ("row_missing", 17) in places(report)


def test_two_swapped_rows_are_named(database: str, verify: Verify):
    tamper(
        database,
        """UPDATE ledger.event a SET state = b.state, type = b.type, stream = b.stream,
                  version = b.version + 1000
             FROM ledger.event b
            WHERE (a.index, b.index) IN ((20, 60), (60, 20))""",
        "UPDATE ledger.event SET version = version - 1000 WHERE index IN (20, 60)",
    )
    code, report = verify()
    assert code == 20
    assert {20, 60} <= {index for _, index in places(report)}


def test_a_tail_that_was_cut_is_named(database: str, verify: Verify):
    tamper(database, "DELETE FROM ledger.event WHERE index >= 80")
    code, report = verify()
    assert code == 20
    assert ("tail_cut", 80) in places(report)
