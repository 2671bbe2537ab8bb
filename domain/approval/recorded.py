"""What a case's own acts say, for guards that need more than its state."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from domain.approval.case_state import Case
from domain.approval.facts import CaseFacts
from domain.shared.act import Act
from domain.shared.event import DomainEvent
from domain.shared.folding import place

E = TypeVar("E", bound=DomainEvent)


@dataclass(frozen=True, slots=True)
class Said(Generic[E]):
    """One event of a case with its act."""

    event: E
    act: Act

    @property
    def at(self) -> datetime:
        """When it occurred."""
        return self.act.meta.occurred_at

    @property
    def place(self) -> tuple[datetime, int, int]:
        """Where it stands among the others of the case."""
        return place(self.act)

    def on(self, facts: CaseFacts) -> date:
        """Its local date."""
        return facts.calendar.local_date(self.at)


def said(case: Case, *kinds: type[E]) -> tuple[Said[E], ...]:
    """The events of these kinds, in the order in which they occurred."""
    return tuple(Said(act.event, act) for act in case.acts if isinstance(act.event, kinds))


def last_said(case: Case, *kinds: type[E]) -> Said[E] | None:
    """The last event of these kinds, None if there is none."""
    found = said(case, *kinds)
    return found[-1] if found else None
