"""Certificate batches: one stream for each organisation and urgency; the rhythm's alone."""

from collections.abc import Generator
from typing import Any

from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling
from domain.delivery import batches
from domain.delivery.batch_commands import PushCertificateBatch
from domain.registry.authority import authorise
from domain.registry.institution import Institution
from domain.shared.errors import NotFound
from domain.shared.ids import batch_id


def rule_batch(
    request: Request, institution: Institution, aim: Aim
) -> Generator[Effect, Any, Ruling]:
    """The ruling on one batch; no events where nothing in it is new."""
    command = request.command
    assert isinstance(command, PushCertificateBatch)
    if institution.jurisdiction is None:
        raise NotFound("jurisdiction-unknown", "辖区未设立", "the jurisdiction is not set up")
    stream = batch_id(institution.jurisdiction, command.org, command.priority.value)
    aim.stream = stream
    state = batches.fold((yield Load(stream)))
    aim.at = at = request.at(state)
    calendar = institution.calendar
    authorise(institution, request.actor, request.entry.roles, calendar.local_date(at))
    return Ruling(stream, state.version, batches.push(state, command, at, calendar), at)
