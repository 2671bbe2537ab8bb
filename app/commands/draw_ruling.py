"""Yearly plans and recusals: load, judge authority, decide; both name their stream themselves."""

from collections.abc import Generator
from datetime import date
from typing import Any
from uuid import UUID

from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling
from domain.registry.authority import authorise
from domain.registry.institution import Institution
from domain.shared.errors import NotFound
from domain.shared.folding import History
from domain.shared.ids import plan_id, recusal_id
from domain.supervision import inspection_plan, recusals
from domain.supervision.draw_commands import DeclareRecusal, EndRecusal, PublishInspectionPlan

Flow = Generator[Effect, Any, Ruling]


def rule_plan(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on the publication of a plan."""
    command = request.command
    assert isinstance(command, PublishInspectionPlan)
    aim.stream = stream = plan_id(need_jurisdiction(institution), command.org, command.year)
    plan = inspection_plan.fold((yield Load(stream)))
    on = allowed(request, institution, aim, plan)
    events = inspection_plan.publish(plan, command, institution, request.actor, on)
    return Ruling(stream, plan.version, events, request.at(plan))


def rule_recusal(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a ground to stand back, or on its end."""
    command = request.command
    assert isinstance(command, DeclareRecusal | EndRecusal)
    jurisdiction = need_jurisdiction(institution)
    aim.stream = stream = recusal_id(jurisdiction, command.person_id, command.subject_id)
    state = recusals.fold((yield Load(stream)))
    on = allowed(request, institution, aim, state)
    events = recusals.decide(state, command, institution, request.actor, on)
    return Ruling(stream, state.version, events, request.at(state))


def need_jurisdiction(institution: Institution) -> UUID:
    """Raises:
    NotFound: the county is not set up.
    """
    if institution.jurisdiction is None:
        raise NotFound("jurisdiction-unknown", "辖区未设立", "the jurisdiction is not set up")
    return institution.jurisdiction


def allowed(request: Request, institution: Institution, aim: Aim, state: History) -> date:
    """The local date of the act, once the post may do it.

    Raises:
        Forbidden: wrong role, or the post is not held on that day.
    """
    aim.at = at = request.at(state)
    on = institution.calendar.local_date(at)
    authorise(institution, request.actor, request.entry.roles, on)
    return on
