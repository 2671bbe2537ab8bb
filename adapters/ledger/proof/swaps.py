"""Says of changed rows whether they are each other's: swapped rows are named as such."""

from itertools import permutations

from adapters.ledger.proof.findings import Finding, Report
from adapters.ledger.proof.leaf import leaf_hasher
from adapters.ledger.proof.source import Row, row_leaf_hash

MAX_ROWS = 32


class ChangedRows:
    """Keeps the first few rows that do not match their leaf hash."""

    def __init__(self, log: str) -> None:
        self._leaf = leaf_hasher(log)
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        """Remember a row, up to MAX_ROWS of them."""
        if len(self._rows) < MAX_ROWS:
            self._rows.append(row)

    def explain(self, report: Report) -> None:
        """Add a finding for each pair of rows that were exchanged, wholly or in content."""
        named: set[int] = set()
        for one, other in permutations(self._rows, 2):
            if one[1] in named or other[1] in named or not self._swapped(one, other):
                continue
            named |= {one[1], other[1]}
            low, high = sorted((one[1], other[1]))
            detail = f"{low} ↔ {high}"
            report.findings.append(Finding(report.log, "rows_swapped", low, low + 1, detail))

    def _swapped(self, one: Row, other: Row) -> bool:
        """Would `one` match a leaf hash of the two, had it stood in the place of `other`?"""
        hashes = {one[7], other[7]}
        index = (one[0], other[1], *one[2:])
        place = (other[0], other[1], *one[2:])
        content = (*one[:6], other[6], *one[7:])
        for row in (index, place, content):
            moved: Row = row  # type: ignore[assignment]
            if row_leaf_hash(self._leaf, moved) in hashes:
                return True
        return False
