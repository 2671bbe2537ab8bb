"""The Merkle tree of RFC 6962 §2.1 / RFC 9162 §2.1, SHA-256, and its compact range."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

BLOCK_LEVEL = 8
BLOCK = 1 << BLOCK_LEVEL
"""Leaves under one stored subtree; higher levels are stored every further factor of 256."""
LEVELS = (8, 16, 24, 32, 40, 48, 56)


class Subtree(NamedTuple):
    """A complete aligned subtree: leaves [idx << level, (idx + 1) << level)."""

    level: int
    idx: int
    hash: bytes


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data): the prefix keeps a node from being offered as a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def _block_root(leaves: Sequence[bytes]) -> bytes:
    """The root of exactly BLOCK leaf hashes, a level at a time."""
    level, hash_ = leaves, sha256
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [hash_(b"\x01" + left + right).digest() for left, right in pairs]
    return level[0]


class Frontier:
    """The append-only edge of a tree: its size and the roots of its complete left subtrees.

    `hashes` runs from the largest subtree to the smallest, one for each set bit of `size`.
    """

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if size < 0 or len(self.hashes) != size.bit_count():
            raise ValueError(f"{len(self.hashes)} subtree hashes do not fit a tree of {size}")
        if any(len(value) != HASH_SIZE for value in self.hashes):
            raise ValueError("a subtree hash is 32 bytes")

    def append(self, leaf: bytes) -> list[Subtree]:
        """Add one leaf hash; returns the subtrees of 256^k leaves that it completes."""
        return self.append_many((leaf,))

    def append_many(self, leaves: Iterable[bytes]) -> list[Subtree]:
        """Add leaf hashes in order; returns the subtrees of 256^k leaves that they complete."""
        completed: list[Subtree] = []
        leaves = leaves if isinstance(leaves, list | tuple) else list(leaves)
        if len(leaves) == BLOCK and not self.size % BLOCK:
            self.hashes.append(self._carry(_block_root(leaves), self.size, completed, BLOCK_LEVEL))
            self.size += BLOCK
            return completed
        hashes, size, hash_ = self.hashes, self.size, sha256
        for value in leaves:
            node, rest = value, size
            if size & 0xFF == 0xFF:
                node = self._carry(node, size, completed)
            else:
                while rest & 1:
                    node = hash_(b"\x01" + hashes.pop() + node).digest()
                    rest >>= 1
            hashes.append(node)
            size += 1
            self.size = size
        return completed

    def append_subtree(self, level: int, value: bytes) -> None:
        """Add 2**level leaves by their subtree hash; the size must be a multiple of 2**level."""
        if self.size & ((1 << level) - 1):
            raise ValueError(f"size {self.size} is not aligned to level {level}")
        rest = self.size >> level
        while rest & 1:
            value = node_hash(self.hashes.pop(), value)
            rest >>= 1
        self.hashes.append(value)
        self.size += 1 << level

    def _carry(self, node: bytes, index: int, completed: list[Subtree], level: int = 0) -> bytes:
        """Join the subtree of 2**level leaves that contains leaf `index`, the newest, leftwards."""
        if level in LEVELS:
            completed.append(Subtree(level, index >> level, node))
        rest = index >> level
        while rest & 1:
            node = node_hash(self.hashes.pop(), node)
            rest >>= 1
            level += 1
            if level in LEVELS:
                completed.append(Subtree(level, index >> level, node))
        return node

    def root(self) -> bytes:
        """The tree head; SHA-256 of the empty string for an empty tree."""
        if not self.hashes:
            return EMPTY_ROOT
        node = self.hashes[-1]
        for left in self.hashes[-2::-1]:
            node = node_hash(left, node)
        return node

    def copy(self) -> "Frontier":
        """An independent frontier of the same size."""
        return Frontier(self.size, self.hashes)

    def to_bytes(self) -> bytes:
        """Size as 8 bytes big-endian, then the hashes from the largest subtree down."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        """The inverse of `to_bytes`; raises ValueError for any other length."""
        if len(data) < 8 or (len(data) - 8) % HASH_SIZE:
            raise ValueError("not a frontier")
        parts = (data[at : at + HASH_SIZE] for at in range(8, len(data), HASH_SIZE))
        return cls(int.from_bytes(data[:8], "big"), parts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frontier):
            return NotImplemented
        return self.size == other.size and self.hashes == other.hashes

    __hash__ = None  # type: ignore[assignment]
