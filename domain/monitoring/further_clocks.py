"""其他期限: the clocks of a case beside the legal and the committed one, each with its why."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.approval import events as case
from domain.monitoring.special_duties import procedures
from domain.monitoring.stage_turns import Limits, spans, turns
from domain.monitoring.watched import Seen, Watched
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays
from domain.timing.explanation import Explanation, explain_case, explain_limit
from domain.timing.facts import CaseTimes, Clock
from domain.timing.limits import DELIVERY, LIMITS, PUBLICITY, Limit

_STARTED, _ENDED = case.SpecialProcedureStarted.TYPE, case.SpecialProcedureEnded.TYPE
_STAGES = {
    "ACCEPT": ("受理环节", "acceptance"),
    "REVIEW": ("审查环节", "review"),
    "SURVEY": ("踏勘环节", "survey"),
    "DECIDE": ("决定环节", "decision"),
    "CERTIFY": ("制证环节", "certificate"),
    **{one.code: (one.zh, one.en) for one in LIMITS},
}
_BASIS = ("事项标准",)


@dataclass(frozen=True, slots=True)
class FurtherClock:
    """One clock: what it is of, why it ends when it does, and when what it asks for was done."""

    name: str
    explanation: Explanation
    done_at: dt.datetime | None


def of_result(calendar: WorkCalendar, granted: dt.date) -> tuple[Explanation, Explanation]:
    """送达 and 双公示 of a grant: (delivery, publicity)."""
    return explain_limit(calendar, granted, DELIVERY), explain_limit(calendar, granted, PUBLICITY)


def of_stages(
    calendar: WorkCalendar, facts: Watched, limits: Limits, today: dt.date
) -> Iterator[FurtherClock]:
    """环节: every turn that has a limit, special procedures taken out."""
    stops = spans(facts) if limits else ()
    for turn in turns(facts, limits):
        times = CaseTimes(turn.start.day, legal=turn.limits[0][1], procedures=stops)
        zh, en = _STAGES[turn.name]
        told = explain_case(calendar, times, Clock.LEGAL, today)
        named = replace(told, clock=turn.name, zh=zh, en=en, basis=_BASIS)
        yield FurtherClock(turn.name, named, _at(turn.end))


def of_procedures(calendar: WorkCalendar, facts: Watched) -> Iterator[FurtherClock]:
    """特别程序: the time that the applicant was told of each."""
    acts = [one for one in facts.sorted() if one.type in (_STARTED, _ENDED)]
    for start, end in procedures(acts):
        told = start.data.get("noticedDays")
        if told is not None:
            kind, days = start.data["procedure"], WorkingDays(told)
            limit = Limit(kind, "特别程序告知期限", "special procedure", days, "行政许可法 §45")
            yield FurtherClock(kind, explain_limit(calendar, start.day, limit), _at(end))


def _at(act: Seen | None) -> dt.datetime | None:
    return act.at if act else None
