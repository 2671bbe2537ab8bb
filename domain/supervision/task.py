"""监管任务: decide and evolve. A task ends by a result or a reason, never by being claimed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.shared.act import Actor, Role
from domain.shared.command import Command
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.shared.event import DomainEvent
from domain.supervision import commands as c
from domain.supervision import events as e
from domain.supervision.task_state import SupervisionTask, TaskPhase, evolve, fold
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays, end_of

MOST_RETURNS = 2  # the second return ends in a binding re-route (domain.md §2.5)
UNANSWERED = (
    TaskPhase.PUSHED,
    TaskPhase.SIGNED,
    TaskPhase.CLAIMED,
    TaskPhase.TO_REROUTE,
    TaskPhase.PLANNED,
)
"""A task that has its result goes on to its feedback, whatever became of the permit."""
INSPECTABLE = (TaskPhase.PUSHED, TaskPhase.SIGNED, TaskPhase.CLAIMED, TaskPhase.PLANNED)
"""An inspection that was done answers a task that is somebody's, historic ones too."""
_ON_SITE = (e.SupervisionMode.SPECIAL, e.SupervisionMode.DOUBLE_RANDOM)


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """`decider`: who decided the case; `recipient_known`: the next recipient is registered."""

    at: datetime
    actor: Actor
    calendar: WorkCalendar
    decider: str | None = None
    recipient_known: bool = True

    @property
    def on(self) -> date:
        """The date of the act."""
        return self.calendar.local_date(self.at)


def _need(task: SupervisionTask, allowed: Collection[TaskPhase]) -> None:
    if task.phase not in allowed:
        expected = "、".join(sorted(allowed))
        raise Refused(
            "task-wrong-state",
            f"任务处于“{task.phase.value}”状态，此操作须在“{expected}”状态",
            f"the task is {task.phase.value}; this act needs {', '.join(sorted(allowed))}",
        )


def _need_org(org: str | None, facts: TaskFacts) -> None:
    if org is None or facts.actor.org != org:
        raise Forbidden(
            "task-other-organisation",
            "该任务由其他机构办理",
            "the task belongs to another organisation",
        )


def claim_period_over(task: SupervisionTask, facts: TaskFacts) -> bool:
    """True once the days to claim or return have ended; never on a provisional due date."""
    if task.pushed_on is None:
        return False
    due = facts.calendar.add_workdays(task.pushed_on, WorkingDays(task.claim_days))
    return not due.provisional and facts.at >= end_of(due.date, facts.calendar.zone)


def _push(task: SupervisionTask, command: c.PushTask, _facts: TaskFacts) -> DomainEvent:
    _need(task, (TaskPhase.NONE,))
    return e.SupervisionTaskPushed(**dict(command))


def _sign(task: SupervisionTask, command: c.SignTask, facts: TaskFacts) -> DomainEvent:
    _need_org(task.recipient, facts)
    _need(task, (TaskPhase.PUSHED,))
    return e.TaskSigned(receipt=command.receipt)


def _claim(task: SupervisionTask, _command: c.ClaimTask, facts: TaskFacts) -> DomainEvent:
    _need_org(task.recipient, facts)
    _need(task, (TaskPhase.SIGNED,))
    return e.TaskClaimed()


def _return(task: SupervisionTask, command: c.ReturnTask, facts: TaskFacts) -> DomainEvent:
    _need_org(task.recipient, facts)
    _need(task, (TaskPhase.PUSHED, TaskPhase.SIGNED))
    if task.returns >= MOST_RETURNS:
        raise Refused(
            "task-returned-twice",
            "已退回两次，转派结果具有约束力，不得再退回",
            "returned twice already; the last re-route is binding",
        )
    if not task.historic and claim_period_over(task, facts):
        raise Refused("task-return-too-late", "退回期限已过", "the period for a return has ended")
    return e.TaskReturned(reason=command.reason, cited_record=command.cited_record)


def _reroute(task: SupervisionTask, command: c.RerouteTask, facts: TaskFacts) -> DomainEvent:
    _need(task, (TaskPhase.TO_REROUTE,))
    if not facts.recipient_known:
        raise Invalid(
            "organisation-unknown", "机构未登记", "no such organisation", fields=("recipient",)
        )
    if task.returns < MOST_RETURNS and command.recipient == task.recipient:
        raise Refused(
            "task-same-recipient", "不得转派给退回机构", "it would go back to who returned it"
        )
    return e.TaskRerouted(recipient=command.recipient, reason=command.reason)


