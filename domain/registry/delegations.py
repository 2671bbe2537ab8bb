"""委托: who may act in the name of the organisation that answers (许可§24).

A delegation counts from the later of its first day and its announcement. The delegate acts in the
delegator's name, so a delegation ends by itself where the delegator no longer answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.registry.powers import DelegationAnnounced, DelegationGranted, DelegationRevoked
from domain.registry.standards import Function

Told = DelegationGranted | DelegationAnnounced | DelegationRevoked


@dataclass(frozen=True, slots=True)
class Delegation:
    """One grant, [valid_from, valid_to)."""

    item_code: str
    functions: frozenset[Function]
    delegator: str
    delegate: str
    valid_from: date
    valid_to: date | None
    announcement: str | None = None
    announced_on: date | None = None
    ended_on: date | None = None

    def covers(self, function: Function, on: date) -> bool:
        """Whether the delegate may act on this date."""
        return (
            function in self.functions
            and self.announced_on is not None
            and max(self.valid_from, self.announced_on) <= on
            and (self.valid_to is None or on < self.valid_to)
            and (self.ended_on is None or on < self.ended_on)
        )


def told(grants: Sequence[Delegation], event: Told) -> tuple[Delegation, ...]:
    """The grants of one delegation stream with one more event; it speaks of the latest grant."""
    if isinstance(event, DelegationGranted):
        made = Delegation(
            event.item_code,
            frozenset(event.functions),
            event.delegator,
            event.delegate,
            event.valid_from,
            event.valid_to,
        )
        return (*grants, made)
    if not grants:
        return ()
    *earlier, last = grants
    if isinstance(event, DelegationRevoked):
        return (*earlier, replace(last, ended_on=event.ended_on))
    announced = replace(last, announcement=event.announcement, announced_on=event.announced_on)
    return (*earlier, announced)
