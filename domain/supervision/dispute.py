"""权责争议: guards. From a second return to the ruling somebody answers at every moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.registry.linkage import LinkagePolicySet
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.shared.event import DomainEvent
from domain.supervision import dispute_commands as c
from domain.supervision import dispute_events as e
from domain.supervision.dispute_events import ArbitrationLevel, InterimBasis
from domain.supervision.task_facts import TaskFacts, need, need_org
from domain.supervision.task_state import SupervisionTask, TaskPhase
from domain.timing.days import WorkingDays, end_of

NEXT: Mapping[ArbitrationLevel, ArbitrationLevel] = {
    ArbitrationLevel.NEGOTIATION: ArbitrationLevel.STAFFING_OFFICE,
    ArbitrationLevel.STAFFING_OFFICE: ArbitrationLevel.GOVERNMENT,
}
_RULED_BY = {
    ArbitrationLevel.STAFFING_OFFICE: Role.ARBITER,
    ArbitrationLevel.GOVERNMENT: Role.LEADER,
}
_IN_DISPUTE = (TaskPhase.IN_ARBITRATION,)


@dataclass(frozen=True, slots=True)
class Interim:
    """Who answers meanwhile, and on what ground."""

    org: str
    basis: InterimBasis


def opened(task: SupervisionTask, interim: Interim, rules: LinkagePolicySet | None) -> DomainEvent:
    """What a second return opens; `interim` answers from the same moment on."""
    returned = (*task.returned_by, task.recipient)
    parties = tuple(dict.fromkeys(one for one in (*returned, interim.org) if one))
    days = {}
    if rules:
        days = {"negotiation_days": rules.negotiation_days, "ruling_days": rules.ruling_days}
    return e.ResponsibilityDisputeOpened(
        interim_org=interim.org, parties=parties, basis=interim.basis, **days
    )


def last_day(task: SupervisionTask, level: ArbitrationLevel, facts: TaskFacts) -> date | None:
    """The last day that a level has, counted from the opening; None: no end, or a guessed one."""
    if task.disputed_on is None or level is ArbitrationLevel.GOVERNMENT:
        return None
    days = task.negotiation_days
    if level is ArbitrationLevel.STAFFING_OFFICE:
        days += task.ruling_days
    due = facts.calendar.add_workdays(task.disputed_on, WorkingDays(days))
    return None if due.provisional else due.date


def _measure(task: SupervisionTask, command: c.RecordInterimMeasure, facts: TaskFacts) -> Any:
    need(task, _IN_DISPUTE)
    need_org(task.interim_org, facts)
    return (e.InterimMeasureRecorded(**dict(command)),)


def _negotiate(task: SupervisionTask, command: c.NegotiateDispute, facts: TaskFacts) -> Any:
    """Agreed or not, the staffing office rules: an agreement cannot move a power."""
    need(task, _IN_DISPUTE)
    _need_party(task, facts)
    if task.level is not ArbitrationLevel.NEGOTIATION:
        raise Refused(
            "dispute-beyond-negotiation",
            "争议已提级，不再协商",
            "the dispute has been escalated; there is nothing left to negotiate",
        )
    if command.org is not None and not facts.known(command.org):
        raise _unknown("org")
    reason = "部门协商一致，报编办裁定" if command.org else "部门协商未达成一致"
    return (
        e.DisputeNegotiated(**dict(command)),
        e.DisputeEscalated(level=ArbitrationLevel.STAFFING_OFFICE, reason=reason),
    )


def _escalate(task: SupervisionTask, command: c.EscalateDispute, facts: TaskFacts) -> Any:
    need(task, _IN_DISPUTE)
    assert task.level
    if command.level is not NEXT.get(task.level):
        following = NEXT.get(task.level)
        told = following.value if following else "—"
        raise Refused(
            "dispute-wrong-level",
            f"争议现处“{task.level.value}”，下一层级为“{told}”",
            f"the dispute is at {task.level.value}; what follows is {told}",
        )
    if facts.actor.role is Role.SYSTEM:
        last = last_day(task, task.level, facts)
        if last is None or facts.at < end_of(last, facts.calendar.zone):
            raise Refused("task-not-due", "本层级期限未满", "the period of this level still runs")
    else:
        _need_party(task, facts)
    return (e.DisputeEscalated(level=command.level, reason=command.reason),)


def _rule(task: SupervisionTask, command: c.RuleResponsibility, facts: TaskFacts) -> Any:
    need(task, _IN_DISPUTE)
    assert task.level
    rules, role = facts.rules, _RULED_BY.get(task.level)
    if role is None:
        raise Refused(
            "dispute-in-negotiation",
            "部门协商期间，请先协商或提级",
            "the parties are negotiating; negotiate or escalate first",
        )
    named = None
    if rules:
        named = rules.staffing_office if role is Role.ARBITER else rules.government
    org = facts.actor.org
    # Of no organisation are the leaders of the government; the head of a department is no instance.
    theirs = org is None or org == named or (named is None and role is Role.ARBITER)
    if facts.actor.role is not role or not theirs:
        raise Forbidden(
            "dispute-other-arbiter",
            "本层级由其他机构裁定",
            f"at {task.level.value} the dispute is ruled by {named or 'a post'} in role {role}",
        )
    _need_neutral(task, facts)
    if not facts.known(command.org):
        raise _unknown("org")
    if command.valid_from > facts.on:
        raise Refused(
            "ruling-in-the-future",
            "裁定须即时生效，起始日不得晚于今日",
            "a ruling answers who supervises now: validFrom may not lie in the future",
        )
    return (e.ResponsibilityRuled(level=task.level, **dict(command)),)


def _need_neutral(task: SupervisionTask, facts: TaskFacts) -> None:
    """Nobody rules in their own matter: neither a party's post, nor who has acted for a party."""
    acting = (act.meta.actor for act in task.acts)
    acted = {actor.person_id for actor in acting if actor.org in task.parties}
    if facts.actor.org in task.parties or facts.actor.person_id in acted:
        raise Forbidden(
            "dispute-own-matter",
            "争议当事方及其经办人员不得裁定",
            "a party to the dispute, or who has acted for one, does not rule on it",
        )


def _need_party(task: SupervisionTask, facts: TaskFacts) -> None:
    """A liaison or officer of a party; the offices that oversee the linkage are none's."""
    if facts.actor.role in (Role.LIAISON, Role.REGULATOR, Role.ENFORCER) and (
        facts.actor.org not in task.parties
    ):
        raise Forbidden(
            "dispute-not-a-party",
            "本机构不是争议当事方",
            "the organisation is no party to the dispute",
        )


def _unknown(field: str) -> Invalid:
    return Invalid("organisation-unknown", "机构未登记", "no such organisation", fields=(field,))


GUARDS: dict[type[Command], Any] = {
    c.RecordInterimMeasure: _measure,
    c.NegotiateDispute: _negotiate,
    c.EscalateDispute: _escalate,
    c.RuleResponsibility: _rule,
}
