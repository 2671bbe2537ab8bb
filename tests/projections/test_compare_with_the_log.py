"""`compare`: whether the live rows are those that the log gives, and which are not."""

import psycopg
import pytest

from projections.compare import Comparison, NotLive, compare
from projections.engine import Projector
from projections.registry import PROJECTIONS
from tests.projections.county import County
from tests.projections.history import random_history

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def filled(county: County, projector: Projector) -> County:
    opined = [act for n in range(4) for act in county.opined(f"c{n}")[: n + 1]]
    history = [*random_history(county, 6), *opined]
    for start in range(0, len(history), 20):
        county.record(*history[start : start + 20])
        projector.catch_up()
    return county


def _tables(reader: psycopg.Connection) -> set[str]:
    rows = reader.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'proj'")
    return {name for (name,) in rows}


def _different(found: Comparison) -> list[str]:
    return [one.table for one in found.tables if not one.equal]


def test_what_the_projector_has_followed_is_equal(
    url: str, filled: County, reader: psycopg.Connection, projector: Projector
) -> None:
    before = _tables(reader)
    told: list[tuple[int, int]] = []
    found = compare(url, PROJECTIONS, lambda *at: told.append(at))
    assert found.equal, found
    assert {one.table for one in found.tables} == {t for k in PROJECTIONS for t in k.tables}
    trail = next(one for one in found.tables if one.table == "trail")
    assert trail.live == trail.rebuilt > 100
    assert told[-1] == (found.position, found.position)
    assert _tables(reader) == before
    last = filled.record(*filled.accepted("after"))
    projector.catch_up()
    assert compare(url, PROJECTIONS).position == last


def test_a_changed_row_is_found_and_shown(
    url: str, filled: County, reader: psycopg.Connection
) -> None:
    reader.execute("UPDATE proj.task SET state = 'CLOSED' WHERE state <> 'CLOSED'")
    reader.execute(
        "UPDATE proj.monitored_case SET legal_due = '2001-01-01' WHERE case_id ="
        " (SELECT min(case_id::text)::uuid FROM proj.monitored_case)"
    )
    found = compare(url, PROJECTIONS)
    assert "monitored_case" in _different(found)
    changed = next(one for one in found.tables if one.table == "monitored_case")
    assert (changed.missing, changed.extra, changed.live) == (1, 1, changed.rebuilt)
    assert changed.first is not None
    assert "2001-01-01" not in changed.first  # shown as the log has it


def test_a_row_left_out_or_doubled_is_found(
    url: str, filled: County, reader: psycopg.Connection
) -> None:
    reader.execute("DELETE FROM proj.trail WHERE position = (SELECT min(position) FROM proj.trail)")
    found = compare(url, PROJECTIONS)
    assert _different(found) == ["trail"]
    trail = next(one for one in found.tables if one.table == "trail")
    assert (trail.missing, trail.extra, trail.rebuilt - trail.live) == (1, 0, 1)


def test_there_must_be_something_to_compare_with(url: str, county: County) -> None:
    county.record(*county.accepted("a"))
    with pytest.raises(NotLive, match="nothing is live"):
        compare(url, PROJECTIONS)
