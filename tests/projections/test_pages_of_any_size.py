"""Pages grow with a backlog; neither rows nor the place of a poison event depend on that."""

import psycopg
import pytest

from domain.approval import events as case
from projections.engine import Projector
from tests.projections.county import County, everything
from tests.projections.history import random_history
from tests.projections.test_the_projector import POISON, Fragile

pytestmark = pytest.mark.timeout(120)


def test_pages_that_grow_end_in_the_rows_of_single_events(
    url: str, county: County, projector: Projector
) -> None:
    last = county.record(*random_history(county, 6))
    one_by_one = Projector(url, page_size=1, growth=1)
    one_by_one.catch_up()
    one_by_one.close()
    rows = everything(url)
    assert len(rows["trail"]) > 100

    projector.rebuild()
    assert everything(url) == rows

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE ops.follower SET position = 0")
        connection.execute("DELETE FROM proj.registry")
    grown = Projector(url, page_size=8, growth=5)
    sizes = []
    grown.prepare()
    while taken := grown.step():
        sizes.append(taken)
    grown.close()
    assert sizes[:3] == [8, 40, 40]
    assert sum(sizes) == last
    assert everything(url) == rows


def test_a_poison_event_within_a_large_page_is_found_exactly(
    url: str, county: County, reader: psycopg.Connection
) -> None:
    county.record(*county.accepted("a"), *county.accepted("b"), *county.accepted("c"))
    poison = county.record(county.act("a", case.StepRecorded(code=POISON)))
    county.record(*county.accepted("d"))
    fragile = Projector(url, projections=(Fragile,), page_size=2, growth=10)
    fragile.catch_up()
    status = fragile.status()
    fragile.close()
    assert status is not None
    assert (status.position, status.stopped_at) == (poison - 1, poison)
    assert reader.execute("SELECT count(*) FROM proj.trail").fetchone() == (poison - 1,)
