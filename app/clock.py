"""The clock: due deadlines of natively worked streams become commands.

It looks at what the projector has reached and lets the guards judge the stream as it is now: a row
that is behind is refused and passed over, without a trace, since nobody attempted anything.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from app.commands.caller import Caller
from app.commands.handle import CommandHandler
from app.institutions import Institutions
from domain.approval.commands import DeemAccepted, LapseApplication
from domain.registry.institution import Institution
from domain.shared.command import Command
from domain.shared.errors import Conflict, NotFound, Refused
from domain.supervision.commands import DeemClaimed
from domain.timing.days import end_of

LIMIT = 500


class DueTimer(NamedTuple):
    """A deadline that has passed. `kind`: `deem-accepted`, `lapse-application`, `deem-claimed`.

    `seen_version`: version of the stream when the projector computed the deadline.
    """

    stream: UUID
    region: str
    kind: str
    due_date: date
    seen_version: int


class DueTimers(Protocol):
    """The projection `timers`, as the clock asks it."""

    def due(self, now: datetime, limit: int) -> Sequence[DueTimer]:
        """Deadlines whose last day has ended at `now`, oldest first; never provisional ones."""
        ...


COMMANDS: dict[str, Callable[[], Command]] = {
    DeemAccepted.NAME: DeemAccepted,
    LapseApplication.NAME: LapseApplication,
    DeemClaimed.NAME: DeemClaimed,
}


class Clock:
    """Issues timer commands. Blocking; one holder at a time (advisory lock of the worker)."""

    def __init__(
        self, handler: CommandHandler, institutions: Institutions, timers: DueTimers
    ) -> None:
        self._handler = handler
        self._institutions = institutions
        self._timers = timers

    def tick(self, now: datetime, limit: int = LIMIT) -> int:
        """Carry out what is due at `now`; the number of commands that took effect."""
        return sum(self._issue(timer) for timer in self._timers.due(now, limit))

    def _issue(self, timer: DueTimer) -> bool:
        institution = self._institutions.of(timer.region)
        at = _end(institution, timer.due_date)
        try:
            result = self._handler.handle_sync(
                COMMANDS[timer.kind](),
                target=timer.stream,
                caller=Caller.system(timer.region, "clock"),
                occurred_at=at,
                record_refusals=False,
            )
        except (Refused, NotFound, Conflict):
            return False
        return not result.replayed


def _end(institution: Institution, due: date) -> datetime:
    """24:00 of the last day, where the jurisdiction's days end: the moment of the effect."""
    return end_of(due, institution.calendar.zone)
