"""Permits: load, judge authority, gather facts, decide."""

from collections.abc import Generator
from datetime import date
from typing import Any

from app.commands.case_ruling import load_case
from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling, need_existing
from domain.approval.case import UNDECIDED
from domain.permit import permit as permits
from domain.permit.commands import AnnulPermit
from domain.permit.follow_up_commands import IssuePermit, RunOutPermit
from domain.registry.authority import Authority, authorise
from domain.registry.institution import Institution
from domain.registry.standards import Function
from domain.registry.territories import OVERSEEING
from domain.shared.act import Role

Flow = Generator[Effect, Any, Ruling]


def rule_permit(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for a permit; only running out rests on its renewal case."""
    aim.stream = request.target
    assert request.target
    command = request.command
    permit = permits.fold((yield Load(request.target)))
    item_code, version = permit.item_code, permit.item_version
    if isinstance(command, IssuePermit):
        item_code, version = command.item_code, command.item_version
    else:
        need_existing(permit, request.caller.region, "permit", "证照")
    aim.item_code = item_code
    aim.at = at = request.at(permit)
    on = institution.calendar.local_date(at)
    where = None
    if permit.case_id and institution.competence.territorial(item_code or "", OVERSEEING):
        where = (yield from load_case(permit.case_id)).territory
    authority = _authority(request, institution, item_code, on, where)
    expect, renewal_open = {}, True
    if isinstance(command, RunOutPermit) and permit.renewal:
        case = yield from load_case(permit.renewal)
        expect = {permit.renewal: case.version}
        renewal_open = not case.acts or case.phase in UNDECIDED
    facts = permits.PermitFacts(
        at,
        request.actor,
        institution.calendar,
        institution.item(item_code, version) if item_code else None,
        renewal_open,
    )
    return Ruling(
        request.target,
        permit.version,
        permits.decide(permit, command, facts),
        at,
        item_code,
        version,
        authority,
        request.effective_date,
        expect,
    )


def _authority(
    request: Request,
    institution: Institution,
    item_code: str | None,
    on: date,
    territory: str | None,
) -> Authority | None:
    """Whoever answers for the function; but a superior organ may annul too (许可§69), and where
    nobody is named to enforce, the supervising organisation does."""
    function = request.entry.function
    if function is Function.ENFORCE and item_code:
        found = institution.responsible(item_code, function, on, territory=territory)
        function = Function.ENFORCE if found else Function.SUPERVISE
    if isinstance(request.command, AnnulPermit) and _superior(request, institution, item_code, on):
        function = None
    return authorise(
        institution,
        request.actor,
        request.entry.roles,
        on,
        function=function,
        item_code=item_code,
        territory=territory,
    )


def _superior(request: Request, institution: Institution, item_code: str | None, on: date) -> bool:
    """上级行政机关: a LEADER post of another organisation that names the item expressly [D]; no
    record says who stands above whom, so the county must have said it in the post."""
    actor = request.actor
    if actor.role is not Role.LEADER or item_code is None or actor.post is None:
        return False
    post = institution.post(actor.post, on)
    decider = institution.responsible(item_code, Function.DECIDE, on)
    return (
        post is not None
        and item_code in post.items
        and (decider is None or decider.org != actor.org)
    )
