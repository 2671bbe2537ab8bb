"""A command over HTTP: a receipt that proves itself, once only, on the version that was read."""

import base64
from uuid import UUID

from adapters.ledger.proof.proofs import verify_inclusion
from tests.app.api.world import APPLICANT, ITEM, A, World

BODY = {"itemCode": ITEM, "applicant": APPLICANT}


def test_a_command_answers_with_a_receipt_that_proves_itself(world: World):
    response = world.call("POST", "/v1/cases/submit-application", json=BODY)
    assert response.status_code == 201, response.text
    answer = response.json()
    assert response.headers["etag"] == '"1"'
    assert response.headers["location"] == f"/v1/cases/{answer['id']}"
    (receipt,) = answer["receipts"]
    assert receipt["type"] == "case.application_submitted"
    assert receipt["recordedAt"].endswith("+08:00")
    proof = receipt["inclusion"]
    assert proof["leafHash"] == receipt["leafHash"]
    assert verify_inclusion(
        receipt["index"],
        proof["size"],
        bytes.fromhex(receipt["leafHash"]),
        [base64.b64decode(part) for part in proof["proof"]],
        bytes.fromhex(proof["root"]),
    )
    again = world.call("GET", receipt["proof"]).json()
    assert again["leafHash"] == receipt["leafHash"]


def test_the_same_idempotency_key_gives_the_same_receipts(world: World):
    key = {"idempotency-key": "open-1"}
    first = world.call("POST", "/v1/cases/submit-application", json=BODY, headers=key)
    again = world.call("POST", "/v1/cases/submit-application", json=BODY, headers=key)
    assert (first.status_code, again.status_code) == (201, 200), again.text
    assert again.json()["replayed"] is True
    assert again.json()["receipts"][0]["index"] == first.json()["receipts"][0]["index"]


def test_an_idempotency_key_with_other_content_is_a_conflict(world: World):
    key = {"idempotency-key": "open-2"}
    world.call("POST", "/v1/cases/submit-application", json=BODY, headers=key)
    other = {"itemCode": "329901-0201", "applicant": APPLICANT}
    response = world.call("POST", "/v1/cases/submit-application", json=other, headers=key)
    assert response.status_code == 409
    assert response.json()["code"] == "duplicate-with-other-content"


def test_if_match_refuses_a_version_that_is_not_the_newest(world: World):
    case = world.command("/v1/cases/submit-application", BODY)["id"]
    path = f"/v1/cases/{case}/receive-materials"
    stale = world.call("POST", path, json={}, headers={"if-match": '"0"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition-failed")
    fresh = world.call("POST", path, json={}, headers={"if-match": '"1"'})
    assert fresh.status_code == 200, fresh.text
    assert fresh.headers["etag"] == '"2"'


def test_a_rule_that_forbids_the_act_answers_in_the_language_asked_for(world: World):
    case = world.command("/v1/cases/submit-application", BODY)["id"]
    path = f"/v1/cases/{case}/accept-case"
    zh = world.call("POST", path, json={})
    en = world.call("POST", path, json={}, headers={"accept-language": "en-GB,en;q=0.9"})
    assert zh.status_code == en.status_code == 409
    assert zh.json()["code"] == en.json()["code"]
    assert zh.headers["content-language"] == "zh-CN"
    assert en.headers["content-language"] == "en"
    assert zh.json()["title"] != en.json()["title"]
    assert zh.headers["content-type"] == "application/problem+json"


def test_a_post_of_the_wrong_role_is_forbidden(world: World):
    case = world.command("/v1/cases/submit-application", BODY)["id"]
    response = world.call(
        "POST", f"/v1/cases/{case}/receive-materials", post="discipline-01", json={}
    )
    assert response.status_code == 403, response.text


def test_a_case_of_another_county_is_not_found(world: World):
    case = world.command("/v1/cases/submit-application", BODY, region=A)["id"]
    response = world.call("POST", f"/v1/cases/{case}/receive-materials", region="329902", json={})
    assert response.status_code == 404


def test_the_applicants_name_never_enters_the_log(world: World):
    case = world.command("/v1/cases/submit-application", BODY)["id"]
    acts = world.container.store.load(UUID(case))
    assert "示范餐饮" not in repr(acts)
    assert "91329901MA1X2Y3Z4A" not in repr(acts)
