"""Verifying a log against merely reading and hashing its rows."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from hashlib import sha256

import psycopg

from adapters.ledger.proof.copyout import copy_out
from adapters.ledger.proof.findings import Verdict
from adapters.ledger.proof.pgsource import snapshot
from adapters.ledger.proof.verify import verify_log
from bench.acts import new_event
from bench.append import ledger
from bench.growth import fill
from bench.lines import Contestant, Line, Measure, Sample
from bench.stage import Stage

_LEAF = 420
"""Bytes of a typical leaf header; the bare loop hashes as many, without building them."""
_ROWS = """COPY (SELECT position, index, stream, version, recorded_at, leaf_hash, type, state
FROM ledger.event WHERE log = 1 ORDER BY index) TO STDOUT (FORMAT binary)"""
_PEAK = """
import re, sys
from adapters.ledger.proof.pgsource import snapshot
from adapters.ledger.proof.verify import verify_log
def peak():
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read())[1])
before = peak()
with snapshot(sys.argv[1]) as database:
    verify_log(database.logs()[0], None)
print(before, peak())
"""


def verify(url: str) -> int:
    """Verify the first log of a database; its size. It is unsealed, which is no tampering."""
    with snapshot(url) as database:
        report = verify_log(database.logs()[0], None)
    assert report.verdict < Verdict.TAMPERED, report
    return report.size


def bare_loop(url: str) -> int:
    """Read every row of the same columns and hash twice: the row with its state, and a leaf."""
    count, pad = 0, bytes(_LEAF)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET enable_sort = off; SET enable_bitmapscan = off")
        for message in copy_out(connection, _ROWS):
            sha256(message).digest()
            sha256(pad).digest()
            count += 1
    return count - 1  # the trailer is a message of its own


@contextlib.contextmanager
def opened(stage: Stage) -> Generator[Mapping[str, Contestant]]:
    size = stage.scale.verified
    with stage.database() as one, stage.database() as four:
        for database, events in ((one, size), (four, 4 * size)):
            with ledger(database) as log:
                fill(log, (new_event() for _ in range(events)))
            with psycopg.connect(database.url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE ledger.event")
        yield {
            "verify": lambda: _timed(lambda: verify(one.url), size),
            "bare loop": lambda: _timed(lambda: bare_loop(one.url), size),
            "verify, peak": lambda: _peak(one.url),
            "verify 4 times, peak": lambda: _peak(four.url),
        }


def _timed(work: Callable[[], int], expected: int) -> Sample:
    began = time.perf_counter()
    count = work()
    spent = time.perf_counter() - began
    if count != expected:
        raise RuntimeError(f"{count} rows read, {expected} expected")
    return {"rate": count / spent}


def _peak(url: str) -> Sample:
    result = subprocess.run(  # our own code in a process of its own, so that the peak is its own
        [sys.executable, "-c", _PEAK, url], capture_output=True, text=True, check=True
    )
    before, peak = map(int, result.stdout.split())
    return {"megabytes": peak / 1024, "before": before / 1024}


MEASURE = Measure(
    "verify",
    {
        "verify": "`verify_log` over one snapshot by one process: states, leaves, tree, head",
        "bare loop": "the same columns through the same COPY; two SHA-256 a row, one over the row "
        f"with its state and one over {_LEAF} bytes, as long as a leaf; nothing is decoded, "
        "built or compared",
        "verify, peak": "peak resident memory of a process that verifies that log",
        "verify 4 times, peak": "the same for a log four times as long",
    },
    opened,
    (
        Line(
            "verify against reading and hashing in a bare loop",
            *("verify", "bare loop", 0.5),
            "Python a row: four hashes 2.4 µs (the bare loop has two, 1.4), putting the header "
            "together 1.2, reading 1.7 (the bare loop 0.7), order, tree and comparing 0.6",
        ),
        Line(
            "… its peak memory, log of 4 times the length against 1",
            *("verify 4 times, peak", "verify, peak", 1.1),
            "",
            figure="megabytes",
            at_most=True,
        ),
    ),
)
