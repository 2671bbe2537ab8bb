"""A long log rehashed by several processes: they clear ranges, this one judges the rest.

A range that a process finds without the least fault comes back as its leaf hashes. Every other one
is read again here, by the same code and in the same order as with one process, so the findings
are the same. Tree, checkpoints and head are compared here in any case.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from itertools import cycle
from pathlib import Path
from typing import Self

from adapters.ledger.proof.findings import Report
from adapters.ledger.proof.pgsource import PgLog
from adapters.ledger.proof.rehash import Part, Rehash
from adapters.ledger.proof.source import LogSource
from adapters.ledger.proof.verify import Walk, one_process
from adapters.ledger.proof.worker import DOUBTFUL, FAILED, HEAD, PROVED, Order

RANGE = 2048
"""Entries in a range: 64 KiB of leaf hashes."""
_PIPE = 1 << 20
"""Bytes that a process may be ahead of this one; where pipes cannot grow, it waits sooner."""
SHORT = 1_000_000
"""Below so many entries (seven seconds) the start of others costs about as much as they save."""
MOST = 4
_ROOT = Path(__file__).parents[3]

Process = subprocess.Popen[bytes]
Result = tuple[int, int, list[bytes]]
"""First and last position and the leaf hashes of a range; no leaf hashes if it is in doubt."""


class WorkerLost(RuntimeError):
    """A process ended before its work was done: nothing can be said of the log."""


def jobs_for(size: int, wanted: int | None = None) -> int:
    """How many processes rehash a log of `size` entries: 1 means this one alone."""
    if wanted is None:
        wanted = min(os.cpu_count() or 1, MOST) if size >= SHORT else 1
    return max(1, min(wanted, -(-size // RANGE)))


def several_processes(conninfo: str, wanted: int | None = None) -> Walk:
    """For `verify_log` on a log of this database: `wanted` processes, or as many as pay off."""

    def walk(report: Report, source: LogSource, limit: int, stops: Iterable[int]) -> Iterable[Part]:
        if not isinstance(source, PgLog):
            return one_process(report, source, limit, stops)
        size = min(limit, source.count())  # a false head may claim any size
        jobs = jobs_for(size, wanted)
        if jobs == 1:
            return one_process(report, source, limit, stops)
        return _rehash(Rehash(report, 0, limit, stops), _Workers(jobs, source, conninfo, size))

    return walk


class _Workers:
    """Processes that take the ranges below `size` in turn; a context that ends them."""

    def __init__(self, jobs: int, log: PgLog, conninfo: str, size: int) -> None:
        self.log, self.size = log, size
        self._jobs, self._conninfo = jobs, conninfo
        self._processes: list[Process] = []

    def __enter__(self) -> Self:
        snapshot, origin = self.log.export(), self.log.head().origin
        for number in range(self._jobs):
            starts = (number * RANGE, self.size, self._jobs * RANGE)
            order = Order(self._conninfo, snapshot, self.log.number, origin, starts, RANGE)
            self._processes.append(_start())
            _give(self._processes[-1], order)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
            assert process.stdout
            process.stdout.close()

    def results(self) -> Iterator[tuple[int, Result]]:
        """Start and result of each range, in order. Raises WorkerLost."""
        for start, process in zip(range(0, self.size, RANGE), cycle(self._processes), strict=False):
            yield start, _result(process)


def _rehash(walk: Rehash, workers: _Workers) -> Iterator[Part]:
    log, size = workers.log, workers.size
    with workers:
        for start, (first, last, leaves) in workers.results():
            if leaves and walk.last < first:
                yield from walk.proved(start, leaves, last)
            else:
                yield from walk.rows(log.rows(start, min(start + RANGE, size)))
    yield from walk.rows(log.rows(size))
    yield from walk.finish()


def _start() -> Process:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-m", "adapters.ledger.proof.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pipesize=_PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )


def _give(process: Process, order: Order) -> None:
    assert process.stdin
    with suppress(BrokenPipeError), process.stdin as stdin:  # its answer will be missed
        stdin.write(json.dumps(asdict(order)).encode() + b"\n")


def _result(process: Process) -> Result:
    kind, first, last, size = HEAD.unpack(_read(process, HEAD.size))
    data = _read(process, size)
    if kind == FAILED or kind not in (PROVED, DOUBTFUL):
        raise WorkerLost(
            f"a checking process failed: {data.decode('utf-8', 'replace')} / 核验进程出错"
        )
    return first, last, [data[at : at + 32] for at in range(0, size, 32)]


def _read(process: Process, size: int) -> bytes:
    assert process.stdout
    data = process.stdout.read(size)
    if len(data) < size:
        raise WorkerLost(
            f"a checking process ended early (exit status {process.wait()}): nothing is said of "
            "the log; run verify again, with --jobs 1 if it happens again / "
            "核验进程意外结束，未得出结论；请重新核验，必要时使用 --jobs 1"
        )
    return data
