"""A file into the log: read, build, submit with many in flight, account for every row."""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from adapters.ledger.store import ActStore
from app.ingest.build import Builder
from app.ingest.csv_rows import read_csv
from app.ingest.errors import fault
from app.ingest.layouts import AnyBuilder, AnyMapping
from app.ingest.mapping import Mapping, Origin
from app.ingest.ndjson import read_ndjson
from app.ingest.rejects import Rejects
from app.ingest.rows import BrokenFileError, Row, opened
from app.ingest.summary import Summary
from app.ingest.wide_build import WideBuilder
from app.ingest.window import Progress, Window
from app.ingest.xes import read_xes
from app.reports.acts import Items, Site
from app.reports.errors import problem
from app.reports.intake import site_of
from domain.shared.errors import DomainError


def ingest(
    path: Path,
    mapping: AnyMapping,
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
        progress: called about every 1,000 acts with the summary so far.
        recorded_at: for simulated logs.

    Raises:
        DomainError: file-unreadable, unknown-format, unknown-region, unknown-item,
            mapping-invalid, log-unavailable (what was answered before is in).
    """
    started = time.monotonic()
    site = site_of(store, mapping.region, institution)
    if institution.item(mapping.item) is None:
        raise problem("unknown-item", mapping.item, fields=("item",))
    builder = _builder(path, mapping, site, now)
    target = rejected_to or path.with_name(path.name + ".rejected.ndjson")
    summary = Summary(path, target)
    with Rejects(target) as rejects:
        window = Window(store, mapping.region, recorded_at, summary, rejects, progress)
        try:
            try:
                for row in read_rows(path, mapping):
                    _one(row, builder, window)
            except BrokenFileError as error:
                summary.broken = error.problem
            window.finish()
        finally:
            summary.cases = builder.cases
            summary.seconds = time.monotonic() - started
    progress(summary)
    return summary


def read_rows(path: Path, mapping: Origin) -> Iterator[Row]:
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


def _one(row: Row, builder: AnyBuilder, window: Window) -> None:
    summary = window.summary
    if row.fault:
        window.reject(row, summary.rows, row.fault)
        return
    for own, act in builder.acts(row.values):
        tally = summary.rows if own else summary.headers
        if isinstance(act, DomainError):
            window.reject(row, tally, act)
        else:
            window.send(row, tally, act)


def _builder(path: Path, mapping: AnyMapping, site: Site, now: datetime) -> AnyBuilder:
    """The builder of a mapping; where rows rest on others of their case, it has read the file."""
    if isinstance(mapping, Mapping):
        return Builder(mapping, site, now)
    builder = WideBuilder(mapping, site, now)
    if builder.memory.needed:
        with suppress(BrokenFileError):  # told when the rows themselves are read
            builder.memory.read(read_rows(path, mapping))
    return builder
