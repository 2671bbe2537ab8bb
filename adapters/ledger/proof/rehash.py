"""The hot loop: every state hashed, every leaf rebuilt and compared with the stored leaf hash."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from adapters.ledger.proof.findings import Report
from adapters.ledger.proof.leaf import leaf_writer
from adapters.ledger.proof.merkle import BLOCK
from adapters.ledger.proof.source import Row
from adapters.ledger.proof.swaps import ChangedRows

Part = tuple[int, list[bytes]]


def rehash(
    report: Report, rows: Iterable[Row], start: int, limit: int, stops: Iterable[int]
) -> Iterator[Part]:
    """Yield (index of the first, leaf hashes) in parts that end at every block and every stop.

    The leaf hashes are the stored ones, even of a row that does not match its own: a root made
    of them tells whether they are the signed ones. Rows at or beyond `limit` are reported only.
    A gap shows as a part that begins behind the end of the part before. `stops` ascend.
    """
    write, hash_, changed = leaf_writer(report.log), sha256, ChangedRows(report.log)
    ahead = iter([stop for stop in stops if stop > start])
    stop = next(ahead, None)
    expected, last, leaves = start, 0, []
    end = _next_end(expected, stop)
    for row in rows:
        position, index, event, stream, version, kind, recorded_at, state, stored, anchor = row
        if index != expected:
            if index < expected or index >= limit:
                report.add("row_duplicated" if index < expected else "rows_beyond_head", index)
                continue
            report.add("row_missing", expected, index)
            yield expected - len(leaves), leaves
            leaves, expected = [], index
            while stop is not None and stop <= expected:
                stop = next(ahead, None)
            end = _next_end(expected, stop)
        if position <= last:
            report.add("position_order", index)
        digest = hash_(state).hexdigest()
        header = write(index, position, event, stream, version, kind, recorded_at, digest, anchor)
        if hash_(b"\x00" + header).digest() != stored:
            changed.add(row)
            report.add("row_changed", index)
        leaves.append(stored)
        last = position
        expected += 1
        if expected == end:
            yield expected - len(leaves), leaves
            leaves = []
            if expected == stop:
                stop = next(ahead, None)
            end = _next_end(expected, stop)
    yield expected - len(leaves), leaves
    changed.explain(report)


def _next_end(size: int, stop: int | None) -> int:
    block = size - size % BLOCK + BLOCK
    return block if stop is None else min(block, stop)
