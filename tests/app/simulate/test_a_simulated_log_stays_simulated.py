"""A simulated log can never become a real one, nor a real one be driven: every road is closed."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.proof.merkle import EMPTY_ROOT
from adapters.ledger.store import ActStore
from app.commands.caller import Caller
from app.institutions import Institutions
from app.onboarding import init, load_county
from app.simulate import opening_of
from domain.approval.commands import SubmitApplication
from domain.registry.events import JurisdictionEstablished
from domain.registry.institution import Institution
from domain.shared.act import Act, Actor, Meta, Role
from domain.shared.errors import Conflict, DomainError, Refused
from domain.shared.ids import jurisdiction_id
from tests.app.simulate.county_at_work import COUNTY, REGION, county_at_work

OLD = opening_of(date(2026, 1, 5))
ITEM = "329901-0101"


def _window(institutions: Institutions) -> Caller:
    found = institutions.of(REGION).post("window-01", date(2026, 11, 9))
    assert found
    return Caller.of(found, REGION)


def test_onboarding_it_as_a_real_county_is_refused(database: str):
    real = load_county(COUNTY).model_copy(update={"simulated": False})
    with county_at_work(database) as county:
        with pytest.raises(DomainError, match="simulated-for-ever"):
            init(real, county.store, now=datetime.now(UTC))
        with pytest.raises(ValueError, match="simulated, for ever"):
            county.store.open_log(REGION, simulated=False)


def test_opening_it_again_in_the_database_changes_nothing(database: str):
    with county_at_work(database) as county, county.store.database.reading() as connection:
        values = ["another/origin", REGION, False, EMPTY_ROOT]
        connection.execute("SELECT ledger.open_log(%s, %s, %s, %s)", values)
        rows = connection.execute("SELECT region, simulated FROM ledger.log").fetchall()
    assert rows == [(REGION, True)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger.log SET simulated = false",
        "UPDATE ledger.event SET state = state WHERE type = 'jurisdiction.established'",
        "DELETE FROM ledger.event WHERE type = 'jurisdiction.established'",
        "DELETE FROM ledger.log",
    ],
)
def test_the_database_refuses_even_a_superuser(database: str, statement: str):
    refused = pytest.raises(psycopg.errors.RestrictViolation)
    with county_at_work(database), psycopg.connect(database) as superuser, refused:
        superuser.execute(statement)


def test_a_row_altered_past_the_triggers_is_found_by_its_genesis(database: str):
    with county_at_work(database) as county:
        with psycopg.connect(database, autocommit=True) as superuser:
            superuser.execute("SET session_replication_role = replica")
            superuser.execute("ALTER TABLE ledger.log DISABLE TRIGGER only_grow")
            superuser.execute("UPDATE ledger.log SET simulated = false")
        refused = pytest.raises(Conflict, match="simulated-for-ever")
        with contextlib.closing(LedgerDatabase(county.url)) as ledger, refused:
            Institutions(ActStore(ledger)).of(REGION)


def test_a_second_genesis_does_not_decide():
    genesis, again = (
        Act(
            jurisdiction_id("o"),
            version,
            Meta(occurred_at=OLD, actor=Actor(person_id="p", role=Role.ADMIN), region=REGION),
            JurisdictionEstablished(region=REGION, name="n", origin="o", simulated=simulated),
        )
        for version, simulated in ((1, True), (2, False))
    )
    assert Institution.empty(REGION).evolve(genesis, again).simulated


def test_a_real_log_records_its_own_time_whatever_a_command_says(database: str):
    began = datetime.now(UTC) - timedelta(seconds=5)
    with county_at_work(database, simulated=False) as county:
        command = SubmitApplication(item_code=ITEM)
        how = {"caller": _window(county.institutions), "recorded_at": OLD}
        done = county.handler.handle_sync(command, **how)
        assert done.receipts[0].recorded_at >= began
        later = datetime.now(UTC) + timedelta(hours=1)
        with pytest.raises(Refused, match="act-in-the-future"):
            county.handler.handle_sync(command, **how, occurred_at=later)
