"""You hold N, digest H: yes, or the first number at which two copies of a feed part.

The chain makes this a search: once two chains differ at a number, they differ at every later one.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import NamedTuple

from adapters.bus.feed import FeedPosition

SAMPLES = 32
"""Positions told in one question at most."""
HELD = r"^[0-9]{1,15}:[0-9a-f]{64}(,[0-9]{1,15}:[0-9a-f]{64}){0,31}$"
"""`<seq>:<hash>`, several with commas between."""


class Comparison(NamedTuple):
    """`agreed`: the largest number told up to which both are the same, 0 for none · `differs`: the
    smallest at which they are not, or that one of them does not reach; None if there is none."""

    agreed: int
    differs: int | None


def compare(held: Iterable[FeedPosition], hashes: Mapping[int, str]) -> Comparison:
    """What was told against the hashes at the same numbers."""
    agreed = 0
    for position in sorted(held, key=lambda one: one.count):
        if hashes.get(position.count) != position.hash:
            return Comparison(agreed, position.count)
        agreed = position.count
    return Comparison(agreed, None)


async def first_difference(
    ask: Callable[[list[FeedPosition]], Awaitable[Comparison]],
    hash_of: Callable[[int], str],
    last: int,
    first: int = 1,
) -> int | None:
    """The first number from `first` to `last` at which the other side's chain is not ours.

    `hash_of` gives our hash at a number; `ask` tells some positions to the other side. A million
    messages take four questions.
    """
    agreed, differs = first - 1, last + 1
    while agreed + 1 < differs:
        numbers = _spread(agreed, differs)
        found = await ask([FeedPosition(number, hash_of(number)) for number in numbers])
        agreed = max(agreed, found.agreed)
        differs = differs if found.differs is None else min(differs, found.differs)
        if found.differs is None and found.agreed < numbers[-1]:
            raise ValueError("the other side's answer does not fit the question")
    return None if differs > last else differs


def _spread(agreed: int, differs: int) -> list[int]:
    """Numbers that divide what lies between evenly, the last one always."""
    between = differs - agreed - 1
    parts = min(between, SAMPLES)
    return [agreed + between * part // parts for part in range(1, parts + 1)]


def told(held: Iterable[FeedPosition]) -> str:
    """Positions as `HELD` has them."""
    return ",".join(f"{one.count}:{one.hash}" for one in held)


def heard(text: str) -> list[FeedPosition]:
    """The inverse of `told`, for a text that fits `HELD`."""
    pairs = (one.partition(":") for one in text.split(","))
    return [FeedPosition(int(number), hash_) for number, _, hash_ in pairs]
