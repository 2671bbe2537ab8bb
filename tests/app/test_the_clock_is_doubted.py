"""A wall clock that jumps, or differs from the database or the log, is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from app.alarms import Pressure, judge
from app.clock_sanity import LIMIT, ClockSanity
from app.measures import CLOCK_OFF, measure, tell
from app.settings import Settings


class Clocks:
    """A wall clock that can be set, and one that cannot."""

    def __init__(self) -> None:
        self.off = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off


def test_a_right_clock_is_believed(database: str):
    sanity = ClockSanity(Clocks().now)
    with psycopg.connect(database) as connection:
        assert sanity.look(connection).wrong() == {}
        assert sanity.look(connection).wrong() == {}


@pytest.mark.parametrize("seconds", [-3600, 60])
def test_a_jump_is_seen_once_and_the_difference_as_long_as_it_lasts(database: str, seconds: int):
    clocks = Clocks()
    sanity = ClockSanity(clocks.now)
    with psycopg.connect(database) as connection:
        sanity.look(connection)
        clocks.off = timedelta(seconds=seconds)
        first, second = sanity.look(connection), sanity.look(connection)
    for offset in (first.jump, first.database, second.database):
        assert abs(offset - seconds) < LIMIT
    assert set(first.wrong()) == {"jump", "database"}
    assert set(second.wrong()) == {"database"}


def test_a_log_that_is_ahead_of_the_clock_is_seen(database: str):
    with psycopg.connect(database) as connection:
        connection.execute(
            """INSERT INTO ledger.log (id, origin, region, simulated, size, frontier, root,
                                       last_recorded_at)
               VALUES (1, 'x', '999999', false, 1, '', '', clock_timestamp() + interval '1 hour')"""
        )
        wrong = ClockSanity(Clocks().now).look(connection).wrong()
    assert abs(wrong["log"] + 3600) < LIMIT


def test_a_wrong_clock_is_an_alarm_until_it_is_right_again(database: str, tmp_path: Path):
    clocks = Clocks()
    seen = []
    with psycopg.connect(database, autocommit=True) as connection:
        sanity = ClockSanity(clocks.now, tell=lambda off: tell(connection, CLOCK_OFF, off))
        for seconds in (0, -90, 0):
            clocks.off = timedelta(seconds=seconds)
            sanity.watch(connection)
            found = judge(measure(connection, tmp_path), Pressure(), Settings())
            seen.append([one.value for one in found if one.name == "clock_wrong"])
    assert [len(values) for values in seen] == [0, 1, 0]
    assert abs(seen[1][0] - 90) < LIMIT
