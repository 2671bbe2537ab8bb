"""监管任务: decide and evolve. A task ends by a result or a reason, never by being claimed."""

from collections.abc import Callable
from typing import Any

from domain.registry.linkage import ClaimModel
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent
from domain.supervision import commands as c
from domain.supervision import dispute
from domain.supervision import events as e
from domain.supervision.dispute_commands import RuleResponsibility
from domain.supervision.dispute_events import InterimBasis
from domain.supervision.task_facts import TaskFacts, need, need_org
from domain.supervision.task_state import (
    MOST_RETURNS,
    SupervisionTask,
    TaskPhase,
    evolve,
    fold,
)
from domain.timing.days import WorkingDays, end_of

Events = tuple[DomainEvent, ...]
REFUSED_CLOSES = "不予许可，告知监管部门，无须现场监管"
"""Why a task about a refusal is closed when it is pushed."""
UNANSWERED = (
    TaskPhase.PUSHED,
    TaskPhase.SIGNED,
    TaskPhase.CLAIMED,
    TaskPhase.TO_REROUTE,
    TaskPhase.IN_ARBITRATION,
    TaskPhase.PLANNED,
)
"""A task that has its result goes on to its feedback, whatever became of the permit."""
INSPECTABLE = (TaskPhase.PUSHED, TaskPhase.SIGNED, TaskPhase.CLAIMED, TaskPhase.PLANNED)
"""An inspection that was done answers a task that is somebody's, historic ones too."""
_ON_SITE = (e.SupervisionMode.SPECIAL, e.SupervisionMode.DOUBLE_RANDOM)


def claim_period_over(task: SupervisionTask, facts: TaskFacts) -> bool:
    """True once the days to claim or return have ended; never on a provisional due date."""
    if task.pushed_on is None:
        return False
    due = facts.calendar.add_workdays(task.pushed_on, WorkingDays(task.claim_days))
    return not due.provisional and facts.at >= end_of(due.date, facts.calendar.zone)


def _push(task: SupervisionTask, command: c.PushTask, _facts: TaskFacts) -> Events:
    """A refusal asks for no supervision: its task is told and closed in one (告知性推送) [D]."""
    need(task, (TaskPhase.NONE,))
    pushed = e.SupervisionTaskPushed(**dict(command))
    if command.reason is e.PushReason.REFUSED:
        return pushed, e.NoOnSiteNeeded(reason=REFUSED_CLOSES)
    return (pushed, *_at_once(command.claim_model, historic=command.historic))


def _at_once(model: ClaimModel | None, *, historic: bool) -> Events:
    """推送即认领: where the region says so, what is routed to an organisation is claimed."""
    if model is ClaimModel.DEEMED and not historic:
        return (e.TaskDeemedClaimed(),)
    return ()


def _sign(task: SupervisionTask, command: c.SignTask, facts: TaskFacts) -> DomainEvent:
    need_org(task.recipient, facts)
    need(task, (TaskPhase.PUSHED,))
    return e.TaskSigned(receipt=command.receipt)


def _claim(task: SupervisionTask, _command: c.ClaimTask, facts: TaskFacts) -> DomainEvent:
    need_org(task.recipient, facts)
    need(task, (TaskPhase.SIGNED,))
    return e.TaskClaimed()


def _return(task: SupervisionTask, command: c.ReturnTask, facts: TaskFacts) -> Events:
    """The first goes back to the office; the second opens a dispute, and at the same moment
    somebody answers meanwhile."""
    need_org(task.recipient, facts)
    deemed = task.deemed_claimed and task.claim_model is ClaimModel.DEEMED
    need(task, (TaskPhase.PUSHED, TaskPhase.SIGNED, *((TaskPhase.CLAIMED,) if deemed else ())))
    if task.final:
        raise Refused(
            "task-routing-final",
            "裁定或二次退回后的转派具有约束力，不得再退回",
            "a ruling, or the re-route after a second return, is binding: no further return",
        )
    if not task.historic and claim_period_over(task, facts):
        raise Refused("task-return-too-late", "退回期限已过", "the period for a return has ended")
    if not facts.cited:
        raise Refused(
            "task-return-cites-nothing",
            "退回须引用本事项现行有效的职责记录（职责记录的事件编号，见 /v1/responsibilities）",
            "a return cites a record on who answers for this item that still counts: give the"
            " eventId of one from /v1/responsibilities",
        )
    returned = e.TaskReturned(reason=command.reason, cited_record=command.cited_record)
    if task.returns + 1 < MOST_RETURNS:
        return (returned,)
    return returned, dispute.opened(task, _interim(task, facts), facts.rules)


def _interim(task: SupervisionTask, facts: TaskFacts) -> dispute.Interim:
    for org, basis in facts.candidates:
        if org is not None and facts.known(org):
            return dispute.Interim(org, basis)
    assert task.recipient, "it was pushed to somebody"
    return dispute.Interim(task.recipient, InterimBasis.LAST_RECIPIENT)


