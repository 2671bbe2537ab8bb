"""What somebody owes by an instant: the form of every "not done within n days".

A duty is its steps. Each says from when on it is late, and what ended it: when that occurred, and
when the log learned of it. So one duty answers for every moment, also for those before a late
report: done in time but recorded late, the finding of that time is cancelled, never forgotten.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from domain.monitoring.findings import LATE_REPORT, Finding, Reached, Severity
from domain.monitoring.watched import Seen, Watched
from domain.registry.standards import Function, ItemStandard
from domain.timing.calendar import WorkCalendar


class Responsible(Protocol):
    """The organisation that answers on a date, by the newest record; None: a gap."""

    def __call__(
        self, item: str, function: Function, on: dt.date, territory: str | None = None, /
    ) -> str | None: ...


_RANK = {
    one: n for n, one in enumerate((Severity.HINT, Severity.WARN, Severity.YELLOW, Severity.RED))
}


@dataclass(frozen=True, slots=True)
class DutyView:
    """What a duty rule may look at. `standard`: of the item version that the case is handled by."""

    facts: Watched
    calendar: WorkCalendar
    responsible: Responsible
    standard: ItemStandard | None = None

    @property
    def acts(self) -> list[Seen]:
        """The acts in the order in which they occurred."""
        return self.facts.sorted()

    def of(self, *types: str) -> list[Seen]:
        """Those of `acts` that are of one of `types`."""
        return [one for one in self.facts.sorted() if one.type in types]


@dataclass(frozen=True, slots=True)
class Done:
    """What ended a step: when it occurred, when it was recorded, its position in the log."""

    at: dt.datetime
    known: dt.datetime
    position: int


@dataclass(frozen=True, slots=True)
class Step:
    """`since` is the first instant of lateness; `done` None while nothing has ended the step."""

    severity: Severity
    since: dt.datetime
    note: str
    done: Done | None = None

    @property
    def late(self) -> bool:
        """Whether it is late, or will be unless something is done."""
        return self.done is None or self.done.at >= self.since

    @property
    def mooted(self) -> bool:
        """Whether it was late by what the log knew at the time, and turned out not to be."""
        return not self.late and self.done is not None and self.done.known >= self.since


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of `org` under a rule."""

    rule: str
    steps: tuple[Step, ...]
    evidence: tuple[int, ...]
    org: str | None = None

    def first(self, severity: Severity) -> dt.datetime | None:
        """The first instant of a severity; None if it will not be reached."""
        late = [one.since for one in self.steps if one.late and one.severity is severity]
        return min(late, default=None)

    @property
    def opens(self) -> dt.datetime | None:
        """The first instant at which a finding stands; None if none ever will."""
        return min((one.since for one in self.steps if one.late), default=None)

    @property
    def pending(self) -> bool:
        """Whether something is still to be done."""
        return any(one.done is None for one in self.steps)

    @property
    def mooted(self) -> tuple[Step, ...]:
        """The steps that late reports have taken back, the gravest last."""
        gone = [one for one in self.steps if one.mooted]
        return tuple(sorted(gone, key=lambda one: (_RANK[one.severity], one.since)))

    def at(self, now: dt.datetime) -> Finding | None:
        """What stands at `now`: one finding with the steps reached so far, or a cancelled one."""
        late = [one for one in self.steps if one.late and one.since <= now]
        if late:
            return self._finding(late)
        gone = [one for one in self.mooted if one.done and one.done.known <= now]
        if not gone:
            return None
        last = max((one.done.position for one in gone if one.done), default=None)
        return self._finding(gone, LATE_REPORT, last)

    def _finding(
        self, steps: list[Step], cancelled: str = "", cancelled_by: int | None = None
    ) -> Finding:
        steps.sort(key=lambda one: (one.since, _RANK[one.severity]))
        ended = {one.done.position for one in steps if one.done}
        return Finding(
            self.rule,
            max((one.severity for one in steps), key=_RANK.__getitem__),
            steps[0].since,
            tuple(sorted({*self.evidence, *ended})),
            note=steps[-1].note,
            org=self.org,
            steps=tuple(Reached(one.severity, one.since, one.note) for one in steps),
            cancelled=cancelled,
            cancelled_by=cancelled_by,
        )


def told(duties: Iterable[Duty], now: dt.datetime) -> tuple[Finding, ...]:
    """The findings of several duties at `now`."""
    return tuple(found for duty in duties if (found := duty.at(now)) is not None)


def as_json(duty: Duty) -> list[Any]:
    """Steps as a read model stores them; `from_json` reads them back."""
    return [[one.severity, one.since, one.note, _done(one.done)] for one in duty.steps]


def _done(done: Done | None) -> list[Any] | None:
    return [done.at, done.known, done.position] if done else None


def from_json(rule: str, steps: list[Any], evidence: Iterable[int], org: str | None) -> Duty:
    """The duty whose steps `as_json` wrote."""
    read = dt.datetime.fromisoformat
    return Duty(
        rule,
        tuple(
            Step(
                Severity(severity),
                read(since),
                note,
                Done(read(done[0]), read(done[1]), done[2]) if done else None,
            )
            for severity, since, note, done in steps
        ),
        tuple(evidence),
        org,
    )
