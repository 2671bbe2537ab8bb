"""双公示 over HTTP: due, exported, published; and no public answer holds personal data."""

import csv
import io
import json
from typing import Any

import pytest
from pydantic import BaseModel

from app.api.app import PUBLIC
from app.api.contract.table import READS
from app.api.guesses import Guesses
from domain.timing.days import SHANGHAI
from tests.app.api.world import APPLICANT, APPROVAL, ITEM, A, B, World

PERSON = {
    "kind": "PERSON",
    "identifier": "329901199001011234",
    "fields": {"name": "张三丰", "phone": "13800138000", "address": "学院路1号"},
}
FIRM = {**APPLICANT, "fields": {"name": "=cmd|示范公司", "legalRepresentative": "李四光"}}
PRIVATE = (
    PERSON["identifier"], "张三丰", "13800138000", "学院路1号", "李四光", "person-", "remark-内部",
)  # fmt: skip
ON_TIME = f"/v1/public/on-time?region={A}"
MET = {
    "proposal": "GRANT",
    "checklist": [{"condition": "场所合格", "met": True, "note": "remark-内部"}],
}


def granted(world: World, applicant: Any, number: str) -> dict[str, Any]:
    body = {"itemCode": ITEM, "applicant": applicant}
    opened = world.command("/v1/cases/submit-application", body)
    case = f"/v1/cases/{opened['id']}"
    world.command(f"{case}/receive-materials")
    world.command(f"{case}/accept-case")
    world.command(f"{case}/start-review", post="reviewer-01")
    world.command(f"{case}/complete-review", MET, post="reviewer-01")
    decision = {"decisionNumber": number, "conditions": ["不含冷食"]}
    world.command(f"{case}/grant-permit", decision, post="decider-01")
    return {"path": case, **opened}


@pytest.fixture(scope="module")
def person(world: World) -> dict[str, Any]:
    return granted(world, PERSON, "许可〔2026〕1号")


@pytest.fixture(scope="module")
def firm(world: World) -> dict[str, Any]:
    return granted(world, FIRM, "许可〔2026〕2号")


@pytest.fixture(scope="module")
def public(world: World, person: dict[str, Any], firm: dict[str, Any]) -> None:
    world.project()
    rows = world.call("GET", "/v1/publicity").json()["items"]
    for case in (person, firm):
        (row,) = (one for one in rows if one["caseId"] == case["id"])
        notice = {"publishedOn": row["decidedOn"], "noticeNumber": f"GS-{row['decisionNumber']}"}
        world.command(f"{case['path']}/publish-notice", notice, post="window-01")
    world.project()


def test_a_grant_is_due_in_seven_working_days_until_it_is_public(world: World, public: None):
    waiting = granted(world, FIRM, "许可〔2026〕3号")
    world.project()
    rows = world.call("GET", "/v1/publicity").json()["items"]
    assert [one["caseId"] for one in rows] == [waiting["id"]]
    assert (rows[0]["daysLeft"], rows[0]["org"]) == (7, APPROVAL)
    done = world.call("GET", "/v1/publicity?state=published").json()["items"]
    assert {one["decisionNumber"] for one in done} == {"许可〔2026〕1号", "许可〔2026〕2号"}
    assert {one["daysLeft"] for one in done} == {None}
    undelivered = world.call("GET", "/v1/publicity?state=undelivered").json()["items"]
    assert len(undelivered) == 3


def test_the_export_obeys_the_rule_of_the_form(world: World, public: None):
    answer = world.call("GET", "/v1/publicity/export?state=published", "decider-01")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    by_kind = {row["XK_XDR_LB"]: row for row in rows}
    assert by_kind["自然人"]["XK_XDR_MC"] == "张三丰"
    assert by_kind["自然人"]["XK_XDR_SHXYM"] == by_kind["自然人"]["XK_XDR_ZJHM"] == ""
    company = by_kind["法人及非法人组织"]
    assert company["XK_XDR_MC"] == "'=cmd|示范公司"
    assert (company["XK_XDR_SHXYM"], company["XK_FRDB"]) == (APPLICANT["identifier"], "李四光")
    assert PERSON["identifier"] not in answer.text
    as_json = world.call("GET", "/v1/publicity/export?format=json&state=published", "decider-01")
    assert len(as_json.json()["items"]) == 2
    assert PERSON["identifier"] not in as_json.text


