"""Two weeks of the demo county: everything that can happen has happened, and it all holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
import pytest

from adapters.ledger.proof.checkpoint import Checkpoint, sign_checkpoint
from adapters.ledger.proof.findings import Verdict
from adapters.ledger.proof.note import Signer
from adapters.ledger.proof.pgsource import snapshot
from adapters.ledger.proof.verify import verify_log
from app.policies.registry import POLICIES
from app.policies.runner import PolicyRunner
from app.simulate import Summary, opening_of
from app.simulate.applicants import Applicants
from app.simulate.county import SimulatedCounty
from app.simulate.office import Office
from app.simulate.run import CASES_A_DAY
from app.simulate.staff import Staff
from domain.registry.events import ResponsibilityAssigned
from domain.registry.standards import Function
from projections import timers
from projections.engine import Projector
from projections.health import status
from tests.app.simulate.county_at_work import FIRST_DAY, ORIGIN, CountyAtWork, county_at_work
from tests.domain.acts import act
from tests.support.servers import TestServers

DAYS = 14
EXPECTED = {
    "case": (
        "application_submitted materials_received not_required_told acceptance_refused "
        "supplement_noticed materials_resubmitted application_lapsed accepted deemed_accepted "
        "review_started survey_ordered special_procedure_started special_procedure_ended "
        "deadline_extended review_completed returned_for_review permit_granted permit_refused "
        "certificate_made result_delivered application_withdrawn"
    ),
    "survey": "conducted concluded",
    "permit": "issued",
    "commitment": (
        "offered signed withdrawn took_effect verified breach_found correction_verified breached"
    ),
    "task": (
        "pushed signed claimed deemed_claimed returned rerouted planned no_on_site_needed "
        "result_recorded feedback_pushed feedback_acknowledged dispute_opened "
        "interim_measure_recorded dispute_negotiated dispute_escalated responsibility_ruled"
    ),
    "command": "refused",
}
"""Every event that two weeks bring about, by the first part of its name."""

REFUSALS = (
    "case-already-noticed",
    "case-wrong-state",
    "case-special-procedure-not-told",
    "survey-fewer-than-two",
    "post-wrong-role",
    "responsibility-other-organisation",
    "task-wrong-state",
)


@pytest.fixture(scope="module")
def filled(servers: TestServers) -> Iterator[tuple[CountyAtWork, Summary]]:
    with servers.new_database() as url, county_at_work(url) as county:
        yield county, county.fills(DAYS, seed=11)


@pytest.fixture(scope="module")
def reader(filled: tuple[CountyAtWork, Summary]) -> Iterator[psycopg.Connection]:
    """A connection after the projector has taken in everything."""
    county, _ = filled
    projector = Projector(county.url)
    projector.catch_up()
    projector.close()
    with psycopg.connect(county.url, autocommit=True) as connection:
        yield connection


def test_every_kind_of_outcome_is_there(filled: tuple[CountyAtWork, Summary]):
    _, summary = filled
    names = [f"{first}.{rest}" for first, all_ in EXPECTED.items() for rest in all_.split()]
    assert [name for name in names if not summary.by_type[name]] == []
    assert [code for code in REFUSALS if not summary.refused[code]] == []
    assert not summary.vacant
    assert summary.cases > CASES_A_DAY * 8
    assert summary.events > 2_500


def test_refused_attempts_are_in_the_trail(filled: tuple[CountyAtWork, Summary]):
    _, summary = filled
    assert summary.by_type["command.refused"] == summary.refused.total()


def test_time_in_the_log_is_simulated_and_reports_are_late(filled: tuple[CountyAtWork, Summary]):
    county, _ = filled
    rows = [row for row in county.told() if row[2].startswith(("case.", "survey.", "task."))]
    recorded = [row[3] for row in rows]
    assert recorded == sorted(recorded)
    assert opening_of(FIRST_DAY) <= recorded[0]
    assert recorded[-1] < opening_of(FIRST_DAY) + timedelta(days=DAYS)
    lags = {"NATIVE": timedelta(), "IMPORTED": timedelta()}
    for row in rows:
        meta = row[4]["meta"]
        lag = row[3] - datetime.fromisoformat(meta["occurredAt"])
        mode = meta.get("entryMode", "NATIVE")
        lags[mode] = max(lags[mode], lag)
    assert lags["NATIVE"] < timedelta(minutes=5)
    assert lags["IMPORTED"] > timedelta(days=50)


def test_every_projection_takes_it_in(reader: psycopg.Connection):
    found = status(reader, "projector")
    assert found
    assert (found.healthy, found.lag) == (True, 0)


def test_the_monitoring_view_finds_lateness_and_irregularities(reader: psycopg.Connection):
    settled = dict(reader.execute("SELECT rule, count(*) FROM proj.finding GROUP BY 1").fetchall())
    assert {"T-02", "T-04", "P-02", "D-01"} <= set(settled)
    now = opening_of(FIRST_DAY) + timedelta(days=DAYS)
    late = reader.execute(
        "SELECT count(*) FILTER (WHERE committed_from <= %(now)s),"
        " count(*) FILTER (WHERE legal_from <= %(now)s)"
        " FROM proj.monitored_case WHERE judged_at IS NULL",
        {"now": now},
    ).fetchone()
    assert late
    assert late[0] > late[1] > 0


def test_commitments_are_due_in_the_days_to_come_and_some_are_overdue(reader: psycopg.Connection):
    today = FIRST_DAY + timedelta(days=DAYS)
    row = reader.execute(
        "SELECT count(*) FILTER (WHERE due_on < %(today)s),"
        " count(*) FILTER (WHERE due_on BETWEEN %(today)s AND %(soon)s)"
        " FROM proj.commitment WHERE state = 'IN_FORCE'",
        {"today": today, "soon": today + timedelta(days=14)},
    ).fetchone()
    assert row
    assert min(row) > 0


def test_tasks_wait_in_the_inbox_unsigned_and_in_every_state(reader: psycopg.Connection):
    rows = reader.execute("SELECT state, count(*) FROM proj.task WHERE NOT historic GROUP BY 1")
    states = dict(rows.fetchall())
    assert {"PUSHED", "SIGNED", "CLAIMED", "PLANNED", "RESULTED", "FED_BACK", "CLOSED"} <= set(
        states
    )


def test_the_clock_finds_nothing_left_to_do(reader: psycopg.Connection):
    now = opening_of(FIRST_DAY) + timedelta(days=DAYS)
    left = [timer for timer in timers.due(reader, now) if not timer.provisional]
    assert left == []


def test_the_live_policies_go_on_behind_the_simulation(filled: tuple[CountyAtWork, Summary]):
    county, summary = filled
    assert set(summary.policies_moved) == {policy.name for policy in POLICIES}
    runner = PolicyRunner(county.url, county.store, county.institutions, county.handler)
    assert runner.catch_up() == 0
    runner.close()


def test_policies_that_answer_it_all_again_change_nothing(filled: tuple[CountyAtWork, Summary]):
    county, _ = filled
    before = county.head()
    with county.store.database.reading() as connection:
        connection.execute("UPDATE ops.follower SET position = 0 WHERE name LIKE 'policy:%'")
    runner = PolicyRunner(county.url, county.store, county.institutions, county.handler)
    assert runner.catch_up() > 0
    runner.close()
    assert county.head() == before


def test_the_log_is_sound(filled: tuple[CountyAtWork, Summary]):
    county, _ = filled
    signer = Signer.generate(ORIGIN)
    with snapshot(county.url) as logs:
        log = logs.log(ORIGIN)
        head = log.head()
        note = sign_checkpoint(Checkpoint(ORIGIN, head.size, head.root), signer)
        report = verify_log(log, signer.verifier, [note])
    assert report.verdict == Verdict.SOUND, report.findings


def test_what_a_ruling_is_written_back_as_counts_in_the_simulation_from_then_on(
    filled: tuple[CountyAtWork, Summary],
):
    institution = filled[0].institutions.of("329901")
    office, people = Office(institution.calendar), Applicants(filled[0].vault, "329901", pool=1)
    county = SimulatedCounty("7", institution, office, Staff(institution), people)
    enforce = ("329901-0401", Function.ENFORCE, FIRST_DAY)
    before = county.institution.responsible(*enforce)
    assert before
    ruled = ResponsibilityAssigned(
        item_code=enforce[0], function=Function.ENFORCE, org="11329901MB05A9012C",
        valid_from=FIRST_DAY, legal_basis="权责争议裁定",
    )  # fmt: skip
    county.learn(act(ruled, opening_of(FIRST_DAY), 2))
    after = county.institution.responsible(*enforce)
    assert after
    assert before.org != after.org == ruled.org
