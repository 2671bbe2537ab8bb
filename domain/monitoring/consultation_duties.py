"""议定事项逾期: what a consultation resolved is a duty of its owner (domain.md §6, L-10)."""

import datetime as dt
from collections.abc import Iterator

from domain.consultation import events as e
from domain.monitoring.duties import Duty, DutyView, Step
from domain.monitoring.findings import Party, Rule, Severity
from domain.monitoring.owing import done
from domain.timing.days import end_of


def resolution_overdue(view: DutyView) -> Iterator[Duty]:
    """议定事项逾期: a resolution is not completed by its due date. The lead may move that date;
    what was late before it was moved stays late."""
    for concluded in view.of(e.ConsultationConcluded.TYPE):
        for number, owner, due in concluded.data["owed"]:
            yield Duty("L-10", tuple(_steps(view, number, due)), (concluded.position,), owner)


def _steps(view: DutyView, number: int, due: str) -> Iterator[Step]:
    ends = (e.ResolutionRescheduled.TYPE, e.ResolutionCompleted.TYPE)
    for act in (one for one in view.of(*ends) if one.data["number"] == number):
        yield Step(Severity.YELLOW, _late_from(view, due), "NOT_COMPLETED", done(act))
        if act.type == e.ResolutionCompleted.TYPE:
            return
        due = act.data["due"]
    yield Step(Severity.YELLOW, _late_from(view, due), "NOT_COMPLETED")


def _late_from(view: DutyView, due: str) -> dt.datetime:
    return end_of(dt.date.fromisoformat(due), view.calendar.zone)


DUTY_RULES: tuple[Rule, ...] = (
    Rule(
        "L-10", "议定事项逾期", "resolution overdue", "S4「重要事项会商制度」", (Severity.YELLOW,),
        (Party.LIAISON, Party.LEADER), resolution_overdue,
    ),
)  # fmt: skip
