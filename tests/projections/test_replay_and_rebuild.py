"""The same log gives the same rows: whatever the page size, twice, and rebuilt from zero."""

import psycopg
import pytest

from projections.engine import Projector
from tests.projections.county import County, everything
from tests.projections.history import random_history

pytestmark = pytest.mark.timeout(120)


def _replayed(database: str, url: str, page_size: int) -> dict:
    """Rows after following the log from zero in pages of another size."""
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute("DELETE FROM ops.follower")
        admin.execute("DROP SCHEMA proj CASCADE")
        admin.execute("CREATE SCHEMA proj")
        admin.execute("GRANT USAGE, CREATE ON SCHEMA proj TO shenguan_app")
    projector = Projector(url, page_size=page_size)
    projector.catch_up()
    status = projector.status()
    assert status is not None
    assert status.stopped_because is None
    projector.close()
    return everything(url)


@pytest.mark.parametrize(
    "seed", [1, pytest.param(2, marks=pytest.mark.soak), pytest.param(3, marks=pytest.mark.soak)]
)
def test_every_cut_into_pages_ends_in_the_same_rows(
    database: str, url: str, county: County, seed: int
) -> None:
    last = county.record(*random_history(county, seed), *county.opined("c1"), *county.opined("c2"))
    whole = _replayed(database, url, 1000)
    assert len(whole["trail"]) > 100
    # calendar, amendment, item and who answers for it are in no case's trail
    assert len(whole["trail"]) + 5 == last
    assert whole["duty"]
    assert {"P-01", "P-06", "P-10"} & {row["rule"] for row in whole["finding"]}
    for page_size in (1, 7):
        assert _replayed(database, url, page_size) == whole


def test_a_rebuild_beside_equals_the_live_rows(
    url: str, county: County, projector: Projector
) -> None:
    history = random_history(county, 4)
    for start in range(0, len(history), 20):
        county.record(*history[start : start + 20])
        projector.catch_up()
    before = everything(url)

    projector.rebuild()

    assert everything(url) == before
    assert projector.catch_up() == 0


def test_a_rebuilt_view_goes_on_following(url: str, county: County, projector: Projector) -> None:
    history = random_history(county, 5)
    half = len(history) // 2
    county.record(*history[:half])
    projector.catch_up()
    projector.rebuild("monitoring", "deliveries")
    county.record(*history[half:])
    projector.catch_up()
    live = everything(url)
    projector.rebuild()
    assert everything(url) == live


def test_old_generations_leave_nothing_behind(
    reader: psycopg.Connection, county: County, projector: Projector
) -> None:
    county.record(*county.accepted("a"))
    projector.catch_up()
    projector.rebuild("audit_trail")
    tables = reader.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'proj' AND tablename LIKE 'trail_v%'"
    ).fetchall()
    assert tables == [("trail_v1_2",)]


def test_a_new_version_is_built_beside_and_switched_to(
    url: str, reader: psycopg.Connection, county: County, projector: Projector
) -> None:
    from projections.registry import PROJECTIONS
    from projections.timers import Timers

    class NewTimers(Timers):
        version = Timers.version + 1

    county.record(*county.opened("a"))
    projector.catch_up()
    kinds = tuple(NewTimers if kind is Timers else kind for kind in PROJECTIONS)
    upgraded = Projector(url, projections=kinds)
    upgraded.prepare()
    upgraded.close()
    row = reader.execute("SELECT version, generation FROM proj.registry WHERE name = 'timers'")
    assert row.fetchone() == (NewTimers.version, 2)
    count = reader.execute("SELECT count(*) FROM proj.timer").fetchone()
    assert count == (1,)
