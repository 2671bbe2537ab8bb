"""Given a right report, when it is prepared, then act and claim say exactly what it says."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.reports import Site, prepare
from domain.approval.events import ApplicationSubmitted, CaseAccepted, SurveyConducted
from domain.commitment.events import CommitmentSigned
from domain.shared.act import Channel, EntryMode, Role
from domain.shared.ids import commitment_id, reported_case_id, survey_id
from tests.app.reports.conftest import ITEM, MARKET, NOW, REGION, SOURCE, Items, report

SITE = Site(REGION, UUID(int=7), Items())
CASE = reported_case_id(SITE.jurisdiction, "urn:platform:js", "2026-000017")


def test_the_envelope_keeps_what_the_source_says() -> None:
    data = {"data__effectiveDate": "2026-11-19", "data__order": 3, "data__itemVersion": 2}
    act = prepare(report(**data), SITE, SOURCE, NOW).act
    assert act.originator_id == CASE
    assert act.event == CaseAccepted(legal_days=20, committed_days=5)
    meta = act.meta
    assert meta.occurred_at.isoformat() == "2026-11-20T02:00:00+00:00"
    assert str(meta.effective_date) == "2026-11-19"
    assert (meta.source_system, meta.source_id) == ("urn:platform:js", "e-1")
    assert (meta.source_order, meta.item_version, meta.item_code) == (3, 2, ITEM)
    assert (meta.entry_mode, meta.channel) == (EntryMode.IMPORTED, Channel.REPORT)
    assert (meta.actor.person_id, meta.actor.role, meta.actor.org) == ("p-77", Role.WINDOW, MARKET)


def test_what_follows_from_the_case_is_filled_in() -> None:
    submitted = report(type="cn.shenguan.case.application_submitted.v1", data__payload={})
    act = prepare(submitted, SITE, SOURCE, NOW).act
    assert act.event == ApplicationSubmitted(case_number="2026-000017", item_code=ITEM)


def test_survey_and_commitment_have_streams_derived_from_their_case() -> None:
    survey = report(
        type="cn.shenguan.survey.conducted.v1",
        data__surveyNumber=2,
        data__payload={"staff": ["p-1", "p-2"]},
    )
    act = prepare(survey, SITE, SOURCE, NOW).act
    assert act.originator_id == survey_id(CASE, 2)
    assert act.event == SurveyConducted(case_id=CASE, staff=("p-1", "p-2"))
    signed = report(type="cn.shenguan.commitment.signed.v1", data__payload={"textDigest": "0" * 64})
    act = prepare(signed, SITE, SOURCE, NOW).act
    assert act.originator_id == commitment_id(CASE)
    assert isinstance(act.event, CommitmentSigned)
    assert act.event.case_id == CASE


def test_the_claim_covers_content_and_not_its_spelling() -> None:
    first = prepare(report(), SITE, SOURCE, NOW).claim
    reordered = dict(reversed(report(traceparent="00-1").items()))
    assert prepare(reordered, SITE, SOURCE, NOW).claim == first
    other = prepare(report(data__payload={"legalDays": 21}), SITE, SOURCE, NOW).claim
    assert other.text == first.text
    assert other.digest != first.digest


def test_a_case_number_at_another_source_is_another_case() -> None:
    act = prepare(report(source="urn:platform:other"), SITE, SOURCE, NOW).act
    assert act.originator_id != CASE


@pytest.mark.parametrize("time", ["2026-11-20T12:04:59+08:00", "2026-11-20t04:04:59.5z"])
def test_clocks_may_differ_by_five_minutes(time: str) -> None:
    assert prepare(report(time=time), SITE, SOURCE, NOW).act.meta.occurred_at > NOW


def test_a_post_of_one_organisation_may_leave_it_unsaid() -> None:
    caller = replace(SOURCE, org=MARKET, sources=("urn:platform:js",))
    unsaid = report(data__actor={"personId": "p-1", "role": "WINDOW"})
    assert prepare(unsaid, SITE, caller, NOW).act.meta.actor.org is None
