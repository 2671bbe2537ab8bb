"""P-11 and D-05: an act without its document, and a seal that may not be there."""

from typing import Any

from domain.approval import document_events as document
from domain.approval import events as case
from domain.monitoring.findings import Severity
from domain.shared.ids import event_id
from tests.domain.acts import CASE_ID
from tests.domain.monitoring.acts import (
    ENFORCER,
    OTHER,
    REGULATOR,
    Told,
    midnight,
    on,
    owed,
    watched,
)

OPENED = Told(case.ApplicationSubmitted, on(9, 1), {"itemCode": "ITEM-1"}, position=1)
ACCEPTED = Told(case.CaseAccepted, on(9, 28), position=2, org=REGULATOR)


def issued(about: int, when: Any, kind: str = "ACCEPTANCE_NOTICE", **more: Any) -> Told:
    data = {
        "caseId": str(CASE_ID), "kind": kind, "number": "受1",
        "documentsEvent": str(event_id(CASE_ID, about)),
    }  # fmt: skip
    return Told(document.DocumentIssued, when, {**data, **more}, position=9)


def found(*acts: Told, rule: str = "P-11", now: Any = None, **more: Any) -> list[Any]:
    return owed(OPENED, *acts, now=now or on(11, 1), of_case=True, rule=rule, **more)


def test_an_acceptance_without_its_notice_is_found_when_the_next_working_day_has_ended():
    assert not found(ACCEPTED, now=on(9, 29, 23, 59))
    (finding,) = found(ACCEPTED, now=midnight(9, 30))
    assert (finding.severity, finding.since) == (Severity.YELLOW, midnight(9, 30))
    assert (finding.org, finding.note) == (REGULATOR, "NO_ACCEPTANCE_NOTICE")


def test_its_notice_in_time_ends_it():
    assert not found(ACCEPTED, issued(2, on(9, 29)))


def test_a_late_notice_leaves_the_finding():
    (finding,) = found(ACCEPTED, issued(2, on(10, 12)))
    assert finding.evidence == (2, 9)


def test_a_document_of_another_act_or_kind_does_not_count():
    assert found(ACCEPTED, issued(1, on(9, 28)))
    assert found(ACCEPTED, issued(2, on(9, 28), "SUPPLEMENT_NOTICE"))


def test_an_act_that_states_the_number_of_its_document_has_one():
    numbered = Told(case.CaseAccepted, on(9, 28), {"documentNumber": "受1"}, position=2)
    assert not found(numbered)


def test_a_reported_case_owes_no_document_here():
    reported = Told(case.CaseAccepted, on(9, 28), position=2, native=False)
    assert not found(reported)
    assert not owed(ACCEPTED, now=on(11, 1), of_case=True, rule="P-11")


def sealed(seal: str, org: str, position: int) -> Told:
    data = {"kind": "GRANT_DECISION", "number": "准1", "seal": seal, "org": org}
    return Told(document.DocumentSealed, on(10, 12), data, position=position, native=False)


def test_a_second_seal_is_found_at_once():
    pair = (sealed("SP-01", REGULATOR, 3), sealed("OLD-1", REGULATOR, 4))
    (finding,) = found(*pair, rule="D-05", responsible=lambda *_: REGULATOR)
    assert (finding.severity, finding.note, finding.evidence) == (
        Severity.RED, "SECOND_SEAL", (3, 4),
    )  # fmt: skip


def test_the_seal_of_an_organisation_that_does_not_decide_is_found():
    (finding,) = found(sealed("X", OTHER, 3), rule="D-05", responsible=lambda *_: ENFORCER)
    assert (finding.note, finding.org) == ("FOREIGN_SEAL", OTHER)
    assert not found(sealed("X", OTHER, 3), rule="D-05", responsible=lambda *_: OTHER)
    assert not found(sealed("X", OTHER, 3), rule="D-05", responsible=lambda *_: None)


TOLD = {"decisionNumber": "不1", "reason": "不符合条件", "remedies": "可在六十日内申请复议"}


def refused(*untold: str, native: bool = False) -> Told:
    data = {name: said for name, said in TOLD.items() if name not in untold}
    return Told(case.PermitRefused, on(9, 28), data, position=2, native=native, org=REGULATOR)


def test_a_reported_refusal_without_reasons_or_remedies_is_found_at_once():
    for untold, note in (
        (("reason",), "NO_REASON"),
        (("remedies",), "NO_REMEDIES"),
        (("reason", "remedies"), "NO_REASON+NO_REMEDIES"),
    ):
        reported = refused(*untold)
        (finding,) = owed(reported, now=on(9, 28, 11), of_case=True, rule="P-11")
        assert (finding.severity, finding.since, finding.note) == (
            Severity.YELLOW, on(9, 28), note,
        )  # fmt: skip
        assert (finding.evidence, finding.org) == ((2,), REGULATOR)


def test_a_refusal_that_tells_both_is_in_order_and_its_texts_are_not_kept():
    assert not found(refused(), now=on(9, 28, 11))
    kept = watched(refused("remedies")).acts[0][7]
    assert kept == {"decisionNumber": "不1", "untold": ["NO_REMEDIES"]}
