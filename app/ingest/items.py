"""A catalogue of items into the register: every row becomes an item version, or is told why not.

Running it again adds nothing; a row that has changed becomes the item's next version. An identifier
that fails its check is told beside the file and goes in as it was written (rule D-08).
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from eventsourcing.persistence import OperationalError

from adapters.ledger.batch import VersionConflict
from adapters.ledger.store import ActStore
from app.ingest.csv_rows import read_csv
from app.ingest.errors import fault
from app.ingest.item_build import as_item, same
from app.ingest.item_mapping import ItemMapping
from app.ingest.rejects import Rejects
from app.ingest.rows import BrokenFileError, Row, opened
from app.ingest.summary import Tally
from app.onboarding.start import OPERATOR, TOGETHER
from app.reports.intake import as_problem, site_of
from domain.monitoring.item_rules import bad_identifier
from domain.registry.events import ItemVersionPublished
from domain.registry.identifiers import WORDS, CodeFlaw
from domain.registry.institution import Institution
from domain.shared.act import Act, EntryMode, Meta
from domain.shared.errors import DomainError
from domain.shared.ids import item_id


@dataclass(slots=True)
class ItemSummary:
    """Outcome of one catalogue. `next_versions`: of the recorded, items that were known but have
    changed. `flaws`: department codes that fail their check, by what is wrong; they are in."""

    rejected_file: Path
    findings_file: Path
    rows: Tally = field(default_factory=Tally)
    next_versions: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    flaws: Counter[CodeFlaw] = field(default_factory=Counter)
    codes: dict[CodeFlaw, set[str]] = field(default_factory=dict)
    seconds: float = 0.0
    broken: DomainError | None = None


Told = Callable[[ItemSummary], None]


def import_items(
    path: Path,
    mapping: ItemMapping,
    *,
    store: ActStore,
    institution: Institution,
    now: datetime,
    beside: Path | None = None,
    progress: Told = lambda _: None,
) -> ItemSummary:
    """Publish every item of a CSV or TSV catalogue.

    Args:
        now: aware; when the items are published (in a simulated log, also recorded).
        beside: where `.rejected.ndjson` and `.findings.ndjson` go; default beside the file.

    Raises:
        DomainError: file-unreadable, unknown-region, log-unavailable, import-meanwhile (somebody
            else publishes the same items; what was recorded before is in).
    """
    started = time.monotonic()
    place = beside or path.parent
    summary = ItemSummary(
        place / f"{path.name}.rejected.ndjson", place / f"{path.name}.findings.ndjson"
    )
    run = _Run(mapping, store, institution, now, summary)
    with Rejects(summary.rejected_file) as rejects, Rejects(summary.findings_file) as findings:
        try:
            with opened(path) as stream:
                for row in read_csv(stream, mapping.delimiter):
                    run.take(row, rejects, findings)
                    progress(summary)
        except BrokenFileError as error:
            summary.broken = error.problem
        run.record()
    summary.seconds = time.monotonic() - started
    progress(summary)
    return summary


class _Run:
    """What an import holds while it reads: codes seen, acts not yet recorded."""

    def __init__(
        self,
        mapping: ItemMapping,
        store: ActStore,
        institution: Institution,
        now: datetime,
        summary: ItemSummary,
    ) -> None:
        self._mapping, self._store, self._institution = mapping, store, institution
        self._now, self._summary = now, summary
        self._jurisdiction = site_of(store, mapping.region, institution).jurisdiction
        self._seen: set[str] = set()
        self._acts: list[Act] = []

    def take(self, row: Row, rejects: Rejects, findings: Rejects) -> None:
        """One row: into the register, known already, or rejected; its bad codes are told."""
        summary = self._summary
        summary.rows.read += 1
        try:
            item = self._item(row)
        except DomainError as error:
            summary.rows.rejected += 1
            summary.reasons[error.code] += 1
            rejects.write(row, error, header=False)
            return
        self._examine(row, item, findings)
        known = self._institution.item(item.item_code)
        if known and same(known, item):
            summary.rows.already_there += 1
            return
        self._publish(item, known)

    def record(self) -> None:
        """Append what has been published, in a few submissions."""
        recorded_at = self._now if self._institution.simulated else None
        for start in range(0, len(self._acts), TOGETHER):
            part = self._acts[start : start + TOGETHER]
            try:
                self._store.append(part, region=self._mapping.region, recorded_at=recorded_at)
            except VersionConflict:
                raise fault("import-meanwhile") from None
            except OperationalError as error:
                raise as_problem(error) from error
            self._summary.rows.recorded += len(part)

    def _item(self, row: Row) -> ItemVersionPublished:
        if row.fault:
            raise row.fault
        item = as_item(self._mapping, row.values)
        if item.item_code in self._seen:
            raise fault("item-listed-twice", item.item_code, fields=(self._mapping.columns.code,))
        self._seen.add(item.item_code)
        return item

    def _examine(self, row: Row, item: ItemVersionPublished, findings: Rejects) -> None:
        column = self._mapping.columns.department_code
        if column is None or item.listed is None:
            return
        code = item.listed.department_code
        for flaw in bad_identifier(item):
            self._summary.flaws[flaw] += 1
            self._summary.codes.setdefault(flaw, set()).add(code or "")
            zh, en = WORDS[flaw]
            error = fault("bad-identifier", f"{code}: {en} / {zh}", fields=(column,))
            findings.write(row, error, header=False)

    def _publish(self, item: ItemVersionPublished, known: ItemVersionPublished | None) -> None:
        stream = item_id(self._jurisdiction, item.item_code)
        version = 1
        if known:
            item = item.model_copy(update={"item_version": known.item_version + 1})
            version = len(self._store.load(stream)) + 1
            self._summary.next_versions += 1
        meta = Meta(
            occurred_at=self._now,
            actor=OPERATOR,
            region=self._mapping.region,
            item_code=item.item_code,
            entry_mode=EntryMode.IMPORTED,
            source_system=self._mapping.source,
            source_id=item.item_code,
        )
        self._acts.append(Act(stream, version, meta, item))
