"""特别程序超期: a special procedure takes longer than the applicant was told (T-05; 许可§45)."""

from collections.abc import Iterator

from domain.approval import events as case
from domain.monitoring.duties import Duty, DutyView, Step
from domain.monitoring.findings import Severity
from domain.monitoring.owing import CLOSING, DECIDING, done, late_from, warned_from
from domain.monitoring.watched import Seen
from domain.timing.days import WorkingDays, end_of

SPECIAL_WARN = WorkingDays(2)  # [D] domain.md §6, T-05; Hunan's −2 / >0 / >1
SPECIAL_RED = WorkingDays(1)  # [D] T-05
_STARTED, _ENDED = case.SpecialProcedureStarted.TYPE, case.SpecialProcedureEnded.TYPE
_OVER = CLOSING | DECIDING


def special_procedure_overrun(view: DutyView) -> Iterator[Duty]:
    """特别程序超期: two working days are left of the time told, it has passed, or has passed by
    more than a working day."""
    if not view.facts.worked_here:
        return
    calendar = view.calendar
    for started, ended in procedures(view.of(_STARTED, _ENDED, *_OVER)):
        told = started.data.get("noticedDays")
        if told is None:
            continue  # P-08: nothing was told
        due = calendar.add_workdays(started.day, WorkingDays(told)).date
        end, kind = done(ended), started.data["procedure"]
        steps = (
            Step(Severity.WARN, warned_from(calendar, due, SPECIAL_WARN), kind, end),
            Step(Severity.YELLOW, end_of(due, calendar.zone), kind, end),
            Step(Severity.RED, late_from(calendar, due, SPECIAL_RED), kind, end),
        )
        yield Duty("T-05", steps, (started.position,), started.org)


def procedures(acts: list[Seen]) -> Iterator[tuple[Seen, Seen | None]]:
    """Each special procedure that was begun here with what ended it: the first end of its kind that
    follows, or the end of the case. `acts`: starts, ends and ends of cases, in order."""
    taken: set[int] = set()
    for index, one in enumerate(acts):
        if one.type != _STARTED:
            continue
        end = next(
            (
                other
                for other in acts[index + 1 :]
                if other.type in _OVER or (_ends(one, other) and other.position not in taken)
            ),
            None,
        )
        if end is not None:
            taken.add(end.position)
        yield one, end


def _ends(start: Seen, act: Seen) -> bool:
    return act.type == _ENDED and act.data["procedure"] == start.data["procedure"]
