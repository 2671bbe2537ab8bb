"""周见面、月会商、通报、年考核: what the rhythm prepares of each week, month and year (S4)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

import psycopg

from app.rhythm import Ended, Issue
from domain.consultation.periods import Cycle, Period
from domain.consultation.rhythm_commands import (
    MOST_LINES,
    FreezeAssessment,
    PrepareAgenda,
    PublishBulletin,
)
from domain.consultation.rhythm_events import AgendaLine, BulletinLine, MeetingKind
from domain.consultation.scoring import (
    SCHEME,
    Turn,
    Year,
    claimed_in_time,
    scores,
    signed_in_time,
)
from domain.registry.institution import Institution
from domain.timing.days import end_of
from projections.linkage_history import agenda, handed, promises
from projections.meetings import first_push, latest

ROOM = 50_000
"""Bytes of an agenda's lines: an event of the log holds 60 KiB, envelope included."""


class _AfterPeriod:
    """A duty of every period since the first push, or since the latest one recorded."""

    def __init__(self, name: str, cycle: Cycle, recorded: str) -> None:
        self.name, self.cycle, self.recorded = name, cycle, recorded

    def since(self, connection: psycopg.Connection[Any], institution: Institution) -> date | None:
        """The period of the first push, or that after the latest recorded."""
        first = first_push(connection, institution.region)
        if first is None:
            return None
        return latest(connection, institution.region, self.recorded) or (
            institution.calendar.local_date(first)
        )


class Agendas(_AfterPeriod):
    """议程: of the week or month that follows, from what is open when the one before has ended."""

    def __init__(self, kind: MeetingKind, cycle: Cycle) -> None:
        super().__init__(f"agenda-{kind.value.lower()}", cycle, kind.value)
        self.kind = kind

    def issues(self, ended: Ended) -> Iterator[Issue]:
        """One agenda, and how many lines were too many for it."""
        first = ended.period.last + timedelta(days=1)
        calendar = ended.institution.calendar
        lines = agenda(ended.connection, ended.region, ended.position, first, calendar)
        shown = fitting(lines)
        yield Issue(
            PrepareAgenda(
                kind=self.kind,
                first=first,
                lines=shown,
                omitted=len(lines) - len(shown),
                position=ended.position,
            )
        )


def fitting(lines: Sequence[AgendaLine]) -> tuple[AgendaLine, ...]:
    """The first lines, as many as one event holds: numbers are as long as people make them."""
    sizes = accumulate(len(one.model_dump_json(by_alias=True).encode()) + 1 for one in lines)
    room = sum(size <= ROOM for size in sizes)
    return tuple(lines[: min(room, MOST_LINES)])


class Bulletins(_AfterPeriod):
    """月度通报: what each organisation was pushed in the month and what became of it."""

    def issues(self, ended: Ended) -> Iterator[Issue]:
        """One bulletin, with a line for each organisation that has been pushed anything."""
        begins = _begin(ended.period, ended.institution)
        turns = _turns(ended, begins)
        lines = tuple(
            _bulletin_line(org, [turn for turn in turns if turn.org == org], begins, ended)
            for org in sorted({turn.org for turn in turns})
        )
        yield Issue(PublishBulletin(month=ended.period.first, lines=lines, position=ended.position))


class Assessments(_AfterPeriod):
    """年考核: frozen once the year has ended, as known at its end."""

    def issues(self, ended: Ended) -> Iterator[Issue]:
        """One assessment of the year."""
        yield Issue(
            FreezeAssessment(
                year=ended.period.first.year,
                scheme=SCHEME,
                scores=scores(year_of(ended.connection, ended.institution, ended.period,
                                      ended.position)),
                position=ended.position,
            )
        )  # fmt: skip


def year_of(
    connection: psycopg.Connection[Any], institution: Institution, period: Period, position: int
) -> Year:
    """What is assessed of a period, as known at `position`: what fell due in it."""
    calendar, region = institution.calendar, institution.region
    begins = _begin(period, institution)
    found = handed(connection, region, position, alive_since=begins)
    turns = [one.turn for one in found if not one.interim]
    owed = promises(connection, region, position)
    return Year(calendar, begins, end_of(period.last, calendar.zone), turns, owed)


def _turns(ended: Ended, begins: datetime) -> list[Turn]:
    found = handed(ended.connection, ended.region, ended.position, alive_since=begins)
    return [one.turn for one in found if not one.interim]


def _bulletin_line(org: str, turns: list[Turn], begins: datetime, ended: Ended) -> BulletinLine:
    def within(step: str) -> int:
        return sum(turn.steps[step] >= begins for turn in turns if step in turn.steps)

    month = Year(ended.institution.calendar, begins, ended.at, turns)
    late = {
        one.position
        for measure in (signed_in_time, claimed_in_time)
        for one in measure(month)
        if not one.met
    }
    return BulletinLine(
        org=org,
        pushed=within("pushed"),
        claimed=within("claimed"),
        deemed=within("deemed"),
        returned=within("returned"),
        fed_back=within("fed_back"),
        late=len(late),
    )


def _begin(period: Period, institution: Institution) -> datetime:
    return end_of(period.first - timedelta(days=1), institution.calendar.zone)


MEETING_DUTIES = (
    Agendas(MeetingKind.WEEKLY, Cycle.WEEK),
    Agendas(MeetingKind.MONTHLY, Cycle.MONTH),
    Bulletins("bulletins", Cycle.MONTH, "BULLETIN"),
    Assessments("assessments", Cycle.YEAR, "ASSESSMENT"),
)