def _plan(task: SupervisionTask, command: c.PlanSupervision, facts: TaskFacts) -> DomainEvent:
    _need_org(task.recipient, facts)
    _need(task, (TaskPhase.CLAIMED,))
    if command.planned_date < facts.on:
        raise Refused("task-plan-in-the-past", "计划日期已过", "the planned date has passed")
    return e.SupervisionPlanned(mode=command.mode, planned_date=command.planned_date)


def _close(task: SupervisionTask, command: c.CloseWithoutVisit, facts: TaskFacts) -> DomainEvent:
    _need_org(task.recipient, facts)
    _need(task, (TaskPhase.CLAIMED, TaskPhase.PLANNED))
    return e.NoOnSiteNeeded(reason=command.reason)


def _record(task: SupervisionTask, command: c.RecordResult, facts: TaskFacts) -> DomainEvent:
    _need_org(task.recipient, facts)
    _need(task, (TaskPhase.PLANNED,))
    if task.mode in _ON_SITE and len(set(command.inspectors)) < 2:
        raise Refused(
            "task-fewer-than-two",
            "现场检查须有两名以上执法人员",
            "an inspection on site needs two or more officers",
        )
    return e.SupervisionResultRecorded(**dict(command))


def _inspected(
    task: SupervisionTask, command: c.RecordInspectionResult, _facts: TaskFacts
) -> DomainEvent:
    _need(task, INSPECTABLE)
    return e.SupervisionResultRecorded(**dict(command))


def _feed_back(task: SupervisionTask, command: c.PushFeedback, facts: TaskFacts) -> DomainEvent:
    if facts.actor.role is not Role.SYSTEM:
        _need_org(task.recipient, facts)
    _need(task, (TaskPhase.RESULTED,))
    addressee = command.addressee or facts.decider
    if addressee is None:
        raise Refused(
            "task-no-addressee", "未找到审批机构，请指明", "no deciding organisation; name one"
        )
    return e.FeedbackPushed(addressee=addressee)


def _acknowledge(
    task: SupervisionTask, command: c.AcknowledgeFeedback, facts: TaskFacts
) -> DomainEvent:
    _need(task, (TaskPhase.FED_BACK,))
    _need_org(task.addressee, facts)
    return e.FeedbackAcknowledged(note=command.note)


def _deem(task: SupervisionTask, _command: c.DeemClaimed, facts: TaskFacts) -> DomainEvent:
    _need(task, (TaskPhase.PUSHED, TaskPhase.SIGNED))
    if task.historic:
        raise Refused("task-historic", "历史任务不计认领期限", "a historic task has no claim clock")
    if not claim_period_over(task, facts):
        raise Refused("task-not-due", "认领期限未满", "the claim period has not ended")
    return e.TaskDeemedClaimed()


def _moot(task: SupervisionTask, command: c.MootTask, _facts: TaskFacts) -> DomainEvent:
    _need(task, UNANSWERED)
    return e.TaskMooted(reason=command.reason)


_GUARDS: dict[type[Command], Callable[[SupervisionTask, Any, TaskFacts], DomainEvent]] = {
    c.PushTask: _push,
    c.SignTask: _sign,
    c.ClaimTask: _claim,
    c.ReturnTask: _return,
    c.RerouteTask: _reroute,
    c.PlanSupervision: _plan,
    c.CloseWithoutVisit: _close,
    c.RecordResult: _record,
    c.RecordInspectionResult: _inspected,
    c.PushFeedback: _feed_back,
    c.AcknowledgeFeedback: _acknowledge,
    c.DeemClaimed: _deem,
    c.MootTask: _moot,
}


def decide(task: SupervisionTask, command: Command, facts: TaskFacts) -> tuple[DomainEvent, ...]:
    """The events that `command` causes.

    Raises:
        Refused: the state forbids it.
        Forbidden: the task belongs to another organisation.
        Invalid: it names something that does not exist.
    """
    return (_GUARDS[type(command)](task, command, facts),)


__all__ = ["SupervisionTask", "TaskFacts", "TaskPhase", "decide", "evolve", "fold"]
