"""A log verified by several processes: the same findings, and never "sound" when one is lost."""

import json
from collections.abc import Iterator

import pytest

from adapters.ledger.proof import parallel
from adapters.ledger.proof.database import verify_database
from adapters.ledger.proof.findings import Verdict
from tests.adapters.proof.test_database_attacks import A, County

OF_A = f"log = (SELECT id FROM ledger.log WHERE region = '{A}')"


@pytest.fixture
def county(database: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    """Logs of 600 and 300 entries, in ranges of 100, so that there is work for several."""
    monkeypatch.setattr(parallel, "RANGE", 100)
    county = County(database, tmp_path)
    yield county
    county.close()


def report(county: County, jobs: int) -> dict:
    verifier = county.signers[A].verifier
    (found,) = verify_database(county.url, {verifier.name: verifier}, only=verifier.name, jobs=jobs)
    return found.as_json()


def test_an_untouched_log_is_sound_and_every_attack_is_placed_as_by_one_process(county):
    found = report(county, 2)
    assert found == report(county, 1)
    assert (found["verdict"], found["sealed"]) == (Verdict.SOUND, 600)
    for *attack, kinds in (
        (
            f"UPDATE ledger.event SET state = state || '\x20' WHERE {OF_A} AND index IN (99, 350)",
            "ALTER TABLE ledger.event DROP CONSTRAINT event_pkey",
            f"UPDATE ledger.event SET position = 1 WHERE {OF_A} AND index = 300",
            {"row_changed", "position_order"},
        ),
        (
            f"DELETE FROM ledger.event WHERE {OF_A} AND index BETWEEN 380 AND 520",
            f"DELETE FROM ledger.event WHERE {OF_A} AND index IN (0, 200, 590, 599)",
            {"row_missing", "tail_cut"},
        ),
        (
            "ALTER TABLE ledger.event DROP CONSTRAINT event_log_index_key",
            f"UPDATE ledger.event SET index = 11 WHERE {OF_A} AND index = 12",
            f"UPDATE ledger.event SET index = 2000000000000 WHERE {OF_A} AND index = 13",
            "UPDATE ledger.log SET size = 1000000000000",
            {"row_duplicated", "rows_beyond_head"},
        ),
    ):
        county.attack(*attack)
        found = report(county, 2)
        assert found == report(county, 1)
        assert kinds <= {finding["kind"] for finding in found["findings"]}


def test_a_process_that_was_killed_is_an_error_and_no_verdict(county, monkeypatch):
    start, started = parallel._start, []

    def killed() -> parallel.Process:
        process = start()
        if started:
            process.kill()
        started.append(process)
        return process

    monkeypatch.setattr(parallel, "_start", killed)
    with pytest.raises(parallel.WorkerLost, match="exit status -9"):
        report(county, 2)
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)


def test_what_a_process_cannot_read_is_an_error_and_no_verdict(county, monkeypatch):
    give = parallel._give

    def astray(process: parallel.Process, order: parallel.Order) -> None:
        fields = {name: getattr(order, name) for name in order.__slots__}
        give(process, parallel.Order(**{**json.loads(json.dumps(fields)), "snapshot": "0-0-0"}))

    monkeypatch.setattr(parallel, "_give", astray)
    with pytest.raises(parallel.WorkerLost, match=r"a checking process failed: .*snapshot"):
        report(county, 2)


def test_a_short_log_stays_in_one_process_and_a_long_one_takes_at_most_four():
    assert parallel.jobs_for(0) == parallel.jobs_for(parallel.SHORT - 1) == 1
    assert 1 <= parallel.jobs_for(parallel.SHORT) <= 4
    assert parallel.jobs_for(parallel.RANGE * 3, 8) == 3
