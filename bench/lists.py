"""Every list query with a hundred times the data against itself with little."""

import contextlib
import time
from collections.abc import Generator, Mapping
from datetime import UTC, datetime

import psycopg

from adapters.ledger.database import LedgerDatabase
from bench.county import CountyAtWork
from bench.lines import Contestant, Line, Measure, Sample
from bench.probes import PROBES, Eye
from bench.stage import Database, Stage
from projections.engine import Projector
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS

_TIMES = 100
_NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)


@contextlib.contextmanager
def opened(stage: Stage) -> Generator[Mapping[str, Contestant]]:
    calls = stage.scale.calls
    with contextlib.ExitStack() as stack:
        eyes = [
            stack.enter_context(_eye(stack.enter_context(stage.database()), events))
            for events in (stage.scale.listed, stage.scale.listed * _TIMES)
        ]
        few, many = ({name: probe(eye) for name, probe in PROBES.items()} for eye in eyes)
        yield {
            "little": lambda: _timed(few, calls),
            "a hundred times": lambda: _timed(many, calls),
        }


@contextlib.contextmanager
def _eye(database: Database, events: int) -> Generator[Eye]:
    """A county with so many events, projected, and a reader as the API has them."""
    log = LedgerDatabase(database.app)
    try:
        county = CountyAtWork(log, under_way=events // 100)
        county.fill(events)
        projector = Projector(database.app)
        projector.prepare()
        if events > 10_000:
            projector.step()  # a rebuild fills new tables fast once there is a position
            _to_the_head(database)
            rebuild(database.app, PROJECTIONS)
        projector.catch_up()
        projector.close()
        with psycopg.connect(database.url, autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
            owner.execute("CHECKPOINT")
        with psycopg.connect(database.app) as connection:
            connection.read_only = True
            yield Eye(connection, county, _NOW)
    finally:
        log.close()


def _to_the_head(database: Database) -> None:
    """Let the rebuild alone do the work."""
    with psycopg.connect(database.url, autocommit=True) as owner:
        owner.execute("UPDATE ops.follower SET position = (SELECT position FROM ledger.head)")


def _timed(probes: Mapping[str, Contestant], calls: int) -> Sample:
    """p99 of each query in milliseconds, all queries in turn."""
    took: dict[str, list[float]] = {name: [] for name in probes}
    for number in range(calls + 3):
        for name, probe in probes.items():
            began = time.perf_counter()
            probe()
            if number >= 3:  # the first are still being prepared
                took[name].append(time.perf_counter() - began)
    return {name: sorted(each)[int(len(each) * 0.99)] * 1e3 for name, each in took.items()}


def _limit(name: str) -> str:
    if name.startswith("count"):
        return "a sum over counters: days, items, organisations and states, not cases (EXPLAIN)"
    if name == "findings of a stranger":
        return (
            "a department whose duties are all old: the newest-first index of duties is read past"
            " 23,122 rows of others to find its 21, 15 of 17 ms (EXPLAIN); PostgreSQL takes the"
            " organisations to be spread evenly over time. One who is party to no duty at all:"
            " 0.03 ms by the index on organisations, also in a year of 75,000 cases"
        )
    if name == "commitments of a stranger":
        return (
            "0.03 ms in PostgreSQL, by the index on organisations (EXPLAIN), and 2.8 ms in Python"
            " in the median, which is the calendar being read, with little data too; its p99 is"
            " the second worst of 200 calls"
        )
    if name.endswith("of a stranger"):
        return "the index on organisations (EXPLAIN)"
    if name.startswith("findings"):
        return "one indexed page of each kind, settled, open and duties, then merged (EXPLAIN)"
    return "an index scan that ends with the page (EXPLAIN)"


MEASURE = Measure(
    "lists",
    {
        "little": "a county's log of 3,000 events (quick: 100) with 30 (1) cases under way, "
        "projected; the query functions of the GET routes one after the other over one connection, "
        "without HTTP, which would add the same to both; figures are p99 in ms",
        "a hundred times": "the same queries with a hundred times the events and the cases under "
        "way; `deep` starts at a cursor as far in as the list goes",
    },
    opened,
    tuple(
        Line(
            f"query `{name}` at 100 times the data, p99",
            *("a hundred times", "little", 3.0),
            _limit(name),
            figure=name,
            at_most=True,
        )
        for name in PROBES
    ),
)
