"""Same seed, same first day: the same acts at the same places, whatever the machine does."""

from tests.app.simulate.county_at_work import county_at_work
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
