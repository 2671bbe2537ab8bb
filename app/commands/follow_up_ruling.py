"""Supervision tasks and commitments: load, judge authority, gather facts, decide."""

from collections.abc import Generator
from typing import Any

from app.commands.case_ruling import load_case, need_own_case
from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling, need_existing
from app.commands.task_facts import facts_of_task
from domain.approval.case import Case
from domain.commitment import commitment as commitments
from domain.commitment.commands import (
    OfferCommitment,
    SignCommitment,
    TakeEffect,
    WithdrawCommitment,
)
from domain.commitment.events import CommitmentTookEffect
from domain.registry.authority import Authority, authorise
from domain.registry.institution import Institution
from domain.registry.standards import Function
from domain.supervision import task as tasks
from domain.supervision.commands import PushTask

Flow = Generator[Effect, Any, Ruling]
_RESTS_ON_CASE = (OfferCommitment, SignCommitment, WithdrawCommitment, TakeEffect)


def rule_task(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for a supervision task."""
    aim.stream = request.target
    assert request.target
    command, entry = request.command, request.entry
    task = tasks.fold((yield Load(request.target)))
    item_code = command.item_code if isinstance(command, PushTask) else task.item_code
    aim.item_code = item_code
    if not isinstance(command, PushTask):
        need_existing(task, request.caller.region, "task", "任务")
    aim.at = at = request.at(task)
    on = institution.calendar.local_date(at)
    authorise(institution, request.actor, entry.roles, on, item_code=item_code)
    record = None
    if item_code and task.function:
        record = institution.responsible(item_code, task.function, on, territory=task.territory)
    facts = facts_of_task(institution, request.actor, at, task, command)
    return Ruling(
        request.target,
        task.version,
        tasks.decide(task, command, facts),
        at,
        item_code,
        authority=Authority(record.ref) if record and record.org == request.caller.org else None,
        effective_date=request.effective_date,
    )


def rule_commitment(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for a commitment; it rests on its case."""
    aim.stream = request.target
    assert request.target
    command, entry = request.command, request.entry
    state = commitments.fold((yield Load(request.target)))
    case_id = command.case_id if isinstance(command, OfferCommitment) else state.case_id
    case = Case()
    if case_id:
        case = yield from load_case(case_id)
    if isinstance(command, OfferCommitment):
        need_existing(case, request.caller.region, "case", "办件")
    else:
        need_existing(state, request.caller.region, "commitment", "承诺")
        need_own_case(case, request)
    assert case_id
    item_code = case.item_code or state.item_code
    aim.item_code = item_code
    aim.at = at = request.at(state)
    authority = authorise(
        institution,
        request.actor,
        entry.roles,
        institution.calendar.local_date(at),
        function=entry.function,
        item_code=item_code,
        accepted=case.accepted_on if entry.function is Function.ACCEPT else None,
        territory=case.territory if entry.function is Function.SUPERVISE else None,
    )
    item = institution.item(item_code, case.item_version) if item_code else None
    facts = commitments.CommitmentFacts(
        at, request.actor, institution.calendar, case, case_id, item
    )
    events = commitments.decide(state, command, facts)
    effective = request.effective_date
    if isinstance(events[-1], CommitmentTookEffect) and effective is None:
        effective = case.decided_on
    return Ruling(
        request.target,
        state.version,
        events,
        at,
        item_code,
        case.item_version,
        authority,
        effective,
        {case_id: case.version} if isinstance(command, _RESTS_ON_CASE) else {},
    )
