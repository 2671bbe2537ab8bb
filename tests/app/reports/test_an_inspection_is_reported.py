"""Inspections worked elsewhere: their streams, and the case and permit that they are about."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.reports import Site, prepare
from domain.shared.errors import DomainError
from domain.shared.ids import inspection_id, permit_id, reported_case_id
from domain.supervision.inspection_events import InspectionPlanned, InspectionStarted
from domain.supervision.penalty_events import PenaltyPaid
from tests.app.reports.conftest import ITEM, MARKET, NOW, REGION, SOURCE, Items, report

SITE = Site(REGION, UUID(int=7), Items())
URN = "urn:platform:js"
PLAN = {
    "org": MARKET, "trigger": "PLAN", "mode": "SPECIAL", "plannedDate": "2026-11-20",
}  # fmt: skip


def planned(**more: Any) -> dict[str, Any]:
    return report(
        type="cn.shenguan.inspection.planned.v1", subject="J-1", data__payload={**PLAN, **more}
    )


def test_the_acts_of_one_inspection_meet_under_its_number_at_the_source() -> None:
    stream = inspection_id(SITE.jurisdiction, URN, "J-1")
    plan = prepare(planned(), SITE, SOURCE, NOW).act
    assert plan.originator_id == stream
    assert isinstance(plan.event, InspectionPlanned)
    assert (plan.event.inspection_number, plan.event.item_code) == ("J-1", ITEM)
    assert plan.event.case_id is None
    for name, payload, event in (
        ("inspection.started", {}, InspectionStarted()),
        ("inspection.penalty_paid", {"amountCents": 1}, PenaltyPaid(amount_cents=1)),
    ):
        told = report(type=f"cn.shenguan.{name}.v1", subject="J-1", data__payload=payload)
        act = prepare(told, SITE, SOURCE, NOW).act
        assert (act.originator_id, act.event) == (stream, event)


def test_the_case_number_at_the_source_joins_it_to_case_and_permit() -> None:
    case = reported_case_id(SITE.jurisdiction, URN, "C-9")
    event = prepare(planned(caseNumber="C-9"), SITE, SOURCE, NOW).act.event
    assert isinstance(event, InspectionPlanned)
    assert (event.case_id, event.permit_id) == (case, permit_id(case))


def test_a_permit_of_ours_may_be_named_instead() -> None:
    ours = UUID(int=9)
    event = prepare(planned(permitId=str(ours)), SITE, SOURCE, NOW).act.event
    assert isinstance(event, InspectionPlanned)
    assert (event.case_id, event.permit_id) == (None, ours)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"org": "x"}, "bad-uscc"),
        ({"org": "11329901MB02A902X5"}, "bad-uscc"),
        ({"inspectionNumber": "another"}, "payload-invalid"),
        ({"caseNumber": 7}, "payload-invalid"),
    ],
)
def test_what_contradicts_itself_is_told(more: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as caught:
        prepare(planned(**more), SITE, SOURCE, NOW)
    assert caught.value.code == code


def test_one_organisation_does_not_report_the_inspection_of_another() -> None:
    other = replace(SOURCE, org="91329901MA02A901X8", sources=(URN,))
    told = planned()
    told["data"]["actor"] = {"personId": "p-1", "role": "REGULATOR"}
    with pytest.raises(DomainError) as caught:
        prepare(told, SITE, other, NOW)
    assert caught.value.code == "wrong-organisation"
