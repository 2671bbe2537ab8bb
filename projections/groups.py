"""Which projections share a follower: a position, a transaction a page, a thread of their own.

A group waits for nobody else's folding. Any split is right as long as no projection reads another's
tables; what must be seen together with one position belongs into one group.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import LiteralString

from projections.projection import Projection


@dataclass(frozen=True, slots=True)
class Group:
    """`name`: of the follower, as in `ops.follower` and the worker's roles · `channel`: where each
    of its pages is told · `tells_only`: types of event without which a page is not told; None where
    a position itself is waited for · `at_once`: a page commits before it is told (`telling`) ·
    `small`: a page of fewer events is sent as one pipeline, because handing writes to another
    thread costs more than it hides."""

    name: str
    channel: LiteralString
    projections: tuple[type[Projection], ...]
    tells_only: frozenset[str] | None = None
    at_once: bool = False
    small: int = 50


def split(groups: Iterable[Group], kinds: Iterable[type[Projection]]) -> list[Group]:
    """The groups, each with those of `kinds` that bear the name of one of its own; none is empty.

    Raises:
        KeyError: a kind that no group has.
    """
    groups, kinds = tuple(groups), tuple(kinds)
    known = {own.name: group.name for group in groups for own in group.projections}
    named = [(known[kind.name], kind) for kind in kinds]
    parts = (
        replace(group, projections=tuple(kind for name, kind in named if name == group.name))
        for group in groups
    )
    return [part for part in parts if part.projections]
