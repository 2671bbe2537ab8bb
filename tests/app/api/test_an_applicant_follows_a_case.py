"""A1, A2: number and code show one's own case; nothing shows anybody else's."""

import re
from typing import Any
from uuid import UUID

import pytest

from app.api.guesses import Guesses
from app.query_codes import QueryCodes
from tests.app.api.world import APPLICANT, APPROVAL, ITEM, A, B, World

PERSON = {
    "kind": "PERSON",
    "identifier": "329901199001011234",
    "fields": {"name": "张三丰", "phone": "13800138000"},
}


@pytest.fixture(autouse=True)
def fresh(world: World) -> None:
    world.app.inner.state.guesses = Guesses(20)


class Receipt:
    """What an applicant takes home from the window."""

    def __init__(self, world: World, applicant: Any = PERSON, region: str = A) -> None:
        self.world = world
        body = {"itemCode": ITEM, "applicant": applicant}
        done = world.command("/v1/cases/submit-application", body, region=region)
        self.case, self.code = done["id"], done["queryCode"]
        self.region = region
        self.do("receive-materials")
        world.project()
        path = f"/v1/cases/{self.case}"
        answer = world.call("GET", path, region=region)
        assert answer.status_code == 200, answer.text
        self.number = answer.json()["caseNumber"]

    def do(self, command: str, body: Any = None, post: str = "window-01") -> Any:
        return self.world.command(f"/v1/cases/{self.case}/{command}", body, post, self.region)

    def ask(self, number: str | None = None, code: str | None = None, **how: Any) -> Any:
        self.world.project()
        asked = {"number": number or self.number, "code": code or self.code}
        return self.world.call("GET", "/v1/public/cases", post=None, params=asked, **how)


def test_the_page_says_where_the_case_stands_and_whom_to_ask(world: World):
    mine = Receipt(world)
    page = mine.ask().json()
    assert (page["stage"], page["stageName"]) == ("RECEIVED", "已收件")
    assert page["due"]["clock"] == "NOTICE"
    assert page["ask"] == {"org": APPROVAL, "name": page["ask"]["name"], "post": "window-01"}
    assert page["missing"] == []
    english = mine.ask(headers={"accept-language": "en"}).json()
    assert english["stageName"] == "materials received"


def test_one_list_tells_everything_that_is_missing_and_a_pause_its_reason(world: World):
    mine = Receipt(world)
    mine.do("notice-supplement", {"missing": ["经营场所平面布局图"], "applicantDays": 10})
    (lack,) = mine.ask().json()["missing"]
    assert (lack["name"], lack["kind"]) == ("经营场所平面布局图", "SUPPLEMENT")
    assert lack["due"] > lack["since"]
    mine.do("resubmit-materials")
    mine.do("accept-case")
    mine.do("start-review", post="reviewer-01")
    notice = {"procedure": "EXPERT_REVIEW", "noticedDays": 15, "noticeServed": True}
    mine.do("start-special-procedure", notice, "reviewer-01")
    page = mine.ask().json()
    assert page["missing"] == []
    assert [(one["reason"], one["noticedDays"]) for one in page["paused"]] == [("专家评审", 15)]
    assert (page["stage"], page["due"]["atLeast"]) == ("PAUSED", True)


@pytest.mark.parametrize("typed", ["lower", "spaced", "bare"])
def test_a_code_may_be_typed_as_people_type(world: World, typed: str):
    mine = Receipt(world)
    code = {
        "lower": mine.code.lower(),
        "spaced": mine.code.replace("-", " "),
        "bare": mine.code.replace("-", "").replace("0", "O").replace("1", "l"),
    }[typed]
    assert mine.ask(code=code).status_code == 200


def test_a_wrong_code_and_an_unknown_number_are_answered_alike(world: World):
    mine, other = Receipt(world), Receipt(world)
    answers = [
        mine.ask(code=other.code),
        mine.ask(number=other.number),
        mine.ask(number="329901000000202601010000100"),
        mine.ask(code="0000-0000-0000"),
        mine.ask(code="中文"),
    ]
    told = {(one.status_code, one.json()["code"], one.json()["title"]) for one in answers}
    assert told == {(404, "not-found", "未找到")}


def test_codes_are_guessed_twenty_times_and_then_not_even_a_right_one_passes(world: World):
    mine = Receipt(world)
    for _ in range(3):
        assert mine.ask().status_code == 200  # right ones cost nothing
    wrong = [mine.ask(code=f"{n:012d}").status_code for n in range(20)]
    assert wrong == [404] * 20
    stopped = mine.ask()
    assert (stopped.status_code, stopped.json()["code"]) == (429, "too-many-requests")
    assert int(stopped.headers["retry-after"]) > 500


def test_a_code_belongs_to_one_case_of_one_county_under_one_key():
    codes, case = QueryCodes(b"k" * 32), UUID(int=7)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", codes.of(A, case))
    others = {codes.of(A, case), codes.of(B, case), codes.of(A, UUID(int=8))}
    assert len(others | {QueryCodes(b"x" * 32).of(A, case)}) == 4
    assert not codes.fits(B, case, codes.of(A, case))


def test_the_window_tells_the_code_again_and_nobody_else_does(world: World):
    mine = Receipt(world)
    path = f"/v1/cases/{mine.case}/query-code"
    assert world.call("GET", path).json() == {"caseNumber": mine.number, "queryCode": mine.code}
    assert world.call("GET", path, region=B).status_code == 404
    assert world.call("GET", path, "regulator-health").status_code == 403


def test_a_reported_case_is_followed_as_well(world: World):
    told = {
        "specversion": "1.0",
        "id": "track-1",
        "source": "urn:329901:approval-platform",
        "type": "cn.shenguan.case.supplement_noticed.v1",
        "subject": "BJ-TRACK-1",
        "time": "2026-11-20T10:00:00+08:00",
        "data": {
            "itemCode": ITEM,
            "actor": {"personId": "p-17", "role": "WINDOW", "org": APPROVAL},
            "payload": {"missing": ["租赁合同"]},
        },
    }
    media = {"content-type": "application/cloudevents+json"}
    receipt = world.call("POST", "/v1/acts", "source-platform", A, media, json=told).json()
    assert "queryCode" not in receipt
    handed_in = {**told, "id": "track-2", "type": "cn.shenguan.case.materials_received.v1"}
    handed_in["data"] = {**handed_in["data"], "payload": {}}
    handed_in["time"] = "2026-11-19T10:00:00+08:00"
    again = world.call("POST", "/v1/acts", "source-platform", A, media, json=handed_in).json()
    world.project()
    case = receipt["receipt"]["stream"]
    code = world.call("GET", f"/v1/cases/{case}/query-code").json()["queryCode"]
    assert again["queryCode"] == code
    asked = {"number": "BJ-TRACK-1", "code": code}
    page = world.call("GET", "/v1/public/cases", post=None, params=asked).json()
    assert (page["stage"], page["missing"][0]["name"]) == ("SUPPLEMENTING", "租赁合同")


def test_an_unknown_parameter_is_refused_here_too(world: World):
    answer = world.call("GET", "/v1/public/cases?number=1&code=2&region=3", post=None)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-fields")


def test_the_answers_name_no_applicant(world: World):
    text = Receipt(world, APPLICANT).ask().text + Receipt(world, PERSON).ask().text
    for secret in ("张三丰", "13800138000", PERSON["identifier"], APPLICANT["identifier"]):
        assert secret not in text
    assert APPLICANT["fields"]["name"] not in text
    assert "person" not in text
