"""年度考核: what is measured of each organisation's part in the linkage, act by act (S4「年考核」).

Every measure lists the acts that it counted, so a score can be followed down to the log.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.consultation.rhythm_events import AssessedMeasure, OrganisationScore
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays, end_of

SCHEME = "2026-1"
"""Version of measures and weights; another weight is another version."""
PLAN_DAYS = WorkingDays(10)  # [D] as rule L-02
FEEDBACK_DAYS = WorkingDays(5)  # [D] as rule L-05; 晋城§6


@dataclass(frozen=True, slots=True)
class Turn:
    """An organisation's turn with a task, as of a position. `steps`: by name, when the first act of
    that name was recorded. `upheld`: a return that led to another organisation; None: no return, or
    not settled yet. `deemed`: where pushing is claiming (推送即认领) nobody signs or claims."""

    task: UUID
    number: str
    org: str
    position: int
    on: date
    sign_days: int
    claim_days: int
    steps: Mapping[str, datetime] = field(default_factory=dict)
    upheld: bool | None = None
    planned: date | None = None
    deemed: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A resolution as of a position."""

    consultation: UUID
    number: str
    owner: str
    position: int
    due: date
    completed: datetime | None


class Counted(NamedTuple):
    """One act of a measure: about which stream, at which position, and whether it was met."""

    org: str
    about: UUID
    number: str
    position: int
    met: bool


@dataclass(frozen=True, slots=True)
class Year:
    """What is assessed: what was handed over, and resolved, and the period, `begin` exclusive.
    What falls due in it counts in it, whenever it was handed over: so everything counts once."""

    calendar: WorkCalendar
    begin: datetime
    end: datetime
    turns: Sequence[Turn] = ()
    promises: Sequence[Promise] = ()


def signed_in_time(year: Year) -> Iterable[Counted]:
    """按时签收: signed, or answered otherwise, within the days for signing."""
    return _within(year, "signed", lambda turn: (_asked(turn), WorkingDays(turn.sign_days)))


def claimed_in_time(year: Year) -> Iterable[Counted]:
    """按时认领: claimed or returned before it was deemed claimed."""
    return _within(year, "claimed", lambda turn: (_asked(turn), WorkingDays(turn.claim_days)))


def planned_in_time(year: Year) -> Iterable[Counted]:
    """按时计划: a plan, or a reason for none, within ten working days of claiming."""
    return _within(year, "planned", lambda turn: (_day(year, turn, "claimed", "deemed"), PLAN_DAYS))


def fed_back_in_time(year: Year) -> Iterable[Counted]:
    """按时反馈: results fed back within five working days."""
    return _within(year, "fed_back", lambda turn: (_day(year, turn, "resulted"), FEEDBACK_DAYS))


def returns_upheld(year: Year) -> Iterable[Counted]:
    """退回成立: returns that led to another organisation."""
    for turn in year.turns:
        if turn.upheld is not None:
            yield Counted(turn.org, turn.task, turn.number, turn.position, turn.upheld)


def resolutions_in_time(year: Year) -> Iterable[Counted]:
    """议定事项按期落实: completed by the end of the day on which they were due."""
    for one in year.promises:
        due = end_of(one.due, year.calendar.zone)
        if year.begin < due <= year.end:
            met = one.completed is not None and one.completed < due
            yield Counted(one.owner, one.consultation, one.number, one.position, met)


_SETTLES = {
    "signed": ("signed", "claimed", "returned", "planned", "unneeded", "resulted"),
    "claimed": ("claimed", "returned", "planned", "unneeded", "resulted"),
    "planned": ("planned", "unneeded", "resulted"),
    "fed_back": ("fed_back",),
}
"""What settles a step: also an act that could not have been done before it."""


def _within(
    year: Year, step: str, starts: Callable[[Turn], tuple[date | None, WorkingDays]]
) -> Iterable[Counted]:
    for turn in year.turns:
        start, days = starts(turn)
        if start is None:
            continue
        due = end_of(year.calendar.add_workdays(start, days).date, year.calendar.zone)
        done = min((turn.steps[one] for one in _SETTLES[step] if one in turn.steps), default=None)
        gone = min(
            (turn.steps[one] for one in ("ended", "mooted") if one in turn.steps), default=None
        )
        if not year.begin < due <= year.end:
            continue
        if done is None and gone is not None and gone < due:
            continue  # taken away before it was late
        met = done is not None and done < due
        yield Counted(turn.org, turn.task, turn.number, turn.position, met)


def _asked(turn: Turn) -> date | None:
    return None if turn.deemed else turn.on


def _day(year: Year, turn: Turn, *steps: str) -> date | None:
    first = min((turn.steps[one] for one in steps if one in turn.steps), default=None)
    return year.calendar.local_date(first) if first else None


Measure = Callable[[Year], Iterable[Counted]]
MEASURES: tuple[tuple[str, Measure, int], ...] = (
    ("SIGNED_IN_TIME", signed_in_time, 1500),
    ("CLAIMED_IN_TIME", claimed_in_time, 2000),
    ("PLANNED_IN_TIME", planned_in_time, 2000),
    ("FED_BACK_IN_TIME", fed_back_in_time, 2500),
    ("RETURNS_UPHELD", returns_upheld, 1000),
    ("RESOLUTIONS_IN_TIME", resolutions_in_time, 1000),
)
"""[D] Name, what it counts, and the points that all of it met are worth, in hundredths."""


def scores(year: Year) -> tuple[OrganisationScore, ...]:
    """Each organisation's points, by code. Where nothing was owed nothing is taken off [D]."""
    counted = {name: list(measure(year)) for name, measure, _ in MEASURES}
    named = {turn.org for turn in year.turns} | {one.owner for one in year.promises}
    return tuple(_score(org, counted) for org in sorted(named))


def _score(org: str, counted: Mapping[str, Sequence[Counted]]) -> OrganisationScore:
    measures = []
    for name, _, most in MEASURES:
        own = [one.met for one in counted[name] if one.org == org]
        points = most * sum(own) // len(own) if own else most
        measures.append(
            AssessedMeasure(name=name, count=sum(own), base=len(own), points=points, most=most)
        )
    points = sum(one.points for one in measures)
    return OrganisationScore(org=org, points=points, measures=tuple(measures))
