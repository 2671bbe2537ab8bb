"""Periods that run in simulated time: what the projection `timers` knows, without a projector.

Whether a period that is over has an effect is for the guards to judge, as it is for the clock.
"""

import heapq
from datetime import datetime
from uuid import UUID

from domain.approval.events import MaterialsReceived, SupplementNoticed
from domain.registry.institution import Institution
from domain.shared.act import Act, EntryMode
from domain.supervision.events import SupervisionTaskPushed, TaskRerouted, TaskSigned
from domain.timing.days import WorkingDays, end_of, shanghai_date
from domain.timing.limits import CLAIMING, ONE_TIME_NOTICE
from projections.timers import DEEM_ACCEPTED, DEEM_CLAIMED, LAPSE

_STREAMS = ("case", "task")


class Timers:
    """At most one running period a stream. One thread."""

    def __init__(self, institution: Institution) -> None:
        self._institution = institution
        self._running: dict[UUID, tuple[datetime, str]] = {}
        self._queue: list[tuple[datetime, UUID, str]] = []

    def note(self, act: Act) -> None:
        """An act may start a period, and ends the one of its stream unless it is a signature."""
        kind = act.event.TYPE.partition(".")[0]
        if kind not in _STREAMS or isinstance(act.event, TaskSigned):
            return
        self._running.pop(act.originator_id, None)
        started = self._started(act)
        if started is None or act.meta.entry_mode is not EntryMode.NATIVE:
            return
        name, days = started
        calendar = self._institution.calendar
        due = calendar.add_workdays(shanghai_date(act.meta.occurred_at), WorkingDays(days))
        if not due.provisional:  # no effect in law is drawn from guessed days
            at = end_of(due.date, calendar.zone)
            self._running[act.originator_id] = (at, name)
            heapq.heappush(self._queue, (at, act.originator_id, name))

    def next_due(self) -> datetime | None:
        """When the next period ends."""
        while self._queue and self._running.get(self._queue[0][1]) != (
            self._queue[0][0],
            self._queue[0][2],
        ):
            heapq.heappop(self._queue)
        return self._queue[0][0] if self._queue else None

    def due(self, now: datetime) -> list[tuple[datetime, UUID, str]]:
        """(when, stream, kind of the projection's timers) of what has ended; told once."""
        ended = []
        while (at := self.next_due()) is not None and at <= now:
            ended.append(heapq.heappop(self._queue))
            self._running.pop(ended[-1][1])
        return ended

    def _started(self, act: Act) -> tuple[str, int] | None:
        match act.event:
            case MaterialsReceived():
                return DEEM_ACCEPTED, int(ONE_TIME_NOTICE.days)
            case SupplementNoticed(applicant_days=int() as days):
                return LAPSE, days
            case SupervisionTaskPushed(historic=False, claim_days=days):
                return DEEM_CLAIMED, days
            case TaskRerouted():
                return DEEM_CLAIMED, int(CLAIMING.days)
        return None
