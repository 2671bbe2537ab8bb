"""The hot loop: every state hashed, every leaf rebuilt and compared with the stored leaf hash."""

from collections.abc import Iterable, Iterator
from itertools import islice
from operator import lt

from adapters.ledger.proof.findings import Report
from adapters.ledger.proof.leaves import Columns, leaf_hashes
from adapters.ledger.proof.merkle import BLOCK
from adapters.ledger.proof.source import Row
from adapters.ledger.proof.swaps import ChangedRows

Part = tuple[int, list[bytes]]

BATCH = 64
"""Entries that are hashed together. So many states are in memory at once."""


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
    walk = Rehash(report, start, limit, stops, after)
    yield from walk.rows(rows)
    yield from walk.finish()


class Rehash:
    """The walk itself, for rows that come in several runs: call `finish` after the last."""

    def __init__(
        self, report: Report, start: int, limit: int, stops: Iterable[int] = (), after: int = 0
    ) -> None:
        self._report, self._limit = report, limit
        self._hashed, self._changed = leaf_hashes(report.log), ChangedRows(report.log)
        self._ends = _Ends(start, limit, stops)
        self._expected, self._end = start, self._ends.behind(start)
        self._leaves: list[bytes] = []
        self.last = after
        """position of the newest entry"""

    def rows(self, rows: Iterable[Row]) -> Iterator[Part]:
        """Judge the next rows, in order of index."""
        rows = iter(rows)
        while self._expected < self._limit:
            batch = list(islice(rows, min(BATCH, self._end - self._expected)))
            if not batch:
                break
            columns = tuple(zip(*batch, strict=True))
            own = self._hashed(columns)
            if self.last < batch[0][0] and faultless(columns, own, self._expected):
                yield from self.proved(self._expected, own, batch[-1][0])
            else:
                yield from self._one_by_one(batch, own)
        for row in rows:
            self._misplaced(row[1])

    def proved(self, start: int, leaves: list[bytes], last: int) -> Iterator[Part]:
        """Take over entries from `start` that are `faultless` and follow on `self.last`."""
        if start != self._expected:
            yield self._gap(start)
        self.last = last
        at = 0
        while at < len(leaves):
            more = leaves[at : at + self._end - self._expected]
            self._leaves += more
            self._expected += len(more)
            at += len(more)
            if self._expected == self._end:
                yield self._part()

    def finish(self) -> Iterator[Part]:
        """The last part; exchanged rows are named."""
        yield self._part()
        self._changed.explain(self._report)

    def _one_by_one(self, batch: list[Row], own: list[bytes]) -> Iterator[Part]:
        for row, leaf in zip(batch, own, strict=True):
            position, index, stored = row[0], row[1], row[7]
            if index < self._expected or index >= self._limit:
                self._misplaced(index)
                continue
            if index != self._expected:
                yield self._gap(index)
            if position <= self.last:
                self._report.add("position_order", index)
            if leaf != stored:
                self._changed.add(row)
                self._report.add("row_changed", index)
            self._leaves.append(stored)
            self.last = position
            self._expected += 1
            if self._expected == self._end:
                yield self._part()

    def _part(self) -> Part:
        part = self._expected - len(self._leaves), self._leaves
        self._leaves, self._end = [], self._ends.behind(self._expected)
        return part

    def _gap(self, index: int) -> Part:
        self._report.add("row_missing", self._expected, index)
        part = self._expected - len(self._leaves), self._leaves
        self._leaves, self._expected, self._end = [], index, self._ends.behind(index)
        return part

    def _misplaced(self, index: int) -> None:
        kind = "row_duplicated" if index < self._limit else "rows_beyond_head"
        self._report.add(kind, index)


def faultless(columns: Columns, own: list[bytes], start: int) -> bool:
    """Whether entries are those from `start` on, in order, with the leaf hashes stored for them."""
    positions, indexes, stored = columns[0], columns[1], columns[7]
    return (
        tuple(own) == stored
        and indexes == tuple(range(start, start + len(own)))
        and all(map(lt, positions, positions[1:]))
    )


class _Ends:
    """Where parts end: at block boundaries, at the stops, at the limit."""

    def __init__(self, start: int, limit: int, stops: Iterable[int]) -> None:
        self._ahead = sorted({limit, *(stop for stop in stops if stop > start)}, reverse=True)

    def behind(self, size: int) -> int:
        """The first end behind `size`; sizes asked for must not fall."""
        while len(self._ahead) > 1 and self._ahead[-1] <= size:
            self._ahead.pop()
        return min(size - size % BLOCK + BLOCK, self._ahead[-1])
