"""Deadlines that a source states, compared with the log that its file was imported into.

Every stated deadline gets one class (`domain.monitoring.stated`), so nothing stays unexplained. The
file says when the work was finished; the log says when the act occurred and what moved the case.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from eventsourcing.persistence import OperationalError

from adapters.ledger.store import ActStore
from app.calendar_file import zone_named
from app.ingest.build import Builder
from app.ingest.course import course_of
from app.ingest.load import read_rows
from app.ingest.mapping import Columns, Mapping
from app.ingest.values import Texts, local_instant
from app.reports.acts import Items, Prepared
from app.reports.intake import as_problem, site_of
from domain.approval.events import ApplicationSubmitted, CaseEndedAtSource, StepRecorded
from domain.monitoring.stated import Course, Stated, Why, why
from domain.shared.act import Act
from domain.shared.errors import DomainError

EXAMPLES = 5
NOWHERE = UUID(int=0)
WHOLE_CASE = "(case)"
"""The name under which the deadline of a whole case is counted."""


class Wanted(NamedTuple):
    """A deadline that the file states: of an act (by its source id), or of the whole case."""

    stream: UUID
    case: str
    activity: str
    source_id: str
    due: datetime
    finished: datetime | None


@dataclass(slots=True)
class Kind:
    """Counts of one activity's deadlines."""

    stated: int = 0
    met_at_source: int = 0
    met_in_log: int = 0


@dataclass(slots=True)
class DeadlineReport:
    """`rows`: of the file; `kept`: deadlines that the log holds as the file states them."""

    rows: int = 0
    total: Kind = field(default_factory=Kind)
    kept: int = 0
    kinds: dict[str, Kind] = field(default_factory=lambda: defaultdict(Kind))
    why: Counter[Why] = field(default_factory=Counter)
    examples: dict[Why, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def unexplained(self) -> int:
        """Deadlines without a class."""
        return self.total.stated - self.why.total()

    def add(self, wanted: Wanted, found: Stated, reason: Why, *, kept: bool) -> None:
        """Count one deadline."""
        for kind in (self.total, self.kinds[wanted.activity]):
            kind.stated += 1
            kind.met_at_source += found.met_at_source
            kind.met_in_log += found.met_in_log
        self.kept += kept
        self.why[reason] += 1
        held = self.examples[reason]
        if wanted.case not in held and len(held) < EXAMPLES:
            held.append(wanted.case)


def compare(
    path: Path,
    mapping: Mapping,
    *,
    store: ActStore,
    institution: Items,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> DeadlineReport:
    """Read the file again and look every stated deadline up in the log. Writes nothing.

    Raises:
        DomainError: file-unreadable, unknown-format, unknown-region, log-unavailable.
        BrokenFileError: the file breaks off.
    """
    report = DeadlineReport()
    zone = zone_named(mapping.zone)
    builder = Builder(mapping, site_of(store, mapping.region, institution), now)
    by_case: dict[UUID, list[Wanted]] = defaultdict(list)
    seen: set[str] = set()
    for row in read_rows(path, mapping):
        report.rows += 1
        if row.fault:
            continue
        case = row.values.get(mapping.columns.case, "")
        if case not in seen:
            seen.add(case)
            for one in _of_case(builder, row.values):
                by_case[one.stream].append(one)
        for one in _of_row(builder, row.values, zone):
            by_case[one.stream].append(one)
        if report.rows % 1000 == 0:
            progress(report.rows)
    try:
        for stream, wanted in by_case.items():
            _judge(store.load(stream), wanted, report, zone)
    except OperationalError as error:
        raise as_problem(error) from error
    progress(report.rows)
    return report


def _of_row(builder: Builder, row: Texts, zone: tzinfo) -> Iterator[Wanted]:
    """A row that states no deadline is not built: an id depends on rows of equal content alone."""
    columns = builder.mapping.columns
    if not columns.step_due or row.get(columns.step_due, "") in builder.blank:
        return
    finished = _readable(row.get(columns.finished or columns.time, ""), zone)
    try:
        act = builder.row(row).act
    except DomainError:
        yield from _of_bad_row(row, columns, finished, zone)
        return
    if due := _due(act):
        source_id = str(act.meta.source_id)
        number = str(act.meta.case_number)
        yield Wanted(act.originator_id, number, row[columns.activity], source_id, due, finished)


def _of_bad_row(
    row: Texts, columns: Columns, finished: datetime | None, zone: tzinfo
) -> Iterator[Wanted]:
    """A row that did not go in may still state a deadline."""
    if due := _readable(row.get(columns.step_due or "", ""), zone):
        case, activity = row.get(columns.case, ""), row.get(columns.activity, "")
        yield Wanted(NOWHERE, case, activity, "", due, finished)


def _readable(text: str, zone: tzinfo) -> datetime | None:
    try:
        return local_instant(text, zone, "")
    except DomainError:
        return None


def _of_case(builder: Builder, row: Texts) -> Iterator[Wanted]:
    headers = [one.act for one in builder.headers(row) if isinstance(one, Prepared)]
    ended = next((one for one in headers if isinstance(one.event, CaseEndedAtSource)), None)
    for one in headers:
        if isinstance(one.event, ApplicationSubmitted) and one.event.stated_due:
            number, due = str(one.meta.case_number), one.event.stated_due
            source_id = str(ended.meta.source_id) if ended else ""
            at = ended.meta.occurred_at if ended else None
            yield Wanted(one.originator_id, number, WHOLE_CASE, source_id, due, at)


def _due(act: Act) -> datetime | None:
    return act.event.step_due if isinstance(act.event, StepRecorded) else act.meta.stated_due


def _judge(acts: list[Act], wanted: list[Wanted], report: DeadlineReport, zone: tzinfo) -> None:
    course: Course = course_of(acts)
    held = {act.meta.source_id: act for act in acts}
    dues = {act.event.stated_due for act in acts if isinstance(act.event, ApplicationSubmitted)}
    for one in wanted:
        act = held.get(one.source_id)
        found = Stated(one.due, one.finished, act.meta.occurred_at if act else None)
        kept = one.due in dues if one.activity == WHOLE_CASE else bool(act) and _due(act) == one.due
        report.add(one, found, why(found, course, zone), kept=kept)
