"""Inspections: load, judge authority, gather facts, decide."""

from collections.abc import Generator
from datetime import date
from typing import Any
from uuid import UUID

from app.commands.draw_ruling import need_jurisdiction
from app.commands.effects import Effect, Load
from app.commands.inspection_cap import Slots, slots
from app.commands.inspection_subject import need_ours, planned
from app.commands.inspection_tasks import answer_of
from app.commands.request import Aim, Request, Ruling, need_existing
from domain.registry.authority import Authority, authorise
from domain.registry.institution import Institution
from domain.registry.standards import Function
from domain.shared.command import Command
from domain.shared.errors import Forbidden
from domain.shared.ids import inspection_id, plan_id, recusal_id
from domain.supervision import inspection as inspections
from domain.supervision import inspection_commands as c
from domain.supervision import inspection_plan, recusals
from domain.supervision.draw_events import InspectionPlanPublished
from domain.supervision.inspection_state import Inspection, opened

Flow = Generator[Effect, Any, Ruling]
_FUNCTIONS = (Function.SUPERVISE, Function.ENFORCE)
_OF_REPORTED = (c.PushInspectionFeedback, c.AcknowledgeInspectionFeedback)
"""What is found in another system is fed back here all the same."""
_NO_SLOTS = Slots(0, ())


def rule_inspection(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for an inspection; the first of them opens it."""
    command, jurisdiction = request.command, need_jurisdiction(institution)
    opening = command if isinstance(command, c.PlanInspection) else None
    stream = request.target
    if opening:
        stream = inspection_id(jurisdiction, opening.org, opening.inspection_number)
    assert stream
    aim.stream = stream
    state = inspections.fold((yield Load(stream)))
    if isinstance(command, _OF_REPORTED) and not state.native:
        need_ours(state, request.caller.region, "inspection", "检查")
    elif opening is None:
        need_existing(state, request.caller.region, "inspection", "检查")
    aim.item_code = item = opening.item_code if opening else state.item_code
    aim.at = at = request.at(state)
    on = institution.calendar.local_date(at)
    territory = opening.territory if opening else state.territory
    authority = _authority(request, institution, item, on, territory)
    plan_event = (yield from planned(request, opening)) if opening else None
    target = opened(plan_event) if plan_event else state
    org, day = target.org or "", _day(request, target)
    taken = _NO_SLOTS
    if day and (opening or isinstance(command, c.RescheduleInspection)):
        taken = yield from slots(target, stream, request.caller.region, day.year)
    decider = institution.responsible(item, Function.DECIDE, on) if item else None
    facts = inspections.InspectionFacts(
        at=at,
        actor=request.actor,
        calendar=institution.calendar,
        planned=plan_event,
        plan=(yield from _plan_in_force(institution, org, day, on)),
        licences=_licences(institution, org, item, on),
        barred=(yield from _barred(request, institution, target, on)),
        used=taken.used,
        decider=decider.org if decider else None,
        answers_task=(yield from _answers_task(command, state, stream)),
    )
    return Ruling(
        stream,
        state.version,
        inspections.decide(state, command, facts),
        at,
        item,
        authority=authority,
        effective_date=request.effective_date,
        races=taken.claims,
    )


def _answers_task(
    command: Command, inspection: Inspection, stream: UUID
) -> Generator[Effect, Any, bool]:
    if not isinstance(command, c.PushInspectionFeedback):
        return False
    return (yield from answer_of(inspection, stream)).through_task


def _day(request: Request, inspection: Inspection) -> date | None:
    """The day that the inspection is, or is to be, planned for."""
    command = request.command
    if isinstance(command, c.RescheduleInspection):
        return command.planned_date
    return inspection.planned_date


def _authority(
    request: Request, institution: Institution, item: str | None, on: date, territory: str | None
) -> Authority | None:
    """Whoever supervises or enforces the item may inspect; feedback is the approving side's."""
    roles, command = request.entry.roles, request.command
    if isinstance(command, c.AcknowledgeInspectionFeedback):
        return authorise(institution, request.actor, roles, on, item_code=item)
    refused: Forbidden | None = None
    for function in _FUNCTIONS:
        try:
            return authorise(
                institution,
                request.actor,
                roles,
                on,
                function=function,
                item_code=item,
                territory=territory,
            )
        except Forbidden as error:
            refused = refused or error
    assert refused
    raise refused


def _plan_in_force(
    institution: Institution, org: str, day: date | None, on: date
) -> Generator[Effect, Any, InspectionPlanPublished | None]:
    if day is None:
        return None
    acts = yield Load(plan_id(need_jurisdiction(institution), org, day.year))
    return inspection_plan.fold(acts).on(on)


def _licences(
    institution: Institution, org: str, item: str | None, on: date
) -> dict[str, str | None]:
    held = (institution.post(name, on) for name in institution.posts)
    return {
        post.person_id: post.licence
        for post in held
        if post and post.org == org and post.role in recusals.INSPECTING
        and (not post.items or item in post.items)
    }  # fmt: skip


def _barred(
    request: Request, institution: Institution, inspection: Inspection, on: date
) -> Generator[Effect, Any, frozenset[str]]:
    """Who of those that the command names has a ground on the register to stand back."""
    command, subject = request.command, inspection.subject
    named: tuple[str | None, ...] = ()
    if isinstance(command, c.PlanInspection | c.StartInspection | c.Reinspect):
        named = command.officers
    elif isinstance(command, c.RecuseOfficer):
        named = (command.substitute,)
    if subject is None:
        return frozenset()
    jurisdiction, found = need_jurisdiction(institution), set()
    for person in named:
        if person is None:
            continue
        acts = yield Load(recusal_id(jurisdiction, person, subject.subject_id))
        if recusals.fold(acts).in_force(on):
            found.add(person)
    return frozenset(found)
