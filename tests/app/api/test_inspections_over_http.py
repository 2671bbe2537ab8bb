"""An inspection over HTTP from its plan to its penalty, and what is shown of it (R4, R10, A8)."""

from typing import Any

import pytest

from app.api.contract.inspection_examples import INSPECTIONS, PENALTIES
from domain.timing.days import shanghai_date
from tests.app.api.world import ITEM, MARKET, A, B, World

pytestmark = pytest.mark.xdist_group("inspections")
CHECK = "食品经营条件"
OFFICER, SECOND, HEAD = "inspector-market-1", "inspector-market-2", "head-market"
TWO = [f"person-{OFFICER}", f"person-{SECOND}"]
SUBJECT = "01a20383-4b58-7177-9358-e4b7de1262b9"


@pytest.fixture(scope="module")
def market(world: World) -> World:
    """The regulator of the demo county has published its list."""
    today = shanghai_date(world.container.now())
    plan = {
        "org": MARKET, "year": today.year, "planVersion": 1, "yearlyCap": 2,
        "checks": [{"name": CHECK, "itemCode": ITEM}],
    }  # fmt: skip
    world.command("/v1/inspection-plans/publish-inspection-plan", plan, HEAD)
    return world


def planned(world: World, number: str, **more: Any) -> str:
    today = shanghai_date(world.container.now())
    body = {
        **INSPECTIONS["plan-inspection"], "inspectionNumber": number, "plannedDate": str(today),
        "officers": TWO, **more,
    }  # fmt: skip
    return world.command("/v1/inspections/plan-inspection", body, OFFICER)["id"]


def does(world: World, inspection: str, name: str, post: str = OFFICER, **more: Any) -> None:
    body = {**(INSPECTIONS | PENALTIES)[name], **more}
    world.command(f"/v1/inspections/{inspection}/{name}", body, post)


def shown(world: World, path: str, post: str | None = OFFICER, region: str = A) -> dict[str, Any]:
    answer = world.call("GET", path, post, region)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_from_the_plan_to_a_penalty_that_is_paid_published_and_fed_back(market: World):
    today = str(shanghai_date(market.container.now()))
    one = planned(market, "HTTP-1")
    does(market, one, "approve-inspection", HEAD)
    does(market, one, "notice-inspection")
    does(market, one, "start-inspection", officers=TWO)
    does(market, one, "record-inspection")
    does(market, one, "file-penalty", violatedOn=today)
    does(market, one, "notice-penalty")
    does(market, one, "hear-defence")
    does(market, one, "decide-penalty", HEAD)
    market.project()
    row = shown(market, f"/v1/inspections/{one}")
    assert (row["state"], row["penaltyState"], row["dueWhat"]) == (
        "RECORDED", "DECIDED", "DELIVER_PENALTY",
    )  # fmt: skip
    assert [due["what"] for due in row["dues"]] == [
        "DELIVER_PENALTY", "PUBLISH_PENALTY", "PUBLISH_RESULT",
    ]  # fmt: skip
    owing = shown(market, "/v1/inspections?owed=PUBLISH_RESULT")["items"]
    assert one in [item["inspectionId"] for item in owing]
    assert not shown(market, "/v1/inspections?owed=DECIDE_PENALTY&overdue=true")["items"]
    bureau = shown(market, "/v1/inspections/not-fed-back", "window-01")["items"]
    assert one in [item["inspectionId"] for item in bureau]
    assert not shown(market, "/v1/inspections/not-fed-back?overdue=true")["items"]
    assert not shown(market, "/v1/inspections/not-fed-back?approver=false")["items"]
    counts = shown(market, "/v1/inspections/counts")["counts"]
    assert (counts["notFedBack"], counts["withoutApprover"], counts["overdueBy"]) == (1, 0, {})
    does(market, one, "deliver-penalty")
    does(market, one, "record-payment")
    does(market, one, "publish-penalty")
    does(market, one, "publish-inspection-result")
    does(market, one, "push-inspection-feedback")
    does(market, one, "acknowledge-inspection-feedback", "window-01")
    market.project()
    row = shown(market, f"/v1/inspections/{one}", "window-01")
    assert (row["owedCents"], row["fedBack"], row["acknowledged"]) == (0, True, True)
    assert row["dueWhat"] is None
    assert not shown(market, "/v1/inspections/not-fed-back")["items"]


