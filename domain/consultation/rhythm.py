"""节奏: one stream a period (or a series of them); each period is recorded once and in order."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.consultation import rhythm_commands as c
from domain.consultation import rhythm_events as e
from domain.consultation.periods import Cycle, period_of
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.command import Command
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent
from domain.timing.calendar import WorkCalendar
from domain.timing.days import end_of

Events = tuple[DomainEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm(folding.History):
    """State of one series. `through`: first day of the latest period recorded. `meeting`: kind of
    the meeting that the stream is about, once its agenda is prepared."""

    through: date | None = None
    meeting: e.MeetingKind | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class RhythmFacts:
    """`organisations`: those registered."""

    at: datetime
    calendar: WorkCalendar
    organisations: Collection[str] = ()


def _latest(field: str) -> folding.Step:
    def step(state: Rhythm, act: Act) -> folding.Changes:
        day = getattr(act.event, field)
        day = date(day, 1, 1) if isinstance(day, int) else day
        return {"through": max(day, state.through or day)}

    return step


def _prepared(_state: Rhythm, act: Act) -> folding.Changes:
    assert isinstance(act.event, e.AgendaPrepared)
    return {"through": act.event.first, "meeting": act.event.kind}


STEPS: folding.Steps = {
    e.DailyDigestSent: _latest("day"),
    e.MonthlyBulletinPublished: _latest("month"),
    e.YearlyAssessmentFrozen: _latest("year"),
    e.AgendaPrepared: _prepared,
    e.WeeklyMeetingHeld: lambda *_: {"held": True},
    e.MonthlyConsultationHeld: lambda *_: {"held": True},
}


def fold(acts: Collection[Act]) -> Rhythm:
    """The state after all of its acts."""
    return folding.fold(acts, STEPS, Rhythm())


MOST_ORGANISATIONS = 60
"""Whose lines one event takes at most: it holds 60 KiB, and a prefecture has more departments."""


def _need_ended(cycle: Cycle, day: date, facts: RhythmFacts) -> None:
    period = period_of(cycle, day)
    if not facts.calendar.is_known(*period):
        raise Refused(
            "period-provisional",
            "该周期的放假安排尚未公布，公布后补做",
            "the holidays of this period are not published; it is made up once they are",
        )
    if facts.at < end_of(period.last, facts.calendar.zone):
        raise Refused("period-running", "周期尚未结束", "the period has not ended")


def _digest(state: Rhythm, command: c.SendDailyDigest, facts: RhythmFacts) -> DomainEvent | None:
    if state.through and command.day <= state.through:
        return None
    _need_ended(Cycle.WORKING_DAY, command.day, facts)
    if not facts.calendar.is_workday(command.day):
        raise Refused("day-off", "非工作日不发日报", "no digest on a day off")
    return e.DailyDigestSent(**dict(command))


def _bulletin(state: Rhythm, command: c.PublishBulletin, facts: RhythmFacts) -> Events:
    if state.through and command.month <= state.through:
        return ()
    _need_ended(Cycle.MONTH, command.month, facts)
    whole = e.MonthlyBulletinPublished(**dict(command))
    return tuple(whole.model_copy(update={"lines": lines}) for lines in _parts(whole.lines))


def _agenda(state: Rhythm, command: c.PrepareAgenda, _facts: RhythmFacts) -> DomainEvent | None:
    if state.meeting is not None:
        return None
    return e.AgendaPrepared(**dict(command))


def _freeze(state: Rhythm, command: c.FreezeAssessment, facts: RhythmFacts) -> Events:
    if state.through is not None:
        return ()
    _need_ended(Cycle.YEAR, date(command.year, 1, 1), facts)
    whole = e.YearlyAssessmentFrozen(**dict(command))
    return tuple(whole.model_copy(update={"scores": scores}) for scores in _parts(whole.scores))


def _parts(lines: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """At least one, even without a line."""
    for first in range(0, max(1, len(lines)), MOST_ORGANISATIONS):
        yield lines[first : first + MOST_ORGANISATIONS]


def _meeting(kind: e.MeetingKind, event: type[DomainEvent]) -> Callable[..., DomainEvent]:
    def hold(
        state: Rhythm, command: c.HoldWeeklyMeeting | c.HoldMonthlyConsultation, facts: RhythmFacts
    ) -> DomainEvent:
        if state.meeting is not kind:
            raise Refused(
                "meeting-other-kind",
                "该议程不属于此类会议",
                "this agenda is of a meeting of another kind",
            )
        if state.held:
            raise Refused("meeting-held", "会议已召开", "the meeting has been held")
        unknown = sorted(set(command.attended) - set(facts.organisations))
        if unknown:
            raise Invalid(
                "organisation-unknown",
                f"机构未登记：{unknown[0]}",
                f"no such organisation: {unknown[0]}",
                fields=("attended",),
            )
        return event(**dict(command))

    return hold


_GUARDS: dict[type[Command], Callable[[Rhythm, Any, RhythmFacts], Events | DomainEvent | None]] = {
    c.SendDailyDigest: _digest,
    c.PublishBulletin: _bulletin,
    c.PrepareAgenda: _agenda,
    c.FreezeAssessment: _freeze,
    c.HoldWeeklyMeeting: _meeting(e.MeetingKind.WEEKLY, e.WeeklyMeetingHeld),
    c.HoldMonthlyConsultation: _meeting(e.MeetingKind.MONTHLY, e.MonthlyConsultationHeld),
}


def decide(state: Rhythm, command: Command, facts: RhythmFacts) -> tuple[DomainEvent, ...]:
    """The events that `command` causes; none for a period that is recorded already.

    Raises:
        Refused: the period has not ended, or its days are not known for certain.
        Invalid: an organisation that is not registered.
    """
    made = _GUARDS[type(command)](state, command, facts)
    if isinstance(made, tuple):
        return made
    return (made,) if made else ()
