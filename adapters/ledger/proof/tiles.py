"""A `hash_of` provider over what is stored: leaf hashes and the subtrees of 256^k leaves.

A proof in a log of any size then reads a handful of groups of at most 256 hashes.
"""

from collections.abc import Callable, Sequence

from adapters.ledger.proof.merkle import BLOCK, BLOCK_LEVEL, node_hash

ReadHashes = Callable[[int, int, int], Sequence[bytes]]
"""(level, start, end) → hashes start…end-1 of that level that exist, in order; level 0 is leaves,
then 8, 16, 24."""


class MissingHashes(LookupError):
    """The store does not hold every hash of a complete subtree."""


class StoredHashes:
    """Callable as `hash_of(start, end)`; reads each group of 256 hashes once, then keeps it.

    Make one for each answer and throw it away: groups at the log's edge still grow.
    """

    def __init__(self, read: ReadHashes) -> None:
        self._read = read
        self._groups: dict[tuple[int, int], Sequence[bytes]] = {}

    def __call__(self, start: int, end: int) -> bytes:
        height = (end - start).bit_length() - 1
        level = height // BLOCK_LEVEL * BLOCK_LEVEL
        first, last = start >> level, end >> level
        group = first >> BLOCK_LEVEL
        hashes = self._group(level, group)
        offset = group << BLOCK_LEVEL
        nodes = list(hashes[first - offset : last - offset])
        if len(nodes) != last - first:
            raise MissingHashes(f"level {level}: {first}…{last - 1} not stored")
        while len(nodes) > 1:
            nodes = [node_hash(*pair) for pair in zip(nodes[::2], nodes[1::2], strict=True)]
        return nodes[0]

    def _group(self, level: int, group: int) -> Sequence[bytes]:
        key = (level, group)
        if key not in self._groups:
            start = group << BLOCK_LEVEL
            self._groups[key] = self._read(level, start, start + BLOCK)
        return self._groups[key]
