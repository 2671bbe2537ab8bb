"""What rules judge that look beyond one stream: everything about a subject, or an organisation.

A circle is the acts of all streams that are about the same thing. Whoever judges it hands in every
act of it, in any order, and gets what is owed; so the order of arrival is moot here too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.monitoring.duties import Duty
from domain.supervision.feedback import Noted
from domain.timing.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class CircleView:
    """The acts of one circle, in the order in which they occurred. `about`: of whom it is."""

    about: str
    acts: Sequence[Noted]
    calendar: WorkCalendar

    def of(self, *types: str) -> list[Noted]:
        """Those of the acts that are of one of `types`."""
        return [one for one in self.acts if one.type in types]

    def by_stream(self) -> Mapping[UUID, list[Noted]]:
        """The acts of each stream."""
        found: dict[UUID, list[Noted]] = {}
        for one in self.acts:
            found.setdefault(one.stream, []).append(one)
        return found


@dataclass(frozen=True, slots=True)
class Owed:
    """What is found in a circle, and which stream, case and organisations it concerns. `until`: the
    finding ends with that instant; None: it stands."""

    duty: Duty
    stream: UUID
    case: UUID | None = None
    orgs: tuple[str, ...] = ()
    item: str | None = None
    until: datetime | None = None


Check = Callable[[CircleView], Iterable[Owed]]


def view_of(about: str, acts: Iterable[Noted], calendar: WorkCalendar) -> CircleView:
    """The view of a circle whose acts are given in any order."""
    placed = sorted(acts, key=lambda one: (one.at, one.order, one.position))
    return CircleView(about, placed, calendar)
