"""The institution's own facts: ADMIN posts alone, judged on the whole institution."""

from collections.abc import Generator
from datetime import date
from typing import Any

from app.commands.effects import Effect, Load
from app.commands.post_keys import need_own_key
from app.commands.request import Aim, Request, Ruling
from domain.registry.absences import need_own
from domain.registry.addresses import stream_of
from domain.registry.authority import authorise
from domain.registry.commands import AssignPost
from domain.registry.institution import Institution
from domain.registry.post_commands import DeclareAbsence, EndAbsence
from domain.registry.registration import decide
from domain.shared.command import Command
from domain.shared.errors import NotFound

_DAYS = ("valid_from", "first", "ended_on", "announced_on", "sealed_on", "destroyed_on")


def rule_registry(
    request: Request, institution: Institution, aim: Aim
) -> Generator[Effect, Any, Ruling]:
    """The ruling on a registry command; no events if it states what holds already."""
    if institution.jurisdiction is None:
        raise NotFound("jurisdiction-unknown", "辖区未设立", "the jurisdiction is not set up")
    command = request.command
    aim.stream = stream = stream_of(institution.jurisdiction, command)
    acts = yield Load(stream)
    at = request.occurred_at or request.now
    aim.at = at = max(at, *(act.meta.occurred_at for act in acts)) if acts else at
    on, absence = institution.calendar.local_date(at), DeclareAbsence | EndAbsence
    returning = isinstance(command, absence)
    authorise(institution, request.actor, request.entry.roles, on, returning=returning)
    if isinstance(command, absence):
        need_own(institution, request.actor, command.post)
    if isinstance(command, AssignPost):
        yield from need_own_key(institution, command)
    version = acts[-1].originator_version if acts else 0
    code = getattr(command, "item_code", None)
    events = decide(institution, command)
    return Ruling(stream, version, events, at, code, effective_date=_effective(command))


def _effective(command: Command) -> date | None:
    """The date from which the act counts in law, where the command names one."""
    names = (getattr(command, name, None) for name in _DAYS)
    return next((day for day in names if day is not None), None)
