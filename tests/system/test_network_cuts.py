"""The network to PostgreSQL or to NATS is cut in every way, and comes back."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.elsewhere import Elsewhere
from tests.support.proxy import Proxy
from tests.system.storm import EVERYBODY, Storm, under_load

pytestmark = pytest.mark.xdist_group("system")
ANSWERED_WITHIN = 60.0
"""Seconds: a place in the pool (10), patience for a database (20), one last silent try (10), and
room for two busy cores."""
DONE = "connections reset; refused; packets dropped without a word (real TCP silence)"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    running = Elsewhere(tmp_path / "var")
    try:
        running.open()
        running.sign_in(EVERYBODY)
        yield running
    finally:
        running.stop()


def disturb(storm: Storm, proxy: Proxy, how: Callable[[], None], seconds: float) -> None:
    """One disturbance of a length; then the network is whole again and work goes on."""
    print(f"  {how.__name__} for {seconds:.1f} s", flush=True)
    how()
    storm.count(how.__name__)
    time.sleep(seconds)
    proxy.heal()
    storm.load.progress(20, 120)


def disturb_in_all_ways(storm: Storm, proxy: Proxy, rounds: int, longest: float) -> None:
    """`rounds` times each way in a random order; silence lasts up to `longest` seconds."""
    ways = [proxy.cut, proxy.refuse, proxy.black_hole, proxy.lose_answers] * rounds
    storm.chance.shuffle(ways)
    for way in ways:
        lasting = longest if way == proxy.black_hole else 4.0
        disturb(storm, proxy, way, storm.chance.uniform(0.3, lasting))


def test_short_cuts_to_both_servers_lose_and_double_nothing(elsewhere: Elsewhere):
    with under_load(elsewhere, "short cuts", DONE, calm=15, subscribers=4) as storm:
        for proxy in (elsewhere.database, elsewhere.bus):
            for way in (proxy.cut, proxy.lose_answers):
                disturb(storm, proxy, way, 0.5)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_the_network_to_postgresql_is_cut(elsewhere: Elsewhere):
    what = f"{DONE}; requests carried out whose answers are lost (commits among them)"
    with under_load(elsewhere, "network to PostgreSQL", what) as storm:
        disturb_in_all_ways(storm, elsewhere.database, 3, 5.0)
        disturb(storm, elsewhere.database, elsewhere.database.black_hole, 40.0)
        assert storm.load.slowest < ANSWERED_WITHIN
        assert storm.load.answers[503], "a writer was told to come back"


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_the_network_to_nats_is_cut(elsewhere: Elsewhere):
    what = f"{DONE}; publishes stored whose acknowledgements are lost"
    with under_load(elsewhere, "network to NATS", what) as storm:
        disturb_in_all_ways(storm, elsewhere.bus, 3, 10.0)
        disturb(storm, elsewhere.bus, elsewhere.bus.black_hole, 20.0)
        assert storm.load.answers[503] == 0, "the log does not wait for the stream"
