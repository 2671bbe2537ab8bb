"""A process that rehashes ranges of one log in a snapshot that its parent exported.

`python -m adapters.ledger.proof.worker`: the order comes as one line of JSON on standard input, the
address among it, where no list of processes shows it. Each range is answered with a frame of
`HEAD`; its leaf hashes follow if it is without fault. What is not is left to the parent, which
reads it again and names the place. The process ends by itself when nobody reads its answers.
"""

import json
import signal
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import psycopg

from adapters.ledger.proof.leaves import leaf_hashes
from adapters.ledger.proof.pgsource import PgLog, join_snapshot
from adapters.ledger.proof.rehash import BATCH, faultless
from adapters.ledger.proof.source import Row

HEAD = struct.Struct("!cqqi")
"""`PROVED` with first and last position, `DOUBTFUL` or `FAILED`; how many bytes follow: leaf hashes
of 32 bytes, nothing, or an error's text."""
PROVED, DOUBTFUL, FAILED = b"P", b"D", b"F"


@dataclass(frozen=True, slots=True)
class Order:
    """What one process does: ranges [start, start + length) for each start, cut off at `limit`."""

    conninfo: str
    snapshot: str
    log: int
    origin: str
    starts: tuple[int, int, int]
    """as for `range`"""
    length: int


def main() -> None:
    """Carry out the order on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends us
    order = Order(**json.loads(sys.stdin.readline()))
    out = sys.stdout.buffer
    try:
        _work(order, out)
    except BrokenPipeError:
        sys.stdout = None  # nothing is left to be flushed
    except psycopg.Error as error:
        _answer(out, FAILED, text=str(error).encode())


def _work(order: Order, out: BinaryIO) -> None:
    with join_snapshot(order.conninfo, order.snapshot) as connection:
        log = PgLog(connection, order.log)
        limit = order.starts[1]
        for start in range(*order.starts):
            end = min(start + order.length, limit)
            checked = check(order.origin, log.rows(start, end), start, end)
            if checked is None:
                _answer(out, DOUBTFUL)
            else:
                _answer(out, PROVED, checked[0], checked[1], checked[2])


def check(origin: str, rows: Iterable[Row], start: int, end: int) -> tuple[int, int, bytes] | None:
    """First and last position and the leaf hashes of [start, end); None at the least fault."""
    hashed, rows = leaf_hashes(origin), iter(rows)
    leaves: list[bytes] = []
    first = last = None
    sound = True
    while batch := list(islice(rows, BATCH)):  # to the end: the connection is used again
        columns = tuple(zip(*batch, strict=True))
        own = hashed(columns)
        ascends = last is None or last < batch[0][0]
        sound = sound and ascends and faultless(columns, own, start + len(leaves))
        first, last = batch[0][0] if first is None else first, batch[-1][0]
        leaves += own if sound else ()
    if not sound or first is None or last is None or len(leaves) != end - start:
        return None
    return first, last, b"".join(leaves)


def _answer(out: BinaryIO, kind: bytes, first: int = 0, last: int = 0, text: bytes = b"") -> None:
    out.write(HEAD.pack(kind, first, last, len(text)) + text)
    out.flush()


if __name__ == "__main__":
    main()
