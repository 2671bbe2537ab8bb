"""办件抽查: which finished cases a draw picks (S2). Whoever knows pool and seed repeats it."""

from collections.abc import Iterable
from hashlib import sha256
from math import ceil
from uuid import UUID

SAMPLE_PERMILLE = 50
"""Share of finished cases, where the item's standard says nothing [D]: S2 names no share."""


def pool_digest(pool: Iterable[UUID]) -> str:
    """SHA-256 of the sorted ids, one a line: what the pool was, for ever."""
    return sha256("\n".join(sorted(map(str, pool))).encode()).hexdigest()


def drawn(pool: Iterable[UUID], seed: str, permille: int) -> tuple[UUID, ...]:
    """The cases with the smallest SHA-256 of seed, line feed and id; at least one unless
    `permille` is 0. The order of `pool` does not matter."""
    ids = set(pool)
    wanted = ceil(len(ids) * permille / 1000)
    ranked = sorted(ids, key=lambda one: sha256(f"{seed}\n{one}".encode()).digest())
    return tuple(ranked[:wanted])
