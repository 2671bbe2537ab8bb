"""Evidence that a log's key signed two histories: a bundle that proves it to anybody.

For equal sizes the two notes suffice. For sizes a < b the bundle carries the root that the
larger tree really has at size a and the consistency proof from there to b: as that root differs
from the signed one, both checkpoints cannot be of one append-only log.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.ledger.proof.checkpoint import Checkpoint, open_checkpoint
from adapters.ledger.proof.merkle import Frontier
from adapters.ledger.proof.note import NoteError, Verifier, decode_base64
from adapters.ledger.proof.proofs import (
    consistency_ranges,
    range_hash,
    root_at,
    subtrees,
    verify_consistency,
)

FORMAT = "shenguan-fork-evidence/1"


@dataclass(frozen=True)
class Signed:
    """A checkpoint with the note it came in."""

    checkpoint: Checkpoint
    note: str


def evidence(
    one: Signed, other: Signed, verifier: Verifier, leaves: Iterable[bytes] | None = None
) -> dict[str, Any]:
    """The bundle for two contradicting checkpoints; the smaller one first.

    `leaves` are the leaf hashes of the larger one's tree, in order; for different sizes the
    bundle proves nothing without them.
    """
    old, new = sorted((one, other), key=lambda signed: signed.checkpoint.size)
    a, b = old.checkpoint.size, new.checkpoint.size
    bundle: dict[str, Any] = {
        "format": FORMAT,
        "log": verifier.name,
        "vkey": verifier.vkey,
        "checkpoints": [old.note, new.note],
        "rootAtFirst": None,
        "proof": [],
    }
    if a == b or leaves is None:
        return bundle
    ranges = consistency_ranges(a, b)
    wanted = {part for whole in [*ranges, (0, a)] for part in subtrees(*whole)}
    hashes = _collect(wanted, leaves)
    try:
        proof = [range_hash(*part, hash_of=lambda x, y: hashes[x, y]) for part in ranges]
        bundle["rootAtFirst"] = _b64(root_at(a, lambda x, y: hashes[x, y]))
    except KeyError:  # the leaves did not reach: the notes alone must do
        return bundle
    bundle["proof"] = [_b64(part) for part in proof]
    return bundle


def proves_fork(bundle: dict[str, Any], verifier: Verifier) -> bool:
    """Whether the bundle convicts the key `verifier`: checked without the log."""
    try:
        old, new = (open_checkpoint(note, verifier) for note in bundle["checkpoints"])
        if old.size == new.size:
            return old.root != new.root
        root = decode_base64(bundle["rootAtFirst"])
        proof = [decode_base64(part) for part in bundle["proof"]]
    except (NoteError, KeyError, TypeError, ValueError):
        return False
    return root != old.root and verify_consistency(old.size, new.size, proof, root, new.root)


def _collect(wanted: set[tuple[int, int]], leaves: Iterable[bytes]) -> dict[tuple[int, int], bytes]:
    """The hashes of aligned ranges in one pass over the leaves; they may overlap."""
    starts: dict[int, list[int]] = {}
    for start, end in wanted:
        starts.setdefault(start, []).append(end)
    open_: dict[tuple[int, int], Frontier] = {}
    done: dict[tuple[int, int], bytes] = {}
    for index, leaf in enumerate(leaves):
        for end in starts.get(index, ()):
            open_[index, end] = Frontier()
        for (start, end), frontier in list(open_.items()):
            frontier.append(leaf)
            if index + 1 == end:
                done[start, end] = open_.pop((start, end)).root()
    return done


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
