"""The command line's way in: blocking, with plain arguments."""

from app.simulate import simulate_sync
from tests.app.simulate.county_at_work import FIRST_DAY, REGION, county_at_work


def test_it_may_be_called_without_an_event_loop(database: str):
    with county_at_work(database) as county:
        summary = simulate_sync(
            county, region=REGION, seed=1, first_day=FIRST_DAY, days=1, cases_a_day=3
        )
    assert (summary.days, summary.region) == (1, REGION)
