"""Consultations and changed standards: load, judge the post, gather facts, decide."""

from collections.abc import Generator
from typing import Any

from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling, need_existing
from domain.consultation import consultation as consultations
from domain.consultation import standard_change as changes
from domain.consultation.commands import ProposeConsultation
from domain.consultation.standard_commands import NotifyStandardChange
from domain.registry.authority import authorise
from domain.registry.institution import Institution
from domain.shared.errors import NotFound
from domain.shared.ids import consultation_id, standard_change_id

Flow = Generator[Effect, Any, Ruling]


def rule_consultation(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for a consultation; its number names its stream."""
    command, stream = request.command, request.target
    if isinstance(command, ProposeConsultation):
        stream = consultation_id(_jurisdiction(institution), command.consultation_number)
    assert stream
    aim.stream = stream
    state = consultations.fold((yield Load(stream)))
    item_code = state.item_code
    if isinstance(command, ProposeConsultation):
        item_code = command.item_code
    else:
        need_existing(state, request.caller.region, "consultation", "会商")
    aim.item_code = item_code
    aim.at = at = request.at(state)
    on = institution.calendar.local_date(at)
    authorise(institution, request.actor, request.entry.roles, on, item_code=item_code)
    item = institution.item_on(item_code, on) if item_code else None
    silence = item is not None and item.standard is not None and item.standard.silence_not_allowed
    facts = consultations.ConsultationFacts(
        at, request.actor.org, institution.calendar, institution.organisations, silence
    )
    events = consultations.decide(state, command, facts)
    return Ruling(stream, state.version, events, at, item_code)


def rule_standard(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for a changed standard; organisation and number name its stream."""
    command, stream = request.command, request.target
    if isinstance(command, NotifyStandardChange):
        org = request.caller.org or ""
        stream = standard_change_id(_jurisdiction(institution), org, command.change_number)
    assert stream
    aim.stream = stream
    state = changes.fold((yield Load(stream)))
    if not isinstance(command, NotifyStandardChange):
        need_existing(state, request.caller.region, "standard", "标准变更")
    aim.at = at = request.at(state)
    authorise(institution, request.actor, request.entry.roles, institution.calendar.local_date(at))
    facts = changes.ChangeFacts(at, request.actor.org, institution.organisations, institution.items)
    return Ruling(stream, state.version, changes.decide(state, command, facts), at)


def _jurisdiction(institution: Institution):
    if institution.jurisdiction is None:
        raise NotFound("jurisdiction-unknown", "辖区未设立", "the jurisdiction is not set up")
    return institution.jurisdiction
