"""What a mapping makes of the activities of a file: acts, steps, or nothing. Needs no log."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from app.ingest.build import matcher
from app.ingest.load import read_rows
from app.ingest.mapping import Mapping
from app.ingest.values import Texts
from domain.approval.events import StepRecorded

STEP = StepRecorded.TYPE


@dataclass(slots=True)
class Coverage:
    """Rows by activity and what they become: the type of an act, a step, or None (rejected)."""

    rows: int = 0
    bad: int = 0
    found: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)

    def total(self, kind: str | None) -> int:
        """Rows that become this."""
        return sum(count for (_, became), count in self.found.items() if became == kind)

    @property
    def acts(self) -> int:
        """Rows that become an act with a meaning of its own."""
        return self.found.total() - self.total(STEP) - self.total(None)


def coverage(path: Path, mapping: Mapping) -> Coverage:
    """Read a file and sort its rows by what the mapping says of their activity.

    Raises:
        DomainError: file-unreadable, unknown-format.
        BrokenFileError: the file breaks off.
    """
    told = Coverage()
    known = matcher(mapping.step.known)
    columns = mapping.columns
    for row in read_rows(path, mapping):
        told.rows += 1
        activity = row.values.get(columns.activity, "")
        if row.fault or not activity:
            told.bad += 1
            continue
        kind = _act(mapping, activity, row.values) or (STEP if known(activity) else None)
        told.found[activity, kind] += 1
        told.names.setdefault(activity, row.values.get(columns.name or "", ""))
    return told


def _act(mapping: Mapping, activity: str, row: Texts) -> str | None:
    for rule in mapping.act:
        if activity in rule.activity and all(
            row.get(column, "") in wanted for column, wanted in rule.when.items()
        ):
            return rule.type
    return None
