"""Periods that run in simulated time: what the projection `timers` knows, without a projector.

Whether a period that is over has an effect is for the guards to judge, as it is for the clock.
"""

import heapq
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.registry.institution import Institution
from domain.shared.act import Act, EntryMode
from domain.shared.event import DomainEvent
from domain.timing.days import WorkingDays, end_of, shanghai_date
from projections.timer_kinds import KINDS, Kind, Period, days_after


class Ending(NamedTuple):
    """A period that has ended; in the order of the clock."""

    at: datetime
    stream: UUID
    kind: str
    subject: str


class _Noted(NamedTuple):
    data: Mapping[str, Any]
    legal_day: str


_KINDS_OF: dict[type[DomainEvent], tuple[Kind, ...]] = {
    event: tuple(
        kind for kind in KINDS if event in {*kind.starts, *kind.ends, *kind.ends_one, *kind.again}
    )
    for one in KINDS
    for event in (*one.starts, *one.ends, *one.ends_one, *one.again)
}


class Timers:
    """The running periods of every stream. One thread."""

    def __init__(self, institution: Institution) -> None:
        self._institution = institution
        self._running: dict[UUID, dict[tuple[str, str], datetime]] = {}
        self._days: dict[UUID, int] = {}  # of periods that may start anew
        self._queue: list[Ending] = []

    def note(self, act: Act) -> None:
        """An act may end periods of its stream and start others."""
        kinds = _KINDS_OF.get(type(act.event))
        if kinds is None or act.meta.entry_mode is not EntryMode.NATIVE:
            return
        day = act.meta.effective_date or shanghai_date(act.meta.occurred_at)
        data = act.event.model_dump(mode="json", by_alias=True, exclude_none=True)
        noted, running = (
            _Noted(data, day.isoformat()),
            self._running.setdefault(act.originator_id, {}),
        )
        for kind in kinds:
            self._apply(act, kind, noted, running)
        if not running:
            del self._running[act.originator_id]

    def _apply(
        self, act: Act, kind: Kind, noted: _Noted, running: dict[tuple[str, str], datetime]
    ) -> None:
        event, stream = type(act.event), act.originator_id
        if event in kind.ends:
            for key in [key for key in running if key[0] == kind.name]:
                del running[key]
        if event in kind.ends_one:
            running.pop((kind.name, kind.ends_one[event](noted)), None)
        started: Mapping[str, Period] = {}
        if event in kind.starts:
            started = kind.starts[event](noted)
            if kind.again and started:
                self._days[stream] = started[""].days
        elif event in kind.again:
            started = days_after(noted, self._days.get(stream))
        for subject, period in started.items():
            running.pop((kind.name, subject), None)
            at = self._end_of(period)
            if at is not None:
                running[kind.name, subject] = at
                heapq.heappush(self._queue, Ending(at, stream, kind.name, subject))

    def _end_of(self, period: Period) -> datetime | None:
        """The instant after its last day; no effect in law is drawn from guessed days."""
        calendar = self._institution.calendar
        if period.until:
            return end_of(period.until, calendar.zone)
        due = calendar.add_workdays(period.since, WorkingDays(period.days))
        return None if due.provisional else end_of(due.date, calendar.zone)

    def next_due(self) -> datetime | None:
        """When the next period ends."""
        while self._queue and not self._runs(self._queue[0]):
            heapq.heappop(self._queue)
        return self._queue[0].at if self._queue else None

    def _runs(self, one: Ending) -> bool:
        running = self._running.get(one.stream, {})
        return running.get((one.kind, one.subject)) == one.at

    def due(self, now: datetime) -> list[Ending]:
        """What has ended; told once."""
        ended = []
        while (at := self.next_due()) is not None and at <= now:
            one = heapq.heappop(self._queue)
            ended.append(one)
            running = self._running[one.stream]
            del running[one.kind, one.subject]
            if not running:
                del self._running[one.stream]
        return ended
