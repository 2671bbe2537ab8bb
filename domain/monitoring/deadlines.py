"""From the facts of a case to its due dates, through the law's clocks (`domain.timing`)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from domain.monitoring.facts import CaseFacts, instant
from domain.registry.standards import FlowProfile
from domain.timing.calendar import WorkCalendar
from domain.timing.clocks import case_clock, warn_from
from domain.timing.days import SHANGHAI, WorkingDays, end_of
from domain.timing.facts import Approver, CaseTimes, Clock, Extension, ProcedureKind, ProcedureSpan
from domain.timing.limits import ONE_TIME_NOTICE
from domain.timing.versions import weekend_calendar

_FAR = dt.date(9000, 1, 1)  # every told pause has been used up by then
_TICK = dt.timedelta(microseconds=1)
_NOTICE_WARN = WorkingDays(4)  # T-04 warns when the 4th of the 5 days has ended
_EMPTY_YEAR = dt.date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """What a published item version says where the case itself is silent. `special_procedures`
    None: the whole list of 许可§45."""

    profile: FlowProfile | None = None
    legal_days: int | None = None
    committed_days: int | None = None
    survey_required: bool = False
    special_procedures: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Due dates of one case. `…_from` are the first instants at which it is warned of or late.

    `legal_from` is None while an open special procedure holds the legal clock: it cannot pass.
    `judged_at` stops the clocks: the decision; for a source's own deadline the end at the source.
    `stated` says that `legal_due` is the source's own deadline, used as stated.
    """

    times: CaseTimes | None = None
    legal_due: dt.date | None = None
    committed_due: dt.date | None = None
    provisional: bool = False
    paused_since: dt.date | None = None
    disputed: bool = False
    stated: dt.datetime | None = None
    warn_from: dt.datetime | None = None
    committed_from: dt.datetime | None = None
    legal_from: dt.datetime | None = None
    notice_due: dt.date | None = None
    notice_warn_from: dt.datetime | None = None
    notice_from: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    judged_at: dt.datetime | None = None
    calendar_version: str = ""


def unknown_calendar(region: str) -> WorkCalendar:
    """Plain weekends, every date provisional: for a region that has published no calendar."""
    return weekend_calendar(region, SHANGHAI, _EMPTY_YEAR, _EMPTY_YEAR)


def case_times(facts: CaseFacts, terms: ItemTerms) -> CaseTimes | None:
    """What `domain.timing` asks of a case; None before acceptance."""
    start = facts.day("accepted")
    if start is None:
        return None
    legal, committed = facts.limits
    return CaseTimes(
        start=dt.date.fromisoformat(start),
        legal=_days(legal or terms.legal_days),
        committed=_days(committed or (terms.committed_days if legal is None else None)),
        procedures=_spans(facts) if facts.started else (),
        extensions=tuple(_extension(row) for row in sorted(facts.extended, key=_key)),
    )


def deadlines(
    facts: CaseFacts, calendar: WorkCalendar, terms: ItemTerms, today: dt.date | None = None
) -> Deadlines:
    """Every due date of a case. `today` only moves the lower bound shown while it is paused."""
    times = case_times(facts, terms)
    if facts.stated is not None:
        found = _as_stated(calendar, times, instant(facts.stated[3]))
    elif times is not None:
        found = _computed(calendar, times, today)
    else:
        found = {}
    judged = _judged(facts, facts.stated is not None)
    return Deadlines(
        times=times,
        judged_at=judged,
        calendar_version=calendar.version,
        **found,
        **_notice(facts, calendar, judged),
    )


def _as_stated(
    calendar: WorkCalendar, times: CaseTimes | None, stated: dt.datetime
) -> Mapping[str, Any]:
    day = calendar.local_date(stated)
    return {
        "legal_due": day,
        "stated": stated,
        "legal_from": stated + _TICK,
        "warn_from": _opening(calendar, warn_from(calendar, day)),
    }


