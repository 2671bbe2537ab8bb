"""Given a report with one fault, when it is prepared, then its code says which; nothing else."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.commands.caller import Caller
from app.reports import Site, prepare, read_batch, read_lines, read_single
from app.reports.errors import PROBLEMS
from app.reports.read import MAX_REPORT
from domain.shared.act import Role
from domain.shared.errors import DomainError, Kind
from tests.app.reports.conftest import MARKET, NOW, REGION, SOURCE, Items, report

SITE = Site(REGION, UUID(int=7), Items())
PERMIT = "cn.shenguan.case.permit_granted.v1"


def code_of(item: object, caller: Caller = SOURCE) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(DomainError) as caught:
        prepare(item, SITE, caller, NOW)
    assert caught.value.code in PROBLEMS
    return caught.value.code, caught.value.fields


@pytest.mark.parametrize("item", [None, 7, "x", [], {}, {"specversion": "0.3"}, {"id": "1"}])
def test_what_is_no_cloudevent(item: object) -> None:
    assert code_of(item)[0] == "not-cloudevents"


@pytest.mark.parametrize("name", ["type", "source", "id", "subject", "time", "data"])
def test_each_missing_attribute_is_named(name: str) -> None:
    assert code_of(report(**{name: None})) == ("missing-attribute", (name,))
    assert code_of(report(**{name: ""})) == ("missing-attribute", (name,))


CASES: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "cn.shenguan.case.blessed.v1"}, "unknown-act", "type"),
    ({"type": "case.accepted"}, "unknown-act", "type"),
    ({"type": "cn.shenguan.case.accepted.v2"}, "unknown-act", "type"),
    ({"type": "cn.shenguan.task.signed.v1"}, "act-not-reportable", "type"),
    ({"type": "cn.shenguan.post.assigned.v1"}, "act-not-reportable", "type"),
    ({"source": 7}, "bad-attribute", "source"),
    ({"id": "x" * 121}, "bad-attribute", "id"),
    ({"subject": "a\x1fb"}, "bad-attribute", "subject"),
    ({"subject": "a\x00b"}, "nul-byte", "subject"),
    ({"time": "yesterday"}, "bad-time", "time"),
    ({"time": 1763600000}, "bad-time", "time"),
    ({"time": "2026-02-30T10:00:00+08:00"}, "bad-time", "time"),
    ({"time": "0001-01-01T00:00:00+08:00"}, "bad-time", "time"),
    ({"time": "2026-11-20T10:00:00+99:00"}, "bad-time", "time"),
    ({"time": "2026-11-20T10:00:00"}, "missing-offset", "time"),
    ({"time": "2026-11-20T12:05:01+08:00"}, "future-time", "time"),
    ({"data": []}, "payload-invalid", "data"),
    ({"data": "text"}, "payload-invalid", "data"),
    ({"datacontenttype": "text/xml"}, "payload-invalid", "datacontenttype"),
    ({"data__itemCode": None}, "missing-attribute", "data.itemCode"),
    ({"data__actor": None}, "missing-attribute", "data.actor"),
    ({"data__itemCode": "no-such"}, "unknown-item", "data.itemCode"),
    ({"data__itemCode": ["x"]}, "bad-attribute", "data.itemCode"),
    ({"data__colour": "red"}, "payload-invalid", "data.colour"),
    ({"data__region": "320412"}, "wrong-region", "data.region"),
    ({"data__actor": "me"}, "payload-invalid", "data.actor"),
    ({"data__actor": {"personId": "p"}}, "payload-invalid", "data.actor.role"),
    ({"data__actor": {"personId": "p", "role": "KING"}}, "payload-invalid", "data.actor.role"),
    (
        {"data__actor": {"personId": "p", "role": "WINDOW", "org": "11329901MB02A901X9"}},
        "bad-uscc",
        "data.actor.org",
    ),
    ({"data__effectiveDate": 5}, "payload-invalid", "data.effectiveDate"),
    ({"data__effectiveDate": "2026-13-01"}, "payload-invalid", "data.effectiveDate"),
    ({"data__order": "first"}, "payload-invalid", "data.order"),
    ({"data__surveyNumber": 0}, "payload-invalid", "data.surveyNumber"),
    ({"data__documents": ["abc"]}, "payload-invalid", "data.documents.0"),
    ({"data__payload": 5}, "payload-invalid", "data.payload"),
    ({"data__payload": {"legalDays": "20"}}, "payload-invalid", "data.payload.legalDays"),
    ({"data__payload": {"legalDays": 1e300}}, "payload-invalid", "data.payload.legalDays"),
    ({"data__payload": {"fee": 20}}, "payload-invalid", "data.payload.fee"),
    ({"data__payload": {"documentNumber": "a\x00"}}, "nul-byte", "data.payload.documentNumber"),
    ({"type": PERMIT, "data__payload": {"validTo": 7}}, "payload-invalid", "data.payload.validTo"),
    (
        {"data__payload": {"statedDue": "2026-11-20T10:00:00"}},
        "payload-invalid",
        "data.payload.statedDue",
    ),
    ({"data__payload": {"statedDue": "0001-01-01T00:00+08:00"}}, "payload-invalid", "data.payload"),
]


@pytest.mark.parametrize(("changes", "code", "field"), CASES)
def test_one_fault_one_code(changes: dict[str, Any], code: str, field: str) -> None:
    assert code_of(report(**changes)) == (code, (field,))


def test_an_id_that_follows_from_the_case_may_not_be_contradicted() -> None:
    wrong = report(
        type="cn.shenguan.case.application_submitted.v1", data__payload={"caseNumber": "other"}
    )
    assert code_of(wrong) == ("payload-invalid", ("data.payload.caseNumber",))


def test_a_caller_reports_only_what_is_its_own() -> None:
    assert code_of(report(), replace(SOURCE, region="320412"))[0] == "wrong-region"
    assert code_of(report(), replace(SOURCE, role=Role.REGULATOR))[0] == "role-may-not-report"
    assert code_of(report(), replace(SOURCE, items=("329901-0102",)))[0] == "item-not-in-scope"
    own = ("urn:platform:js",)
    other = replace(SOURCE, org="11329901MB03A90101", sources=own)
    assert code_of(report(), other) == ("wrong-organisation", ("data.actor.org",))
    assert prepare(report(), SITE, replace(SOURCE, org=MARKET, sources=own), NOW)


def test_a_reporter_speaks_for_its_own_systems_only() -> None:
    """`source` names streams and ids: another's would be written into another's cases."""
    refused = ("source-not-in-scope", ("source",))
    assert code_of(report(), replace(SOURCE, org=MARKET)) == refused
    assert code_of(report(), replace(SOURCE, sources=("urn:platform:other",))) == refused
    act = prepare(report(), SITE, replace(SOURCE, post="source-platform"), NOW).act
    assert act.meta.reporter == "source-platform"


def test_bodies_that_cannot_be_read() -> None:
    for body in (b"", b"{", b"\xff\xfe", b'{"a":NaN}', b'"\\ud800"', b"[" * 3000):
        with pytest.raises(DomainError) as caught:
            read_single(body)
        assert caught.value.code == "malformed-json"
    with pytest.raises(DomainError, match="too-large"):
        read_single(b'"' + b"x" * MAX_REPORT + b'"')
    with pytest.raises(DomainError, match="not-cloudevents"):
        read_batch(b"{}")
    with pytest.raises(DomainError, match="too-many"):
        read_batch(b"[1,2,3]", limit=2)
    with pytest.raises(DomainError, match="too-many"):
        read_lines(b"1\n2\n3\n", limit=2)


def test_a_broken_line_stands_for_itself_alone() -> None:
    large = b'"' + b"x" * MAX_REPORT + b'"'
    good, broken, oversized, last = read_lines(b'{"a":1}\n\n{broken\n' + large + b'\n{"b":2}')
    assert (good, last) == ({"a": 1}, {"b": 2})
    assert isinstance(broken, DomainError)
    assert broken.code == "malformed-json"
    assert isinstance(oversized, DomainError)
    assert oversized.code == "too-large"
    batch = read_batch(b'[{"a":1},' + large + b"]")
    assert batch[0] == {"a": 1}
    assert isinstance(batch[1], DomainError)


def test_every_problem_is_told_in_both_languages() -> None:
    for code, (kind, zh, en) in PROBLEMS.items():
        assert code == code.lower()
        assert any("一" <= character <= "鿿" for character in zh)
        assert en.isascii()
        assert (
            kind.kind is not Kind.REFUSED
        )  # a report is no command: it is never refused by a rule
