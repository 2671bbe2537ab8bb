"""The hot loop: every state hashed, every leaf rebuilt and compared with the stored leaf hash."""

from collections.abc import Iterable, Iterator

from adapters.ledger.proof.findings import Report
from adapters.ledger.proof.leaf import leaf_hasher
from adapters.ledger.proof.merkle import BLOCK
from adapters.ledger.proof.source import Row
from adapters.ledger.proof.swaps import ChangedRows

Part = tuple[int, list[bytes]]


def rehash(
    report: Report,
    rows: Iterable[Row],
    start: int,
    limit: int,
    stops: Iterable[int] = (),
    after: int = 0,
) -> Iterator[Part]:
    """Yield (index of the first, leaf hashes) in parts that end at every block and every stop.

    The leaf hashes are the stored ones, even of a row that does not match its own: a root made
    of them tells whether they are the signed ones. Rows at or beyond `limit` are reported only.
    A gap shows as a part that begins behind the end of the part before. `after` is the position
    of the entry before `start`.
    """
    leaf, changed = leaf_hasher(report.log), ChangedRows(report.log)
    ends = _Ends(start, limit, stops)
    expected, last, end = start, after, ends.behind(start)
    leaves: list[bytes] = []
    rows = iter(rows)
    for row in rows if start < limit else ():
        position, index, stream, version, kind, recorded_at, state, stored, anchor = row
        if index != expected:
            if index < expected or index >= limit:
                _misplaced(report, index, limit)
                continue
            report.add("row_missing", expected, index)
            yield expected - len(leaves), leaves
            leaves, expected, end = [], index, ends.behind(index)
        if position <= last:
            report.add("position_order", index)
        if leaf(index, position, stream, version, kind, recorded_at, state, anchor) != stored:
            changed.add(row)
            report.add("row_changed", index)
        leaves.append(stored)
        last = position
        expected += 1
        if expected == end:
            yield expected - len(leaves), leaves
            leaves, end = [], ends.behind(expected)
            if expected == limit:
                break
    for row in rows:
        _misplaced(report, row[1], limit)
    yield expected - len(leaves), leaves
    changed.explain(report)


def _misplaced(report: Report, index: int, limit: int) -> None:
    report.add("row_duplicated" if index < limit else "rows_beyond_head", index)


class _Ends:
    """Where parts end: at block boundaries, at the stops, at the limit."""

    def __init__(self, start: int, limit: int, stops: Iterable[int]) -> None:
        self._ahead = sorted({limit, *(stop for stop in stops if stop > start)}, reverse=True)

    def behind(self, size: int) -> int:
        """The first end behind `size`; sizes asked for must not fall."""
        while len(self._ahead) > 1 and self._ahead[-1] <= size:
            self._ahead.pop()
        return min(size - size % BLOCK + BLOCK, self._ahead[-1])
