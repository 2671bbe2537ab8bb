"""Cases: load, judge authority, gather facts, decide."""

from collections.abc import Generator, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from adapters.ledger.batch import Claim
from app.commands.case_feedback import Told, feedback_on
from app.commands.case_numbers import claim_of
from app.commands.case_turns import waiting_before
from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling, need_existing
from domain.approval import case as cases
from domain.approval import survey as surveys
from domain.approval.about_permit import check_application, check_grant
from domain.approval.commands import (
    GrantPermit,
    MakeCertificate,
    RefusePermit,
    SubmitApplication,
)
from domain.approval.events import (
    CaseAccepted,
    CaseDeemedAccepted,
    CasePurpose,
    PermitGranted,
    PermitRefused,
)
from domain.approval.handling_commands import DeclarePriority
from domain.approval.material_events import AcceptedWithGaps
from domain.approval.ruling_events import FilingRecorded
from domain.permit import permit as permits
from domain.registry.authority import authorise
from domain.registry.institution import Institution
from domain.registry.publications import list_on
from domain.registry.published import ListKind
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.errors import Forbidden, Invalid
from domain.shared.ids import item_id

Flow = Generator[Effect, Any, Ruling]
_EFFECTIVE = (
    CaseAccepted, AcceptedWithGaps, CaseDeemedAccepted, PermitGranted, PermitRefused,
    FilingRecorded,
)  # fmt: skip
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
    told = yield from feedback_on(request, case)
    facts = yield from _facts(request, institution, case, at, told)
    events = cases.decide(case, command, facts)
    effective = cases.effective_date(case, events[-1], on)
    expect = told.expect | (yield from _rests_on(command, case, request.target, facts))
    return Ruling(
        request.target,
        case.version,
        events,
        at,
        item_code,
        facts.item.item_version if facts.item else version,
        authority,
        effective if isinstance(events[-1], _EFFECTIVE) else None,
        expect,
        tuple(_claims(request, case)),
    )


def _rests_on(
    command: Command, case: cases.Case, case_id: UUID, facts: cases.CaseFacts
) -> Generator[Effect, Any, dict[UUID, int]]:
    """The streams that a decision rests on, and at which version."""
    if not isinstance(command, _RESTS_ON_SURVEYS):
        return {}
    expect = {one: survey.version for one, survey in facts.surveys.items()}
    if isinstance(command, GrantPermit) and case.permit_id:
        permit = permits.fold((yield Load(case.permit_id)))
        check_grant(permit, case.purpose, case_id)
        expect[case.permit_id] = permit.version
    return expect


def _claims(request: Request, case: cases.Case) -> Iterator[Claim]:
    """Numbers that nobody may use again: of a case, and of a new permit among those of its item."""
    if request.case_number:
        yield claim_of(request.case_number)
    command = request.command
    if isinstance(command, MakeCertificate) and case.purpose is CasePurpose.NEW:
        number = command.certificate_number
        if number:
            text = f"permit:{request.caller.region}\x1f{case.item_code}\x1f{number}"
            yield Claim(text, sha256(text.encode()).digest())


def _facts(
    request: Request, institution: Institution, case: cases.Case, at: datetime, told: Told
) -> Generator[Effect, Any, cases.CaseFacts]:
    """What the guards need besides the case itself."""
    command, on = request.command, institution.calendar.local_date(at)
    assert request.target
    held, permit_known = {}, False
    for one in case.surveys:
        held[one] = surveys.fold((yield Load(one)))
    if isinstance(command, SubmitApplication):
        item = institution.item_on(command.item_code, on)
        if command.permit_id:
            permit = permits.fold((yield Load(command.permit_id)))
            permit_known = permit.region == request.caller.region and bool(permit.permit_number)
            if permit_known and item and command.purpose is not CasePurpose.NEW:
                check_application(permit, command.purpose, item, command.applicant)
    else:
        item = institution.item(case.item_code, case.item_version) if case.item_code else None
    post = institution.post(request.actor.post, on) if request.actor.post else None
    green = None
    if isinstance(command, DeclarePriority):
        green = list_on(institution.lists, ListKind.GREEN_CHANNEL, on)
    current = institution.item_on(case.item_code, on) if case.item_code else None
    return cases.CaseFacts(
        at,
        request.actor,
        institution.calendar,
        request.target,
        item,
        request.case_number,
        held,
        post.tier if post else None,
        lambda name: institution.post(name, on),
        None if green is None else {one.code for one in green.entries},
        permit_known,
        current.item_version if current else None,
        ahead=(yield from waiting_before(request, case, item)),
        feedback=told.feedback,
        registered=lambda org: institution.organisation(org) is not None,
    )


def load_case(case_id: UUID) -> Generator[Effect, Any, cases.Case]:
    """The case of a stream, empty where there is none."""
    return cases.fold((yield Load(case_id)))


def need_own_case(case: cases.Case, request: Request) -> None:
    """Raises:
    Forbidden: an applicant or agent who neither is the applicant, nor filed the application, nor
        was assigned to act for the applicant (代办).
    """
    if request.caller.role not in (Role.APPLICANT, Role.AGENT):
        return
    person = request.caller.person_id
    applicant = str(case.applicant.subject_id) if case.applicant else None
    if person not in (applicant, case.agent, case.acts[0].meta.actor.person_id):
        raise Forbidden("case-other-applicant", "非本人办件", "this is another applicant's case")
