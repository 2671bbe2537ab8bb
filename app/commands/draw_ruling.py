"""Yearly plans, recusals and random draws: load, judge authority, gather facts, decide."""

from collections.abc import Generator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling, need_existing
from domain.registry.authority import authorise
from domain.registry.institution import Institution
from domain.shared.errors import Forbidden, NotFound
from domain.shared.folding import History
from domain.shared.ids import draw_id, plan_id, recusal_id
from domain.supervision import draw_state as draws
from domain.supervision import inspection_plan, recusals
from domain.supervision.draw import decide
from domain.supervision.draw_announcing import AnnounceFacts, announce
from domain.supervision.draw_commands import (
    AnnounceDraw,
    CancelDraw,
    DeclareRecusal,
    EndRecusal,
    PerformDraw,
    PublishDrawResult,
    PublishInspectionPlan,
)

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


def allowed(
    request: Request,
    institution: Institution,
    aim: Aim,
    state: History,
    items: Sequence[str] = (),
) -> date:
    """The local date of the act, once the post may do it.

    Raises:
        Forbidden: wrong role, the post is not held on that day, or does not cover the items.
    """
    aim.at = at = request.at(state)
    on = institution.calendar.local_date(at)
    for item_code in items or (None,):
        authorise(institution, request.actor, request.entry.roles, on, item_code=item_code)
    return on


def rule_draw(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a draw: its announcement, or what follows one."""
    command = request.command
    if isinstance(command, AnnounceDraw):
        return (yield from _announcement(request, command, institution, aim))
    assert request.target
    assert isinstance(command, PerformDraw | PublishDrawResult | CancelDraw)
    aim.stream = request.target
    draw = draws.fold((yield Load(request.target)))
    need_existing(draw, request.caller.region, "draw", "抽查")
    said = draw.announced
    assert said
    on = allowed(request, institution, aim, draw, said.item_codes)
    if request.actor.org != said.org:
        raise Forbidden(
            "draw-of-another-organisation", "该抽查属其他机构", "another organisation's draw"
        )
    code = said.item_codes[0] if len(said.item_codes) == 1 else None
    return Ruling(request.target, draw.version, decide(draw, command, on), request.at(draw), code)


def _announcement(
    request: Request, command: AnnounceDraw, institution: Institution, aim: Aim
) -> Flow:
    jurisdiction = need_jurisdiction(institution)
    aim.stream = stream = draw_id(jurisdiction, command.org, command.draw_number)
    draw = draws.fold((yield Load(stream)))
    on = allowed(request, institution, aim, draw, command.item_codes)
    acts = yield Load(plan_id(jurisdiction, command.org, command.draw_on.year))
    plan = inspection_plan.fold(acts).on(on)
    facts = AnnounceFacts(on, request.actor, institution, plan)
    code = command.item_codes[0] if len(command.item_codes) == 1 else None
    return Ruling(stream, draw.version, announce(draw, command, facts), request.at(draw), code)
