"""Documents: load, judge authority, gather facts, decide."""

from collections.abc import Generator
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from adapters.ledger.batch import Claim
from app.commands.case_ruling import load_case
from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling, need_existing
from domain.approval import document as documents
from domain.approval.case import Case
from domain.approval.document_commands import IssueDocument, SealDocument
from domain.approval.document_kinds import issued_by
from domain.registry.authority import authorise
from domain.registry.institution import Institution
from domain.registry.seal_ledger import fault_of
from domain.registry.standards import Function
from domain.shared.act import Act
from domain.shared.ids import commitment_id, event_id, permit_id

Flow = Generator[Effect, Any, Ruling]


def rule_document(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for a document; it rests on its case."""
    aim.stream = request.target
    assert request.target
    command, entry = request.command, request.entry
    document = documents.fold((yield Load(request.target)))
    issuing = command if isinstance(command, IssueDocument) else None
    if issuing is None:
        need_existing(document, request.caller.region, "document", "文书")
    case_id = issuing.case_id if issuing else document.case_id
    assert case_id
    case = yield from load_case(case_id)
    if issuing:
        aim.stream = case_id  # refused, there is no document yet
    need_existing(case, request.caller.region, "case", "办件")
    aim.item_code = case.item_code
    aim.at = at = request.at(document)
    on = institution.calendar.local_date(at)
    authority = authorise(
        institution,
        request.actor,
        entry.roles,
        on,
        function=issued_by(issuing.kind) if issuing else entry.function,
        item_code=case.item_code,
        accepted=case.accepted_on,
    )
    if issuing:
        found = yield from documented(case, case_id, issuing.documents_event)
        facts = documents.DocumentFacts(on, found)
    else:
        facts = _seal_facts(request, institution, case, on)
    return Ruling(
        request.target,
        document.version,
        documents.decide(document, command, facts),
        at,
        case.item_code,
        case.item_version,
        authority,
        claims=(number_claim(request.caller.region, issuing),) if issuing else (),
    )


def number_claim(region: str, command: IssueDocument) -> Claim:
    """文号: a number names one document of its kind in a region, for ever."""
    text = f"document:{region}\x1f{command.kind.value}\x1f{command.number}"
    return Claim(text, sha256(text.encode()).digest())


def documented(case: Case, case_id: UUID, wanted: UUID) -> Generator[Effect, Any, Act | None]:
    """The act of this id, in the case or in a stream that belongs to it."""
    for act in case.acts:
        if event_id(act.originator_id, act.originator_version) == wanted:
            return act
    for stream in (*case.surveys, commitment_id(case_id), permit_id(case_id)):
        acts = yield Load(stream)
        for act in acts:
            if event_id(act.originator_id, act.originator_version) == wanted:
                return act
    return None


def _seal_facts(
    request: Request, institution: Institution, case: Case, on: date
) -> documents.DocumentFacts:
    command = request.command
    if not isinstance(command, SealDocument) or case.item_code is None:
        return documents.DocumentFacts(on)
    held = institution.responsible(case.item_code, Function.DECIDE, on, case.accepted_on)
    decider = held.org if held else None
    seal = institution.seals.get(command.seal)
    return documents.DocumentFacts(
        on,
        decider=decider,
        fault=fault_of(institution.seals, command.seal, decider or "", on),
        seal_kind=seal.kind if seal else None,
    )
