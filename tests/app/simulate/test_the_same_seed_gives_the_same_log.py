"""Same seed, same first day: the same acts at the same places, whatever the machine does."""

import asyncio

from app.simulate import simulate
from tests.app.simulate.county_at_work import FIRST_DAY, REGION, county_at_work
from tests.support.servers import TestServers


def _log(servers: TestServers, **how: int) -> list[tuple]:
    with servers.new_database() as url, county_at_work(url) as county:
        county.fills(2, **how)
        return county.told()


def test_the_same_seed_gives_the_same_log(servers: TestServers):
    assert _log(servers, seed=3) == _log(servers, seed=3)


def test_another_seed_gives_other_cases(servers: TestServers):
    one, other = ({row[0] for row in _log(servers, seed=seed) if _native(row)} for seed in (3, 4))
    assert one
    assert one.isdisjoint(other)


def _native(row: tuple) -> bool:
    return row[2] == "case.application_submitted" and row[4]["meta"]["entryMode"] == "NATIVE"


def test_an_event_loop_may_wait_for_it(database: str):
    told: list[int] = []
    with county_at_work(database) as county:
        run = simulate(
            county,
            region=REGION,
            seed=1,
            first_day=FIRST_DAY,
            days=2,
            cases_a_day=3,
            progress=lambda summary: told.append(summary.days),
        )
        summary = asyncio.run(run)
    assert told == [1, 2]
    assert summary.events > 0
