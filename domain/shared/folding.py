"""Folding a history that may arrive in any order.

Native acts come in order. Reported acts may come late: the state is what results from all acts
ordered by (occurredAt, source order, place in the stream), so a late act recomputes it and every
order of arrival ends in the same state (design.md, Life of an act).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from domain.shared.act import Act, EntryMode
from domain.shared.event import DomainEvent

Changes = Mapping[str, Any]
Step = Callable[[Any, Act], Changes]
Steps = Mapping[type[DomainEvent], Step]

_UNORDERED = 2**53  # an act without source order follows those of the same instant that have one


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What every aggregate's state keeps: its acts in their order, and its version in the log."""

    acts: tuple[Act, ...] = ()
    version: int = 0
    native: bool = True

    @property
    def last_at(self) -> datetime | None:
        """occurredAt of the latest act, None before the first."""
        return self.acts[-1].meta.occurred_at if self.acts else None

    @property
    def region(self) -> str | None:
        """Jurisdiction of the first act."""
        return self.acts[0].meta.region if self.acts else None


S = TypeVar("S", bound=History)


def place(act: Act) -> tuple[datetime, int, int]:
    """Where an act belongs among the others of its stream."""
    order = act.meta.source_order
    at = act.meta.occurred_at
    return at, _UNORDERED if order is None else order, act.originator_version


def evolve(state: S, act: Act, steps: Steps, empty: S) -> S:
    """The state with one more act; never refuses, whatever the act and its place."""
    if state.acts and place(act) < place(state.acts[-1]):
        return fold((*state.acts, act), steps, empty)
    return _advance(state, act, steps)


def fold(acts: Iterable[Act], steps: Steps, empty: S) -> S:
    """The state after all of `acts`, in whatever order they are given."""
    state = empty
    for act in sorted(acts, key=place):
        state = _advance(state, act, steps)
    return state


def _advance(state: S, act: Act, steps: Steps) -> S:
    step = steps.get(type(act.event))
    changes = step(state, act) if step else {}
    return replace(
        state,
        acts=(*state.acts, act),
        version=max(state.version, act.originator_version),
        native=state.native and act.meta.entry_mode is EntryMode.NATIVE,
        **changes,
    )