def _reroute(task: SupervisionTask, command: c.RerouteTask, facts: TaskFacts) -> Events:
    need(task, (TaskPhase.TO_REROUTE,))
    if not facts.known(command.recipient):
        raise Invalid(
            "organisation-unknown", "机构未登记", "no such organisation", fields=("recipient",)
        )
    if task.returns < MOST_RETURNS and command.recipient == task.recipient:
        raise Refused(
            "task-same-recipient", "不得转派给退回机构", "it would go back to who returned it"
        )
    routed = e.TaskRerouted(recipient=command.recipient, reason=command.reason)
    return (routed, *_at_once(task.claim_model, historic=task.historic))


def _plan(task: SupervisionTask, command: c.PlanSupervision, facts: TaskFacts) -> DomainEvent:
    need_org(task.recipient, facts)
    need(task, (TaskPhase.CLAIMED,))
    if command.planned_date < facts.on:
        raise Refused("task-plan-in-the-past", "计划日期已过", "the planned date has passed")
    return e.SupervisionPlanned(mode=command.mode, planned_date=command.planned_date)


def _close(task: SupervisionTask, command: c.CloseWithoutVisit, facts: TaskFacts) -> DomainEvent:
    need_org(task.recipient, facts)
    need(task, (TaskPhase.CLAIMED, TaskPhase.PLANNED))
    return e.NoOnSiteNeeded(reason=command.reason)


def _record(task: SupervisionTask, command: c.RecordResult, facts: TaskFacts) -> DomainEvent:
    need_org(task.recipient, facts)
    need(task, (TaskPhase.PLANNED,))
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
    need(task, INSPECTABLE)
    return e.SupervisionResultRecorded(**dict(command))


def _feed_back(task: SupervisionTask, command: c.PushFeedback, facts: TaskFacts) -> DomainEvent:
    if facts.actor.role is not Role.SYSTEM:
        need_org(task.recipient, facts)
    need(task, (TaskPhase.RESULTED,))
    return e.FeedbackPushed(addressee=_addressee(command.addressee, facts))


def _addressee(named: str | None, facts: TaskFacts) -> str:
    """Feedback told to anybody else would be used by nobody, and its task would wait for ever."""
    addressee = named or facts.decider
    if addressee is None:
        raise Refused(
            "task-no-addressee", "未找到审批机构，请指明", "no deciding organisation; name one"
        )
    if not named or named in facts.deciders or (not facts.deciders and facts.known(named)):
        return addressee
    raise Invalid(
        "feedback-addressee",
        "反馈须发给审批(或曾审批)本事项的机构；省略即发给现审批机构",
        "feedback goes to who decides, or has decided, on this item: leave it out for who does now",
        fields=("addressee",),
    )


def _acknowledge(
    task: SupervisionTask, command: c.AcknowledgeFeedback, facts: TaskFacts
) -> DomainEvent:
    need(task, (TaskPhase.FED_BACK,))
    need_org(task.addressee, facts)
    return e.FeedbackAcknowledged(note=command.note)


def _deem(task: SupervisionTask, _command: c.DeemClaimed, facts: TaskFacts) -> DomainEvent:
    need(task, (TaskPhase.PUSHED, TaskPhase.SIGNED))
    if task.historic:
        raise Refused("task-historic", "历史任务不计认领期限", "a historic task has no claim clock")
    if task.claim_model is ClaimModel.EXPLICIT:
        raise Refused(
            "task-explicit-claim",
            "本地区不适用视为认领",
            "nothing is deemed claimed in this region",
        )
    if not claim_period_over(task, facts):
        raise Refused("task-not-due", "认领期限未满", "the claim period has not ended")
    return e.TaskDeemedClaimed()


def _moot(task: SupervisionTask, command: c.MootTask, _facts: TaskFacts) -> DomainEvent:
    need(task, UNANSWERED)
    return e.TaskMooted(reason=command.reason)


_GUARDS: dict[type[Command], Callable[[SupervisionTask, Any, TaskFacts], DomainEvent | Events]] = {
    **dispute.GUARDS,
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


def decide(task: SupervisionTask, command: Command, facts: TaskFacts) -> Events:
    """The events that `command` causes.

    Raises:
        Refused: the state forbids it.
        Forbidden: the task belongs to another organisation.
        Invalid: it names something that does not exist.
    """
    made = _GUARDS[type(command)](task, command, facts)
    events = made if isinstance(made, tuple) else (made,)
    if isinstance(command, RuleResponsibility):
        return (*events, *_at_once(task.claim_model, historic=task.historic))
    return events


__all__ = ["SupervisionTask", "TaskFacts", "TaskPhase", "decide", "evolve", "fold"]
