"""What the verifier and the sealer read a log through. They only ever read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from adapters.ledger.proof.leaf import LeafHasher

Row = tuple[int, int, bytes, int, str, str, bytes, bytes, str | None]
"""One entry: position, index, stream (16 bytes), version, type, recordedAt (as in the leaf
header), state bytes, the leaf hash stored beside it, anchor. The event id is not stored: it is
uuid5(stream, version)."""


@dataclass(frozen=True)
class Head:
    """The head row of one log, as stored: claims to be checked, nothing to be trusted."""

    origin: str
    size: int
    root: bytes
    frontier: bytes | None = None


class LogSource(Protocol):
    """One log in one consistent snapshot."""

    def head(self) -> Head:
        """The stored head."""
        ...

    def rows(self, start: int = 0, end: int | None = None) -> Iterable[Row]:
        """The entries with start <= index < end that exist, in order of index."""
        ...

    def subtrees(self) -> Mapping[tuple[int, int], bytes]:
        """The stored hashes of complete subtrees by (level, idx); 1/256 of the log's length."""
        ...

    def checkpoints(self) -> Sequence[str]:
        """The distinct signed notes that are stored for this log."""
        ...


def row_leaf_hash(leaf: LeafHasher, row: Row) -> bytes:
    """The leaf hash that a row should have."""
    position, index, stream, version, kind, recorded_at, state, _, anchor = row
    return leaf(index, position, stream, version, kind, recorded_at, state, anchor)
