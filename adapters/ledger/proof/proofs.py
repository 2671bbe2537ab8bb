"""Inclusion and consistency proofs: made from complete subtrees, checked as RFC 9162 says.

Making needs a provider `hash_of(start, end)` for aligned complete subtrees (end - start a power
of two that divides start); checking needs nothing and refuses whatever is not exact.
"""

from collections.abc import Callable, Iterator, Sequence

from adapters.ledger.proof.merkle import EMPTY_ROOT, HASH_SIZE, Frontier, node_hash

HashOf = Callable[[int, int], bytes]


class ProofRange(ValueError):
    """Index or size outside the tree."""


def subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split [start, end) into the largest aligned complete subtrees, left to right."""
    while start < end:
        span = 1 << ((end - start).bit_length() - 1)
        if start:
            span = min(span, start & -start)
        yield start, start + span
        start += span


def range_hash(start: int, end: int, hash_of: HashOf) -> bytes:
    """MTH(D[start:end]) of a range that RFC 6962's split yields (ragged only at the right)."""
    parts = [hash_of(*part) for part in subtrees(start, end)]
    node = parts.pop()
    while parts:
        node = node_hash(parts.pop(), node)
    return node


def root_at(size: int, hash_of: HashOf) -> bytes:
    """The tree head of the first `size` leaves."""
    return range_hash(0, size, hash_of) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, hash_of: HashOf) -> list[bytes]:
    """PATH(index, D[size]), RFC 9162 §2.1.3.1, from the leaf's sibling up."""
    if not 0 <= index < size:
        raise ProofRange(f"index {index} is not in a tree of {size}")
    ranges: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return [range_hash(*part, hash_of) for part in reversed(ranges)]


def consistency_proof(old: int, new: int, hash_of: HashOf) -> list[bytes]:
    """PROOF(old, D[new]), RFC 9162 §2.1.4.1; empty when old is 0 or equals new."""
    return [range_hash(*part, hash_of) for part in consistency_ranges(old, new)]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The leaf ranges whose hashes make the consistency proof, in proof order."""
    if not 0 <= old <= new:
        raise ProofRange(f"a tree of {new} does not extend one of {old}")
    if old in (0, new):
        return []
    ranges: list[tuple[int, int]] = []
    start, end = 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:  # the old tree is not a complete left subtree of the new one
        ranges.append((start, end))
    return ranges[::-1]


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """RFC 9162 §2.1.3.2: does `leaf` (a leaf hash) stand at `index` under `root`?"""
    if not 0 <= index < size or not _hashes((leaf, root, *proof)):
        return False
    fn, sn, node = index, size - 1, leaf
    for part in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            node = node_hash(part, node)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            node = node_hash(node, part)
        fn >>= 1
        sn >>= 1
    return sn == 0 and node == root


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """RFC 9162 §2.1.4.2: is the tree (new, new_root) the tree (old, old_root) plus appends?

    The RFC leaves old = 0 out: every tree extends the empty one, with an empty proof.
    """
    if not 0 <= old <= new or not _hashes((old_root, new_root, *proof)):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    first = second = path[0]
    for part in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            first, second = node_hash(part, first), node_hash(part, second)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            second = node_hash(second, part)
        fn >>= 1
        sn >>= 1
    return sn == 0 and first == old_root and second == new_root


def frontier_at(size: int, hash_of: HashOf) -> Frontier:
    """The compact range of the first `size` leaves."""
    return Frontier(size, [hash_of(*part) for part in subtrees(0, size)])


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (RFC 6962 §2.1)."""
    return 1 << ((width - 1).bit_length() - 1)


def _hashes(values: Sequence[object]) -> bool:
    return all(isinstance(value, bytes) and len(value) == HASH_SIZE for value in values)
