"""The live projector against the library's, and the rebuild against the live projector."""

import contextlib
import time
from collections.abc import Generator, Mapping

import psycopg

from adapters.ledger.database import LedgerDatabase
from bench import library
from bench.county import CountyAtWork
from bench.lines import Contestant, Line, Measure, Sample
from bench.stage import Database, Stage
from projections.audit_trail import AuditTrail
from projections.engine import Projector
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS

_LIBRARY_SHARE = 20
"""The library projects so many times fewer events: its rate does not depend on the number."""


@contextlib.contextmanager
def opened(stage: Stage) -> Generator[Mapping[str, Contestant]]:
    events = stage.scale.projected
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(stage.database())
        short = stack.enter_context(stage.database())
        head = _fill(full, events)
        _fill(short, events // 10)
        _catch_up(short)
        theirs = stack.enter_context(stage.database(None))
        application = library.Cases(library.environment(stage, theirs))
        recorded = application.fill(max(500, events // _LIBRARY_SHARE))
        application.close()
        done = stack.enter_context(stage.database(full.name))
        _catch_up(done)
        yield {
            "projector, all views": lambda: _live(stage, full, head),
            "library's runner, one view": lambda: _library(stage, theirs, recorded),
            "rebuild of the trail": lambda: _rebuild(done, head),
            "rebuild, a tenth": lambda: _rebuild(short, events // 10),
        }


def _fill(database: Database, events: int) -> int:
    log = LedgerDatabase(database.app)
    try:
        head = CountyAtWork(log).fill(events)
    finally:
        log.close()
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE ledger.event")
    return head


def _catch_up(database: Database) -> float:
    projector = Projector(database.app)
    try:
        projector.prepare()
        began = time.perf_counter()
        projector.catch_up()
        spent = time.perf_counter() - began
        status = projector.status()
        if status is None or not status.healthy or status.lag:
            raise RuntimeError(f"the projector did not arrive: {status}")
        return spent
    finally:
        projector.close()


def _live(stage: Stage, full: Database, head: int) -> Sample:
    with stage.database(full.name) as copy:
        return {"rate": head / _catch_up(copy)}


def _library(stage: Stage, theirs: Database, recorded: int) -> Sample:
    with stage.database(theirs.name) as copy:
        return {"rate": library.project(library.environment(stage, copy), recorded)}


def _rebuild(database: Database, head: int) -> Sample:
    began = time.perf_counter()
    rebuild(database.app, [AuditTrail])
    return {"rate": head / (time.perf_counter() - began)}


MEASURE = Measure(
    "projector",
    {
        "projector, all views": f"the live projector, from zero, all {len(PROJECTIONS)} "
        "projections, pages of 1,000; its commits are not waited for on disk, because a crash "
        "costs no more than computing them again",
        "library's runner, one view": "`ProjectionRunner` of the library over its own application "
        "of as many bytes an event, one upsert and one tracking record a transaction",
        "rebuild of the trail": "`rebuild` of the audit trail beside the live one, switch included",
        "rebuild, a tenth": "the same for a log of a tenth of the length",
    },
    opened,
    (
        Line(
            "live projector, all views, against the library's runner on one trivial view",
            *("projector, all views", "library's runner, one view", 20.0),
            "all its views, not four: Python spread over decoding, trail rows, row text and "
            "folding, no single hot spot; a quarter waits for COPY (profile of 0.1.0 over 49,754 "
            "real events)",
        ),
        Line(
            "rebuild of the audit trail against the live projector",
            *("rebuild of the trail", "projector, all views", 2.0),
            "not profiled here",
        ),
        Line(
            "rebuild of the audit trail, rate at 10 times the length",
            *("rebuild of the trail", "rebuild, a tenth", 0.8),
            "linear is 1; a short rebuild pays for preparing and switching",
        ),
    ),
)
