"""Appending one event to a new stream: the log against the library, bare INSERT, the ceiling."""

import contextlib
import os
import re
import subprocess
from collections.abc import Generator, Mapping

import psycopg
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from adapters.ledger.database import LedgerDatabase
from adapters.servers.binaries import postgres_install
from bench.acts import REGION, SIZE, TYPE, new_event, next_state
from bench.acts import new_stream as new_id
from bench.lines import Contestant, Line, Measure, Sample
from bench.load import with_tasks, with_threads
from bench.stage import Database, Stage

_BARE_TABLE = """
CREATE TABLE {} (id bigserial PRIMARY KEY, stream uuid NOT NULL, version int NOT NULL,
                 type text NOT NULL, state bytea NOT NULL, UNIQUE (stream, version))"""
_BARE = "INSERT INTO bare (stream, version, type, state) VALUES (%s, 1, %s, %s)"
_CEILING = f"""
INSERT INTO ceiling (stream, version, type, state)
SELECT uuidv7(), 1, '{TYPE}', repeat('x', {SIZE})::bytea FROM generate_series(1, 1000);"""
_ROWS_A_COMMIT = 1000
_CEILING_CLIENTS = 8


@contextlib.contextmanager
def opened(stage: Stage) -> Generator[Mapping[str, Contestant]]:
    seconds = stage.scale.seconds
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(ledger(stack.enter_context(stage.database())))
        theirs = stack.enter_context(library(stage, stack.enter_context(stage.database(None))))
        plain = stack.enter_context(stage.database(None))
        bare = stack.enter_context(bare_tables(plain))

        def threads(writers: int) -> Sample:
            return with_threads([lambda: ours.submit([new_event()]).result()] * writers, seconds)

        def tasks(writers: int) -> Sample:
            return with_tasks([lambda: ours.asubmit([new_event()], log=REGION)] * writers, seconds)

        def library_recorder() -> Sample:
            return with_threads([lambda: theirs.insert_events([new_event()])] * 32, seconds)

        def inserts(writers: int) -> Sample:
            return with_threads([_insert_on(one) for one in bare[:writers]], seconds)

        yield {
            "log, 32 threads": lambda: threads(32),
            "log, 32 tasks": lambda: tasks(32),
            "log, 128 tasks": lambda: tasks(128),
            "log, 1 thread": lambda: threads(1),
            "library, 32 threads": library_recorder,
            "bare, 32 threads": lambda: inserts(32),
            "bare, 1 thread": lambda: inserts(1),
            "ceiling": lambda: _ceiling(plain, seconds),
        }


@contextlib.contextmanager
def ledger(database: Database) -> Generator[LedgerDatabase]:
    """The log of one simulated county, through the application's role."""
    opened = LedgerDatabase(database.app, region=REGION)
    try:
        opened.open_log(REGION, simulated=True)
        yield opened
    finally:
        opened.close()


@contextlib.contextmanager
def library(stage: Stage, database: Database) -> Generator[PostgresApplicationRecorder]:
    """The library's recorder in classic mode, one pooled connection for each of 32 writers."""
    address = stage.address
    place = (database.name, address.host, address.port, address.user, address.password)
    with PostgresDatastore(*place, pool_size=32) as datastore:
        recorder = PostgresApplicationRecorder(datastore)
        recorder.create_table()
        datastore.pool.wait()
        yield recorder


@contextlib.contextmanager
def bare_tables(database: Database) -> Generator[list["psycopg.Connection"]]:
    """Tables that a bare event store would have, and 32 connections to them."""
    with contextlib.ExitStack() as stack:
        connect = lambda: psycopg.connect(database.url, autocommit=True)  # noqa: E731
        connections = [stack.enter_context(connect()) for _ in range(32)]
        connections[0].execute(_BARE_TABLE.format("bare").encode())
        connections[0].execute(_BARE_TABLE.format("ceiling").encode())
        yield connections


def _insert_on(connection: "psycopg.Connection") -> Contestant:
    def insert() -> Sample:
        connection.execute(_BARE, (new_id(), TYPE, next_state()), prepare=True)
        return {}

    return insert


def _ceiling(database: Database, seconds: float) -> Sample:
    clients = ["-c", str(_CEILING_CLIENTS), "-j", "2", "-T", str(max(1, round(seconds)))]
    result = subprocess.run(  # our own command, no shell
        [postgres_install() / "bin/pgbench", "-n", *clients, "-f", "-", database.url],
        input=_CEILING,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"tps = ([\d.]+)", result.stdout)
    assert found, result.stdout
    return {"rate": float(found[1]) * _ROWS_A_COMMIT}


MEASURE = Measure(
    "append",
    {
        "log, 32 threads": "32 threads, each blocking on its own `submit(…).result()`",
        "log, 32 tasks": "32 tasks of one event loop, each awaiting its own `asubmit(…)`",
        "log, 128 tasks": "the same with 128 tasks",
        "log, 1 thread": "one thread blocking on each event",
        "library, 32 threads": "`PostgresApplicationRecorder.insert_events` of one event, classic "
        "mode (table lock), 32 threads, 32 pooled connections",
        "bare, 32 threads": "one prepared single-row INSERT a commit, 32 psycopg connections, "
        "table with a serial key and UNIQUE (stream, version)",
        "bare, 1 thread": "the same over one connection",
        "ceiling": f"pgbench, {_CEILING_CLIENTS} clients, INSERT … SELECT of 1,000 generated rows "
        "a commit into the same table: nothing crosses the wire",
    },
    opened,
    (
        Line(
            "append, 32 tasks, against the library's classic recorder",
            *("log, 32 tasks", "library, 32 threads", 20.0),
            "one after the other: 0.7 ms of the server for a batch of 32, its flush, "
            "0.4 ms of Python",
        ),
        Line(
            "… its p99",
            *("log, 32 tasks", "library, 32 threads", 0.1),
            "as above",
            figure="p99",
            at_most=True,
        ),
        Line(
            "append, 32 threads, against the library's classic recorder",
            *("log, 32 threads", "library, 32 threads", 20.0),
            "batches of 16: half of the threads are being woken, one by one, while the "
            "other half commits",
        ),
        Line(
            "… its p99",
            *("log, 32 threads", "library, 32 threads", 0.1),
            "as above",
            figure="p99",
            at_most=True,
        ),
        Line(
            "append, 32 tasks, against bare INSERT, 32 connections",
            *("log, 32 tasks", "bare, 32 threads", 2.5),
            "as the first line; the server groups the commits of the bare INSERTs too",
        ),
        Line(
            "append, 32 threads, against bare INSERT, 32 connections",
            *("log, 32 threads", "bare, 32 threads", 2.5),
            "the GIL, on both sides",
        ),
        Line(
            "append, 128 tasks, against the ceiling",
            *("log, 128 tasks", "ceiling", 0.25),
            "Python, in turn with the server: planning 7 µs an event (leaf 3.7, of which hashing "
            "1.8; tree 0.5), arguments 1.3, handing over and telling 2; the ceiling has no client",
        ),
        Line(
            "append, 1 thread, against bare INSERT, 1 connection",
            *("log, 1 thread", "bare, 1 thread", 0.5),
            "two hand-overs between threads; the function costs the server 0.35 ms "
            "without the flush",
        ),
    ),
)
