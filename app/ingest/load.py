"""A file into the log: read, build, submit with many in flight, account for every row."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters.ledger.batch import ClaimTaken
from adapters.ledger.store import ActStore, Receipt
from app.ingest.build import Builder
from app.ingest.csv_rows import read_csv
from app.ingest.errors import fault
from app.ingest.mapping import Mapping
from app.ingest.ndjson import read_ndjson
from app.ingest.rejects import Rejects
from app.ingest.rows import BrokenFileError, Row, opened
from app.ingest.summary import Summary, Tally
from app.ingest.xes import read_xes
from app.reports.acts import Items, Prepared
from app.reports.errors import problem
from app.reports.intake import as_problem, site_of, submit
from domain.shared.errors import DomainError, Unavailable

IN_FLIGHT = 4_000
"""Acts submitted and not yet answered: enough for full group commits, bounded for memory."""
PROGRESS_EVERY = 500

Progress = Callable[[Summary], None]


def ingest(
    path: Path,
    mapping: Mapping,
    *,
    store: ActStore,
    institution: Items,
    now: datetime,
    rejected_to: Path | None = None,
    progress: Progress = lambda _: None,
    recorded_at: datetime | None = None,
) -> Summary:
    """Record every act of a file. Safe to run again, also after a crash: it adds what is missing.

    Args:
        now: aware; rows that lie later are rejected.
        rejected_to: where bad rows go; default beside the file, `<file>.rejected.ndjson`.
        progress: called about every 500 acts with the summary so far.
        recorded_at: for simulated logs.

    Raises:
        DomainError: file-unreadable, unknown-format, unknown-region, unknown-item,
            mapping-invalid, log-unavailable (what was answered before is in).
    """
    started = time.monotonic()
    site = site_of(store, mapping.region, institution)
    if institution.item(mapping.item) is None:
        raise problem("unknown-item", mapping.item, fields=("item",))
    builder = Builder(mapping, site, now)
    target = rejected_to or path.with_name(path.name + ".rejected.ndjson")
    summary = Summary(path, target)
    with Rejects(target) as rejects:
        window = _Window(store, mapping.region, recorded_at, summary, rejects, progress)
        try:
            for row in read_rows(path, mapping):
                _one(row, builder, window)
        except BrokenFileError as error:
            summary.broken = error.problem
        finally:
            window.drain()
            summary.cases = builder.cases
            summary.seconds = time.monotonic() - started
    progress(summary)
    return summary


def read_rows(path: Path, mapping: Mapping) -> Iterator[Row]:
    """The rows of a file; its format from the mapping, else from its name."""
    kind = mapping.format or _format(path)
    with opened(path) as stream:
        if kind == "xes":
            yield from read_xes(stream)
        elif kind == "csv":
            yield from read_csv(stream, mapping.delimiter)
        else:
            yield from read_ndjson(stream)


def _format(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    endings = {".xes": "xes", ".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson"}
    found = endings.get(Path(name).suffix)
    if found is None:
        raise fault("unknown-format", path.name)
    return found


def _one(row: Row, builder: Builder, window: "_Window") -> None:
    summary = window.summary
    if row.fault:
        window.reject(row, summary.rows, row.fault)
        return
    for header in builder.headers(row.values):
        if isinstance(header, DomainError):
            window.reject(row, summary.headers, header)
        else:
            window.send(row, summary.headers, header)
    try:
        prepared = builder.row(row.values)
    except DomainError as error:
        window.reject(row, summary.rows, error)
    else:
        window.send(row, summary.rows, prepared)


@dataclass(slots=True)
class _Waiting:
    row: Row
    tally: Tally
    type: str
    outcome: "Future[list[Receipt]]"


class _Window:
    """What is in flight; each row is a submission of its own, so a duplicate fails itself only."""

    def __init__(
        self,
        store: ActStore,
        region: str,
        recorded_at: datetime | None,
        summary: Summary,
        rejects: Rejects,
        progress: Progress,
    ) -> None:
        self.summary = summary
        self._store, self._region, self._recorded_at = store, region, recorded_at
        self._rejects, self._progress = rejects, progress
        self._waiting: deque[_Waiting] = deque()
        self._settled = 0

    def send(self, row: Row, tally: Tally, prepared: Prepared) -> None:
        while len(self._waiting) >= IN_FLIGHT:
            self._settle()
        try:
            outcome = submit(self._store, self._region, prepared, self._recorded_at)
        except Unavailable:
            raise
        except DomainError as error:
            self.reject(row, tally, error)
            return
        tally.read += 1
        self._waiting.append(_Waiting(row, tally, prepared.act.event.TYPE, outcome))

    def reject(self, row: Row, tally: Tally, error: DomainError) -> None:
        tally.read += 1
        self._rejected(row, tally, error)

    def drain(self) -> None:
        while self._waiting:
            self._settle()

    def _settle(self) -> None:
        one = self._waiting.popleft()
        error = one.outcome.exception()
        if error is None:
            one.tally.recorded += 1
            self.summary.types[one.type] += 1
        elif isinstance(error, ClaimTaken) and error.same:
            one.tally.already_there += 1
        else:
            told = as_problem(error)
            if isinstance(told, Unavailable):
                raise told
            self._rejected(one.row, one.tally, told)
        self._settled += 1
        if self._settled % PROGRESS_EVERY == 0:
            self._progress(self.summary)

    def _rejected(self, row: Row, tally: Tally, error: DomainError) -> None:
        tally.rejected += 1
        self.summary.reasons[error.code] += 1
        self._rejects.write(row, error, header=tally is self.summary.headers)
