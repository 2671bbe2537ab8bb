"""Documents over HTTP: issued for an act, sealed, served; what is missing is in the list."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.app.api.test_contents_of_documents import hand_in
from tests.app.api.world import APPLICANT, APPROVAL, ITEM, A, B, World

TODAY = (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
SEAL = {"seal": "329901-SP-01", "org": APPROVAL, "kind": "APPROVAL", "validFrom": "2026-01-01"}


@pytest.fixture(scope="module")
def sealed_up(world: World) -> None:
    world.command("/v1/seals/activate-seal", SEAL, post="admin-01")
    old = {**SEAL, "seal": "OLD-1"}
    world.command("/v1/seals/activate-seal", old, post="admin-01")
    gone = {"seal": "OLD-1", "sealedOn": "2026-06-01", "reason": "事项划转"}
    world.command("/v1/seals/seal-up-seal", gone, post="admin-01")


class Paper:
    """A case that was received, and its acceptance notice."""

    def __init__(self, world: World) -> None:
        self.world = world
        body = {"itemCode": ITEM, "applicant": APPLICANT}
        self.case = world.command("/v1/cases/submit-application", body)["id"]
        world.command(f"/v1/cases/{self.case}/receive-materials")
        accepted = world.command(f"/v1/cases/{self.case}/accept-case")
        self.body = {
            "caseId": self.case,
            "kind": "ACCEPTANCE_NOTICE",
            "number": f"受{self.case}",
            "digest": hand_in(world, secrets.token_bytes(100)),
            "documentsEvent": accepted["receipts"][0]["eventId"],
        }

    def issue(self, **changes: Any) -> Any:
        body = {**self.body, **changes}
        return self.world.call("POST", "/v1/documents/issue-document", json=body)

    def listed(self, **how: Any) -> Any:
        self.world.project()
        return self.world.call("GET", f"/v1/cases/{self.case}/documents", **how)


@pytest.fixture
def paper(world: World, sealed_up: None) -> Paper:
    return Paper(world)


def test_a_document_goes_its_whole_way_and_fills_its_gap(world: World, paper: Paper):
    kinds = [one["kind"] for one in paper.listed().json()["missing"]]
    assert kinds == ["MATERIALS_RECEIPT", "ACCEPTANCE_NOTICE"]
    issued = paper.issue()
    assert issued.status_code == 201, issued.text
    document = f"/v1/documents/{issued.json()['id']}"
    world.command(f"{document}/seal-document", {"seal": SEAL["seal"]}, post="decider-01")
    world.command(f"{document}/serve-document", {"method": "WINDOW", "servedOn": TODAY})
    answer = paper.listed().json()
    (row,) = answer["items"]
    assert (row["kind"], row["seal"], row["servedOn"]) == (
        "ACCEPTANCE_NOTICE",
        SEAL["seal"],
        TODAY,
    )
    assert (row["size"], row["mediaType"]) == (100, "application/pdf")
    assert [one["kind"] for one in answer["missing"]] == ["MATERIALS_RECEIPT"]
    assert world.call("GET", f"/v1/documents/{row['digest']}", "reviewer-01").status_code == 200
    trail = world.call("GET", f"/v1/cases/{paper.case}/trail").json()["items"]
    assert [one["type"] for one in trail][-3:] == [
        "document.issued",
        "document.sealed",
        "document.served",
    ]


def test_a_number_is_given_once_in_its_kind(world: World, paper: Paper):
    assert paper.issue().status_code == 201
    assert paper.issue().json()["replayed"]
    other = Paper(world)
    taken = other.issue(number=paper.body["number"])
    assert (taken.status_code, taken.json()["code"]) == (409, "number-taken")
    body = {"kind": "MATERIALS_RECEIPT", "number": paper.body["number"]}
    misfit = other.issue(**body)
    assert misfit.json()["code"] == "document-kind-misfit"


@pytest.mark.parametrize(
    ("seal", "code"),
    [("OLD-1", "document-seal-sealed-up"), ("NONE", "document-seal-unknown")],
)
def test_a_seal_that_is_not_in_use_is_refused_and_the_attempt_is_in_the_trail(
    world: World, paper: Paper, seal: str, code: str
):
    document = paper.issue().json()["id"]
    path = f"/v1/documents/{document}/seal-document"
    answer = world.call("POST", path, "decider-01", json={"seal": seal})
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    paper.listed()
    trail = world.call("GET", f"/v1/cases/{paper.case}/trail").json()["items"]
    assert trail[-1]["type"] == "command.refused"


def test_another_department_neither_issues_nor_seals(world: World, paper: Paper):
    body = paper.body
    path = "/v1/documents/issue-document"
    answer = world.call("POST", path, "regulator-market", json=body)
    assert answer.status_code == 403
    survey_sheet = {**body, "kind": "GRANT_DECISION"}
    assert world.call("POST", path, json=survey_sheet).json()["code"] == "document-kind-misfit"


def test_another_county_neither_issues_nor_reads(world: World, paper: Paper):
    answer = world.call("POST", "/v1/documents/issue-document", region=B, json=paper.body)
    assert answer.json()["code"] == "case-not-found"
    assert paper.listed(region=B).status_code == 404
    assert paper.listed(post="regulator-health").status_code == 404


def report(kind: str, identity: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": identity,
        "source": "urn:329901:approval-platform",
        "type": f"cn.shenguan.{kind}.v1",
        "subject": "BJ-DOC-1",
        "time": "2026-11-20T10:00:00+08:00",
        "data": {
            "itemCode": ITEM,
            "actor": {"personId": "p-1", "role": "WINDOW", "org": APPROVAL},
            "payload": payload,
        },
    }


def test_a_reported_document_belongs_to_its_reported_case(world: World):
    of = {"kind": "ACCEPTANCE_NOTICE", "number": "受99"}
    told = [
        report("case.accepted", "doc-1", {}),
        report("document.served", "doc-2", {**of, "method": "EMS", "servedOn": "2026-11-20"}),
        report("document.issued", "doc-3", {**of, "digest": "ab" * 32}),
    ]
    media = {"content-type": "application/cloudevents-batch+json"}
    answer = world.call("POST", "/v1/acts", "source-platform", A, media, content=_json(told))
    assert answer.json()["counts"]["recorded"] == 3, answer.text
    receipts = [one["receipt"]["stream"] for one in answer.json()["results"]]
    assert receipts[1] == receipts[2] != receipts[0]
    world.project()
    (row,) = world.call("GET", f"/v1/cases/{receipts[0]}/documents").json()["items"]
    assert (row["method"], row["digest"], row["size"]) == ("EMS", "ab" * 32, None)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