def _computed(calendar: WorkCalendar, times: CaseTimes, today: dt.date | None) -> Mapping[str, Any]:
    return _settled(calendar, times) if today is None else _running(calendar, times, today)


@lru_cache(maxsize=8192)
def _settled(calendar: WorkCalendar, times: CaseTimes) -> Mapping[str, Any]:
    """Cases accepted on one day under one item share their dates."""
    return _running(calendar, times, None)


def _running(calendar: WorkCalendar, times: CaseTimes, today: dt.date | None) -> Mapping[str, Any]:
    legal = case_clock(calendar, times, Clock.LEGAL, today)
    found: dict[str, Any] = {
        "legal_due": legal.due.date,
        "legal_from": None if legal.is_paused else end_of(legal.due.date, calendar.zone),
        "provisional": legal.due.provisional,
        "paused_since": legal.paused_by.started if legal.paused_by else None,
        "disputed": legal.disputed,
    }
    first = legal.due.date
    if times.committed is not None:
        # What was told caps the pause, so the committed clock has a fixed end even while paused.
        committed = case_clock(calendar, times, Clock.COMMITTED, _FAR if times.procedures else None)
        found["committed_due"] = first = committed.due.date
        found["committed_from"] = end_of(first, calendar.zone)
        found["provisional"] = legal.due.provisional or committed.due.provisional
    if times.committed is not None or not legal.is_paused:
        found["warn_from"] = _opening(calendar, warn_from(calendar, first))
    return found


def _notice(
    facts: CaseFacts, calendar: WorkCalendar, judged: dt.datetime | None
) -> Mapping[str, Any]:
    received = facts.day("received")
    if received is None or facts.stated is not None:
        return {}  # a source that states its own deadline works under its own law
    answered = facts.at("answered") or facts.at("accepted") or judged
    return {**_notice_clock(calendar, received), "answered_at": answered}


@lru_cache(maxsize=8192)
def _notice_clock(calendar: WorkCalendar, received: str) -> Mapping[str, Any]:
    start = dt.date.fromisoformat(received)
    due = calendar.add_workdays(start, ONE_TIME_NOTICE.days).date
    fourth = calendar.add_workdays(start, _NOTICE_WARN).date
    return {
        "notice_due": due,
        "notice_warn_from": end_of(fourth, calendar.zone),
        "notice_from": end_of(due, calendar.zone),
    }


def _judged(facts: CaseFacts, stated: bool) -> dt.datetime | None:
    order = ("ended", "decided", "closed") if stated else ("decided", "ended", "closed")
    return next((at for mark in order if (at := facts.at(mark))), None)


def _spans(facts: CaseFacts) -> tuple[ProcedureSpan, ...]:
    """Pair each start with the first end of its kind that follows it."""
    finished = sorted(facts.finished, key=_key)
    spans = []
    for row in sorted(facts.started, key=_key):
        kind, noticed, served, day = row[3:7]
        end = next((one for one in finished if one[3] == kind and one[:3] > row[:3]), None)
        if end is not None:
            finished.remove(end)
        spans.append(
            ProcedureSpan(
                kind=ProcedureKind(kind),
                started=dt.date.fromisoformat(day),
                ended=dt.date.fromisoformat(end[4]) if end else None,
                noticed=_days(noticed),
                notice_served=bool(served),
            )
        )
    return tuple(spans)


def _extension(row: list[Any]) -> Extension:
    days, approver, served, day = row[3:7]
    return Extension(
        days=_days(days),
        approved_on=dt.date.fromisoformat(day),
        approver=Approver(approver) if approver else None,
        notice_served=bool(served),
    )


def _days(value: Any) -> WorkingDays | None:
    return WorkingDays(value) if isinstance(value, int) else None


def _key(row: list[Any]) -> list[Any]:
    return row[:3]


def _opening(calendar: WorkCalendar, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=calendar.zone)
