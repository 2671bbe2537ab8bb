"""A simulation fills an empty simulated log, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from app.simulate import is_filled
from domain.shared.errors import Conflict
from tests.app.simulate.county_at_work import FIRST_DAY, REGION, county_at_work


def test_the_time_of_a_real_log_is_not_driven(database: str):
    refused = pytest.raises(Conflict, match="log-not-simulated")
    with county_at_work(database, simulated=False) as county, refused:
        county.fills(1)


def test_a_log_that_holds_cases_is_left_alone(database: str):
    with county_at_work(database) as county:
        assert not is_filled(county.store, REGION)
        county.fills(1, cases_a_day=2)
        assert is_filled(county.store, REGION)
        with pytest.raises(Conflict, match="log-in-use"):
            county.fills(1)


def test_a_log_whose_time_is_later_than_the_first_day_is_refused(database: str):
    later = FIRST_DAY + timedelta(days=3)
    refused = pytest.raises(Conflict, match="log-ahead")
    with county_at_work(database, opened=later) as county, refused:
        county.fills(1)


def test_nothing_happens_after_the_instant_at_which_it_is_to_end(database: str):
    noon = datetime(2026, 11, 9, 4, tzinfo=UTC)
    with county_at_work(database) as county:
        county.fills(1, until=noon)
        told = county.told()
    assert told[-1][3] < noon
    assert told[-1][3] > noon - timedelta(minutes=30)
