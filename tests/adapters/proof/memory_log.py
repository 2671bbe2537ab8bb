"""A log in memory, built as the recorder builds it, that tests then attack as a superuser could."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from adapters.ledger.proof.checkpoint import Checkpoint, sign_checkpoint
from adapters.ledger.proof.leaf import event_id, leaf_bytes, state_digest, uuid_text
from adapters.ledger.proof.merkle import Frontier, leaf_hash
from adapters.ledger.proof.note import Signer
from adapters.ledger.proof.source import Head, Row

ORIGIN = "shenguan.example/320582"
SIGNER = Signer(ORIGIN, b"\x07" * 32)


POSITION, INDEX, STREAM, VERSION, TYPE, AT, STATE, LEAF, ANCHOR = range(9)


def header_of(log: str, row: list, **change: object) -> bytes:
    """The leaf bytes of a row, by the plain writer."""
    fields = {
        "log": log,
        "index": row[INDEX],
        "position": row[POSITION],
        "event": event_id(row[STREAM], row[VERSION]),
        "stream": uuid_text(row[STREAM]),
        "version": row[VERSION],
        "type": row[TYPE],
        "recorded_at": row[AT],
        "state": state_digest(row[STATE]),
        "anchor": row[ANCHOR],
    }
    return leaf_bytes(**{**fields, **change})


def stream(number: int) -> bytes:
    return UUID(int=number + 1).bytes


@dataclass
class MemoryLog:
    """A `LogSource`; `rows_` are lists so that attacks can assign to them."""

    origin: str = ORIGIN
    signer: Signer = SIGNER
    rows_: list[list] = field(default_factory=list)
    tree: Frontier = field(default_factory=Frontier)
    subtrees_: dict[tuple[int, int], bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    next_position: int = 1
    head_: Head | None = None

    def grow(self, count: int, *, word: str = "act", skip: int = 0) -> "MemoryLog":
        for _ in range(count):
            index = self.tree.size
            state = f'{{"nonce":"{index}","word":"{word}"}}'.encode()
            row = self.row(self.next_position + skip, index, state)
            self.next_position += 1 + skip
            self.rows_.append(row)
            for level, idx, value in self.tree.append(row[LEAF]):
                self.subtrees_[level, idx] = value
        return self

    def row(self, position: int, index: int, state: bytes) -> list:
        at = "2026-03-02T01:02:03.000004Z"
        where = [position, index, stream(index // 3), index % 3 + 1]
        return self.rehashed([*where, "case.accepted", at, state, b"", None])

    def rehashed(self, row: list) -> list:
        """The row with a leaf hash that fits it: what a careful attacker writes."""
        row[LEAF] = leaf_hash(header_of(self.origin, row))
        return row

    def seal(self) -> str:
        note = sign_checkpoint(Checkpoint.of(self.origin, self.tree), self.signer)
        self.notes.append(note)
        return note

    def recompute(self) -> "MemoryLog":
        """Everything below the signatures made coherent again with the rows as they are now."""
        self.tree, self.subtrees_ = Frontier(), {}
        for number, row in enumerate(self.rows_):
            row[1] = number
            self.rehashed(row)
            for level, idx, value in self.tree.append(row[LEAF]):
                self.subtrees_[level, idx] = value
        return self

    # LogSource
    def head(self) -> Head:
        tree = self.tree
        return self.head_ or Head(self.origin, tree.size, tree.root(), tree.to_bytes())

    def rows(self, start: int = 0, end: int | None = None) -> Iterator[Row]:
        for row in sorted(self.rows_, key=lambda row: row[1]):
            if start <= row[1] and (end is None or row[1] < end):
                yield tuple(row)

    def subtrees(self) -> dict[tuple[int, int], bytes]:
        return self.subtrees_

    def checkpoints(self) -> list[str]:
        return self.notes

    @contextmanager
    def open(self) -> Iterator["MemoryLog"]:
        yield self


def sealed_log(count: int, every: int = 100) -> MemoryLog:
    """A log of `count` entries, sealed every so many and at its end."""
    log = MemoryLog()
    while log.tree.size < count:
        log.grow(min(every, count - log.tree.size)).seal()
    return log
