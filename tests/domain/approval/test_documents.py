"""Documents: of a kind that fits, one seal of who decides, served once; what is missing is told."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.approval import document as documents
from domain.approval import document_commands as c
from domain.approval import document_events as e
from domain.approval import events as case
from domain.approval.document_events import DocumentKind as Kind
from domain.approval.document_kinds import DEMANDED, FITS, STATUTORY, issued_by
from domain.approval.document_list import Held, Lack, missing
from domain.approval.events import EVENTS
from domain.commitment.events import EVENTS as COMMITMENT
from domain.permit.events import EVENTS as PERMIT
from domain.registry.seal_ledger import SealFault
from domain.registry.seals import SealKind
from domain.shared.errors import DomainError
from domain.shared.event import DomainEvent
from domain.shared.ids import event_id
from tests.domain.acts import BUREAU, CALENDAR, CASE_ID, act, at

DIGEST = "e3" * 32
ACCEPTED = act(case.CaseAccepted(legal_days=20, committed_days=10), at("2026-09-28"), 3)
GRANTED = act(case.PermitGranted(), at("2026-10-12"), 7)
TODAY = date(2026, 10, 13)
SEAL = c.SealDocument(seal="SP-01")
SERVE = c.ServeDocument(method="WINDOW", served_on=TODAY)


def issue(kind: Kind = Kind.GRANT_DECISION, **changes: Any) -> c.IssueDocument:
    plain = c.IssueDocument(
        case_id=CASE_ID, kind=kind, number="许可〔2026〕1号", digest=DIGEST,
        documents_event=event_id(GRANTED.originator_id, GRANTED.originator_version),
    )  # fmt: skip
    return plain.model_copy(update=changes)


def after(*events: DomainEvent) -> documents.Document:
    day = at("2026-10-12 15:00")
    return documents.fold(act(one, day, n, stream=UUID(int=1)) for n, one in enumerate(events, 1))


def facts(**changes: Any) -> documents.DocumentFacts:
    plain = {"on": TODAY, "documented": GRANTED, "decider": BUREAU, "seal_kind": SealKind.APPROVAL}
    return documents.DocumentFacts(**{**plain, **changes})


def refused(code: str, document: documents.Document, command: Any, **changes: Any) -> None:
    with pytest.raises(DomainError) as caught:
        documents.decide(document, command, facts(**changes))
    assert caught.value.code == code


ISSUED = e.DocumentIssued(**dict(issue()))
OF = {"case_id": CASE_ID, "kind": Kind.GRANT_DECISION, "number": "许可〔2026〕1号"}
SEALED = e.DocumentSealed(**OF, seal="SP-01", org=BUREAU)
SERVED = e.DocumentServed(**OF, method="WINDOW", served_on=TODAY)


def test_a_document_is_issued_sealed_and_served_once():
    assert documents.decide(after(), issue(), facts()) == (ISSUED,)
    assert documents.decide(after(ISSUED), SEAL, facts()) == (SEALED,)
    assert documents.decide(after(ISSUED, SEALED), SERVE, facts()) == (SERVED,)


def test_the_same_again_is_nothing_new():
    whole = after(ISSUED, SEALED, SERVED)
    for command in (issue(), SEAL, SERVE):
        assert documents.decide(whole, command, facts()) == ()


def test_the_content_of_an_issued_document_is_never_exchanged():
    refused("document-issued", after(ISSUED), issue(digest="f0" * 32))


def test_a_document_is_about_an_act_of_its_case():
    refused("document-event-unknown", after(), issue(), documented=None)


def test_a_grant_decision_does_not_document_an_acceptance():
    refused("document-kind-misfit", after(), issue(), documented=ACCEPTED)
    assert documents.decide(after(), issue(Kind.ACCEPTANCE_NOTICE), facts(documented=ACCEPTED))


@pytest.mark.parametrize("fault", SealFault)
def test_a_seal_that_may_not_be_used_is_refused(fault: SealFault):
    code = f"document-seal-{fault.value.lower().replace('_', '-')}"
    refused(code, after(ISSUED), SEAL, fault=fault)


def test_a_second_seal_of_the_old_department_is_refused():
    refused("document-seal-second", after(ISSUED, SEALED), c.SealDocument(seal="OLD-1"))


def test_a_contract_seal_decides_nothing():
    refused("document-seal-contract", after(ISSUED), SEAL, seal_kind=SealKind.CONTRACT)


def test_nothing_is_sealed_or_served_before_it_is_issued():
    refused("document-not-issued", after(), SEAL)
    refused("document-not-issued", after(), SERVE)


def test_a_decision_without_a_seal_is_not_served():
    refused("document-not-sealed", after(ISSUED), SERVE)
    proof = ISSUED.model_copy(update={"kind": Kind.PROOF_OF_SERVICE})
    assert documents.decide(after(proof), SERVE, facts())


@pytest.mark.parametrize("day", [date(2026, 10, 14), date(2026, 10, 11)])
def test_a_day_of_service_is_neither_in_the_future_nor_before_the_issue(day: date):
    command = SERVE.model_copy(update={"served_on": day})
    refused("document-served-when", after(ISSUED, SEALED), command)


def test_a_served_document_is_not_served_again():
    command = SERVE.model_copy(update={"method": "COURIER"})
    refused("document-served", after(ISSUED, SEALED, SERVED), command)


def test_every_kind_fits_some_act_and_every_demand_is_of_a_kind_that_fits():
    known = {event.TYPE for event in (*EVENTS, *PERMIT, *COMMITMENT)}
    for kind in Kind:
        assert FITS[kind], kind
        assert issued_by(kind)
    assert all(event.TYPE in FITS[kind] for event, kind in DEMANDED.items())
    assert set().union(*FITS.values()) <= known
    assert set(DEMANDED) >= STATUTORY


def test_what_is_missing_is_told_with_its_last_day():
    found = list(missing([ACCEPTED, GRANTED], [], CALENDAR))
    assert [(one.kind, one.due, one.statutory, one.lack) for one in found] == [
        (Kind.ACCEPTANCE_NOTICE, date(2026, 9, 29), True, Lack.DOCUMENT),
        (Kind.GRANT_DECISION, date(2026, 10, 13), True, Lack.DOCUMENT),
    ]


def test_a_number_alone_says_that_the_content_is_elsewhere():
    numbered = act(case.CaseAccepted(document_number="受1"), at("2026-09-28"), 3)
    (found,) = missing([numbered], [], CALENDAR)
    assert (found.lack, found.number) == (Lack.CONTENT, "受1")
    assert not list(missing([numbered], [Held("ACCEPTANCE_NOTICE", "受1", None)], CALENDAR))


def test_a_document_of_another_act_or_another_kind_fills_no_gap():
    own = event_id(ACCEPTED.originator_id, 3)
    others = [Held("ACCEPTANCE_NOTICE", "受1", uuid4()), Held("SUPPLEMENT_NOTICE", "补1", own)]
    assert list(missing([ACCEPTED], others, CALENDAR))
    assert not list(missing([ACCEPTED], [Held("ACCEPTANCE_NOTICE", "受1", own)], CALENDAR))
