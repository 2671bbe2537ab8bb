"""A few weeks as the year has them: late, out of order, irregular, and mostly in order."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest

from app.calendar_file import load_china_calendar
from app.simulate import Summary, opening_of
from app.simulate.digest import acts_digest
from app.simulate.great_county import REGION
from app.simulate.measure import counts, sizes
from projections.compare import compare
from projections.engine import Projector
from projections.registry import PROJECTIONS
from tests.app.simulate.county_at_work import CountyAtWork
from tests.app.simulate.great_county_at_work import FIRST_DAY, great_county_at_work
from tests.support.servers import TestServers

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("the year's habits")]

DAYS = 24
BROKEN = (
    *(("P-01", "RED"), ("P-02", "RED"), ("P-06", "RED"), ("P-10", "RED"), ("D-01", "RED")),
    *(("L-01", "YELLOW"), ("L-02", "YELLOW"), ("C-01", "RED"), ("T-02", "YELLOW")),
)
"""Rules that the simulated acts break: some of them, far from most."""
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def filled(servers: TestServers) -> Iterator[tuple[CountyAtWork, Summary]]:
    with servers.new_database() as url, great_county_at_work(url, DAYS) as county:
        yield county


@pytest.fixture(scope="module")
def told(filled: tuple[CountyAtWork, Summary]) -> list[tuple]:
    return filled[0].told()


@pytest.fixture(scope="module")
def reader(filled: tuple[CountyAtWork, Summary]) -> Iterator[psycopg.Connection]:
    projector = Projector(filled[0].url)
    projector.catch_up()
    projector.close()
    with psycopg.connect(filled[0].url, autocommit=True) as connection:
        yield connection


def test_nobody_works_on_days_off(told: list[tuple]):
    calendar = load_china_calendar()
    days = Counter()
    for _, _, kind, _, state in told:
        meta = state["meta"]
        if meta["actor"].get("post") and meta.get("entryMode") == "NATIVE":
            days[datetime.fromisoformat(meta["occurredAt"]).astimezone(SHANGHAI).date()] += 1
        assert kind
    assert len(days) > 10
    assert [day for day in days if not calendar.is_workday(day)] == []


def test_clerks_enter_some_acts_late_and_sources_report_late_and_out_of_order(told: list[tuple]):
    lags = Counter()
    orders: dict[str, list[int]] = {}
    for _, _, _, recorded_at, state in told:
        meta = state["meta"]
        late = (recorded_at - datetime.fromisoformat(meta["occurredAt"])).total_seconds() > 1800
        mode = meta.get("entryMode", "NATIVE")
        lags[mode, late] += 1
        if mode == "IMPORTED":
            orders.setdefault(meta["caseNumber"], []).append(meta["sourceOrder"])
    assert 0.005 < lags["NATIVE", True] / lags["NATIVE", False] < 0.1
    assert lags["IMPORTED", True] > 20
    shuffled = [one for one in orders.values() if one != sorted(one)]
    assert 0.02 < len(shuffled) / len(orders) < 0.6


def test_the_summary_counts_what_is_there(
    filled: tuple[CountyAtWork, Summary], reader: psycopg.Connection
):
    _, summary = filled
    found = counts(reader, REGION, now=opening_of(FIRST_DAY + timedelta(days=DAYS)))
    assert not summary.vacant
    # a case of which only later acts have been reported yet has no application
    assert sum(found["cases"].values()) >= summary.cases > 200
    assert sum(found["tasks"].values()) == summary.tasks
    assert found["commitments"]["IN_FORCE"] > 0
    for rule, severity in BROKEN:
        some = found["findings"].get(f"{rule} {severity}", 0)
        assert 0 < some < summary.cases * 0.3, (rule, found["findings"])
    size = sizes(reader)
    assert size["events"] >= summary.events
    assert 300 < size["perEvent"]["ledger.event"] < 5_000
    assert size["perEvent"]["all"] > size["perEvent"]["proj"] > 0


def test_the_live_rows_are_those_that_the_log_gives(
    filled: tuple[CountyAtWork, Summary], reader: psycopg.Connection
):
    found = compare(filled[0].url, PROJECTIONS)
    assert found.equal, [one for one in found.tables if not one.equal]


def test_two_runs_of_one_seed_are_equal_but_for_what_is_random(
    filled: tuple[CountyAtWork, Summary], servers: TestServers
):
    digests = []
    for seed in (5, 5, 6):
        with (
            servers.new_database() as url,
            great_county_at_work(url, 3, seed=seed, cases_a_day=6) as (county, _),
            psycopg.connect(county.url, autocommit=True) as connection,
        ):
            digests.append(acts_digest(connection, REGION))
    assert digests[0] == digests[1] != digests[2]