def test_who_may_export_and_of_which_county(world: World, public: None):
    path = "/v1/publicity/export?format=json"
    assert world.call("GET", path, "regulator-market").status_code == 403
    assert world.call("GET", path, "admin-01").status_code == 403
    assert world.call("GET", path, region=B).json() == {"items": []}
    assert world.call("GET", "/v1/publicity?state=all", "regulator-health").json()["items"] == []


def test_anybody_reads_what_was_published(world: World, public: None):
    page = world.call("GET", f"/v1/public/notices?region={A}", post=None).json()
    holders = {one["holder"]: one for one in page["items"]}
    assert set(holders) == {"张**", "=cmd|示范公司"}
    assert holders["张**"]["holderCode"] is None
    assert holders["=cmd|示范公司"]["holderCode"] == APPLICANT["identifier"]
    first = world.call("GET", f"/v1/public/notices?region={A}&limit=1", post=None).json()
    second = f"/v1/public/notices?region={B}&limit=1&cursor={first['next']}"
    assert len(world.call("GET", second, post=None).json()["items"]) == 1
    assert world.call("GET", f"/v1/public/notices?region={B}", post=None).json()["items"] == []


def test_anybody_reads_how_many_decisions_came_in_time(world: World, public: None):
    answer = world.call("GET", ON_TIME, post=None).json()
    (row,) = answer["items"]
    judged = row["decided"]
    assert judged >= 2
    assert row == {
        "region": A,
        "month": world.container.now().astimezone(SHANGHAI).strftime("%Y-%m"),
        "itemCode": ITEM,
        "itemName": world.call("GET", f"/v1/items/{ITEM}").json()["name"],
        "decided": judged,
        "legal": {"judged": judged, "kept": judged, "permille": 1000},
        "committed": {"judged": judged, "kept": judged, "permille": 1000},
    }
    own = world.call("GET", "/v1/queue/today", "leader-01").json()
    assert (own["decidedSince"], own["legal"]) == (judged, row["legal"])
    assert world.call("GET", f"/v1/public/on-time?region={B}", post=None).json()["items"] == []
    assert world.call("GET", f"{ON_TIME}&months=0", post=None).status_code == 422
    assert world.call("GET", f"{ON_TIME}&cursor=Zm9v", post=None).status_code == 400


def public_answers(world: World, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Every public address that answers with a shape of ours about cases, asked for everything."""
    world.app.inner.state.guesses = Guesses(1000)
    found: dict[str, Any] = {}
    for case in cases:
        number = world.call("GET", case["path"]).json()["caseNumber"]
        asked = {"number": number, "code": case["queryCode"]}
        answer = world.call("GET", "/v1/public/cases", post=None, params=asked)
        assert answer.status_code == 200, answer.text
        found[f"/v1/public/cases {number}"] = answer.json()
    notices = world.call("GET", f"/v1/public/notices?region={A}&limit=500", post=None)
    found["/v1/public/notices"] = notices.json()
    found[ON_TIME] = world.call("GET", ON_TIME, post=None).json()
    return found


def test_no_public_answer_holds_personal_data(
    world: World, public: None, person: dict[str, Any], firm: dict[str, Any]
):
    for path, content in public_answers(world, [person, firm]).items():
        text = json.dumps(content, ensure_ascii=False)
        for secret in PRIVATE:
            assert secret not in text, (path, secret)


ALLOWED = {
    # whom to ask, and what the decision is about
    "org", "name", "post", "orgName", "itemName", "itemCode", "caseNumber", "holder", "holderKind",
    "holderCode", "permitNumber", "stageName", "stateName", "noticedDays", "position",
}  # fmt: skip
SUSPICIOUS = ("person", "phone", "address", "identifier", "applicant", "remark", "note", "actor",
              "subject", "staff", "agent", "reviewer", "opinion", "ident", "holder", "name",
              "post", "org")  # fmt: skip


def members(shape: type[BaseModel]) -> set[str]:
    schema = shape.model_json_schema(by_alias=True)
    models = [schema, *schema.get("$defs", {}).values()]
    return {name for model in models for name in model.get("properties", {})}


def test_no_public_shape_has_a_place_for_personal_data():
    asked = [path for path in PUBLIC if path.startswith("/v1/public/")]
    assert {"/v1/public/cases", "/v1/public/notices"} <= set(asked)
    for path in asked:
        shape = READS[path].shape
        assert shape is not None
        for name in members(shape):
            plain = name.lower()
            suspicious = any(word in plain for word in SUSPICIOUS)
            assert name in ALLOWED or not suspicious, (path, name)
