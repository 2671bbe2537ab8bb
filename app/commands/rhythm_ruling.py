"""The rhythm: each period's stream follows from what the command is about."""

from collections.abc import Generator
from typing import Any
from uuid import UUID

from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling, need_existing
from domain.consultation import rhythm
from domain.consultation import rhythm_commands as c
from domain.registry.authority import authorise
from domain.registry.institution import Institution
from domain.shared.command import Command
from domain.shared.errors import NotFound
from domain.shared.ids import assessment_id, bulletin_id, digest_id, meeting_id


def rule_rhythm(
    request: Request, institution: Institution, aim: Aim
) -> Generator[Effect, Any, Ruling]:
    """The ruling on a period's record, or on a meeting; no events for a period recorded already."""
    if institution.jurisdiction is None:
        raise NotFound("jurisdiction-unknown", "辖区未设立", "the jurisdiction is not set up")
    stream = request.target or _stream(institution.jurisdiction, request.command)
    aim.stream = stream
    state = rhythm.fold((yield Load(stream)))
    if request.target:
        need_existing(state, request.caller.region, "meeting", "会议")
    aim.at = at = request.at(state)
    authorise(institution, request.actor, request.entry.roles, institution.calendar.local_date(at))
    facts = rhythm.RhythmFacts(at, institution.calendar, institution.organisations)
    return Ruling(stream, state.version, rhythm.decide(state, request.command, facts), at)


def _stream(jurisdiction: UUID, command: Command) -> UUID:
    match command:
        case c.SendDailyDigest(org=org):
            return digest_id(jurisdiction, org)
        case c.PrepareAgenda(kind=kind, first=first):
            return meeting_id(jurisdiction, kind.value, first.isoformat())
        case c.PublishBulletin():
            return bulletin_id(jurisdiction)
        case c.FreezeAssessment(year=year):
            return assessment_id(jurisdiction, year)
    raise TypeError(type(command).__name__)
