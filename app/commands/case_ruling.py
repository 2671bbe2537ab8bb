"""Cases: load, judge authority, gather facts, decide."""

from collections.abc import Generator
from typing import Any
from uuid import UUID

from app.commands.case_numbers import claim_of
from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling, need_existing
from domain.approval import case as cases
from domain.approval import survey as surveys
from domain.approval.commands import GrantPermit, RefusePermit, SubmitApplication
from domain.approval.events import CaseAccepted, CaseDeemedAccepted, PermitGranted, PermitRefused
from domain.registry.authority import authorise
from domain.registry.institution import Institution
from domain.shared.act import Role
from domain.shared.errors import Forbidden, Invalid
from domain.shared.ids import item_id

Flow = Generator[Effect, Any, Ruling]
_EFFECTIVE = (CaseAccepted, CaseDeemedAccepted, PermitGranted, PermitRefused)
_RESTS_ON_SURVEYS = (GrantPermit, RefusePermit)


def rule_case(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for a case."""
    command = request.command
    assert request.target, "the handler gives new cases their id"
    if isinstance(command, SubmitApplication):
        case, item_code, version = cases.Case(), command.item_code, None
        if institution.item(item_code) is None:
            raise Invalid("item-unknown", "事项不存在", "no such item", fields=("itemCode",))
        if institution.jurisdiction:
            aim.stream = item_id(institution.jurisdiction, item_code)
    else:
        aim.stream = request.target
        case = cases.fold((yield Load(request.target)))
        item_code, version = case.item_code, case.item_version
    aim.item_code = item_code
    if not isinstance(command, SubmitApplication):
        need_existing(case, request.caller.region, "case", "办件")
        need_own_case(case, request)
    aim.at = at = request.at(case)
    on = institution.calendar.local_date(at)
    entry = request.entry
    authority = authorise(
        institution,
        request.actor,
        entry.roles,
        on,
        function=entry.function,
        item_code=item_code,
        accepted=case.accepted_on,
    )
    held = {}
    for one in case.surveys:
        held[one] = surveys.fold((yield Load(one)))
    item = institution.item(item_code, version) if item_code else None
    facts = cases.CaseFacts(
        at, request.actor, institution.calendar, request.target, item, request.case_number, held
    )
    events = cases.decide(case, command, facts)
    effective = cases.effective_date(case, events[-1], on)
    return Ruling(
        request.target,
        case.version,
        events,
        at,
        item_code,
        item.item_version if item else version,
        authority,
        effective if isinstance(events[-1], _EFFECTIVE) else None,
        {s: survey.version for s, survey in held.items()}
        if isinstance(command, _RESTS_ON_SURVEYS)
        else {},
        (claim_of(request.case_number),) if request.case_number else (),
    )


def load_case(case_id: UUID) -> Generator[Effect, Any, cases.Case]:
    """The case of a stream, empty where there is none."""
    return cases.fold((yield Load(case_id)))


def need_own_case(case: cases.Case, request: Request) -> None:
    """Raises:
    Forbidden: an applicant or agent who neither is the applicant nor filed the application.
    """
    if request.caller.role not in (Role.APPLICANT, Role.AGENT):
        return
    person = request.caller.person_id
    applicant = str(case.applicant.subject_id) if case.applicant else None
    if person not in (applicant, case.acts[0].meta.actor.person_id):
        raise Forbidden("case-other-applicant", "非本人办件", "this is another applicant's case")