def test_what_is_published_names_nobody_and_another_county_sees_nothing(market: World):
    one = planned(market, "HTTP-2", trigger="CLUE", clue="群众反映")
    for name, post in (
        ("approve-inspection", HEAD), ("notice-inspection", OFFICER),
    ):  # fmt: skip
        does(market, one, name, post)
    does(market, one, "start-inspection", officers=TWO)
    does(market, one, "record-inspection", items=[{"name": CHECK, "outcome": "PASSED"}])
    does(market, one, "clear-inspection")
    does(market, one, "publish-inspection-result")
    market.project()
    rows = shown(market, f"/v1/public/inspections?region={A}", None)["items"]
    (row,) = [found for found in rows if found["inspectionId"] == one]
    assert (row["finding"], row["org"]) == ("COMPLIANT", MARKET)
    assert not {"subject", "officers", "inspectionNumber"} & row.keys()
    assert market.call("GET", f"/v1/inspections/{one}", "window-01", B).status_code == 404
    assert market.call("GET", f"/v1/inspections/{one}", "regulator-health").status_code == 404


def test_the_use_of_the_cap_is_shown_and_the_next_plan_refused(market: World):
    subject = {"subjectId": "01a20383-4b58-7177-9358-000000000007", "kind": "ORGANISATION"}
    for number in ("CAP-1", "CAP-2"):
        planned(market, number, subject=subject)
    body = {
        **INSPECTIONS["plan-inspection"], "inspectionNumber": "CAP-3", "subject": subject,
        "plannedDate": str(shanghai_date(market.container.now())),
    }  # fmt: skip
    refused = market.call("POST", "/v1/inspections/plan-inspection", OFFICER, json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "inspection-cap-reached")
    market.project()
    path = f"/v1/inspections/caps?subject={subject['subjectId']}"
    (usage,) = shown(market, path)["items"]
    assert (usage["used"], usage["yearlyCap"], usage["left"]) == (2, 2, 0)
    assert (usage["reported"], usage["exceeded"], usage["beyond"]) == (0, False, [])
    counts = shown(market, "/v1/inspections/counts")["counts"]
    assert counts["byState"]["PLANNED"] >= 2


def test_who_does_not_answer_for_the_item_does_not_inspect(market: World):
    body = INSPECTIONS["plan-inspection"] | {"inspectionNumber": "X"}
    for post in ("regulator-health", "window-01"):
        answer = market.call("POST", "/v1/inspections/plan-inspection", post, json=body)
        assert answer.status_code == 403, answer.text
    one = planned(market, "HTTP-3", trigger="COMPLAINT", clue="举报")
    for post in (OFFICER, "head-01"):
        path = f"/v1/inspections/{one}/approve-inspection"
        answer = market.call("POST", path, post, json={"formNumber": "1"})
        assert answer.status_code == 403, answer.text


def test_a_plan_names_no_other_subject_than_its_case(market: World):
    body = {
        **INSPECTIONS["plan-inspection"], "inspectionNumber": "OTHER-1",
        "caseId": market.accepted_case(), "officers": TWO,
        "plannedDate": str(shanghai_date(market.container.now())),
        "subject": {"subjectId": SUBJECT, "kind": "PERSON"},
    }  # fmt: skip
    path = "/v1/inspections/plan-inspection"
    refused = market.call("POST", path, OFFICER, json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "inspection-other-subject")
    del body["subject"]
    one = market.command(path, body, OFFICER)["id"]
    market.project()
    usage = market.call("GET", "/v1/inspections/caps", OFFICER).json()["items"]
    subject = shown(market, f"/v1/inspections/{one}")["subject"]
    assert subject in [row["subject"] for row in usage]
