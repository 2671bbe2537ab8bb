"""监管反馈应用 and 专职联络员 over HTTP (S1; domain.md §1.3, B3, R3, L-06, L-07)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.api.contract.examples import BODIES
from domain.approval import case as cases
from domain.timing.days import shanghai_date
from tests.app.api.world import APPLICANT, ITEM, MARKET, World, push_task

OTHER = {
    "kind": "ORGANISATION",
    "identifier": "91329901MA3000003R",
    "fields": {"name": "另一家餐饮有限公司"},
}
PLATFORM = "urn:329901:approval-platform"
WAITS = "case-feedback-not-consulted"


def to_decide(world: World, applicant: dict[str, Any]) -> str:
    body = {"itemCode": ITEM, "applicant": applicant}
    case = world.command("/v1/cases/submit-application", body)["id"]
    world.command(f"/v1/cases/{case}/receive-materials", BODIES["receive-materials"])
    world.command(f"/v1/cases/{case}/accept-case")
    world.command(f"/v1/cases/{case}/start-review", post="reviewer-01")
    world.command(f"/v1/cases/{case}/complete-review", BODIES["complete-review"], "reviewer-01")
    return case


def grant(world: World, case: str) -> str | None:
    """The code of the refusal, None where it is granted."""
    path, body = f"/v1/cases/{case}/grant-permit", BODIES["grant-permit"]
    response = world.call("POST", path, "decider-01", json=body)
    return None if response.status_code == 200 else response.json()["code"]


def found_wanting(world: World, case: str) -> UUID:
    """A task about a case whose result is non-compliant."""
    task = push_task(world, case)
    at = f"/v1/tasks/{task}"
    world.command(f"{at}/sign-task", post="regulator-market")
    world.command(f"{at}/claim-task", post="regulator-market")
    planned = str(shanghai_date(world.container.now()))
    plan = {"mode": "SPECIAL", "plannedDate": planned}
    world.command(f"{at}/plan-supervision", plan, "regulator-market")
    result = {**BODIES["record-result"], "finding": "NON_COMPLIANT"}
    world.command(f"{at}/record-result", result, "regulator-market")
    return task


@pytest.fixture(scope="module")
def first(world: World) -> tuple[str, UUID]:
    """A granted case, and the task about it that found the applicant wanting."""
    case = to_decide(world, APPLICANT)
    assert grant(world, case) is None
    return case, found_wanting(world, case)


def shown(world: World, path: str, post: str = "decider-01", **params: str) -> dict[str, Any]:
    response = world.call("GET", path, post, params=params)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_grant_is_blocked_then_consulted_then_granted(world: World, first: tuple[str, UUID]):
    case, stranger = to_decide(world, APPLICANT), to_decide(world, OTHER)
    world.project()
    task = str(first[1])
    banner = shown(world, f"/v1/cases/{case}/feedback")
    (item,) = banner["items"]
    assert (banner["blocked"], item["kind"], item["stream"], item["consulted"]) == (
        True, "TASK", task, False,
    )  # fmt: skip
    assert (item["gist"], item["org"]) == ("NON_COMPLIANT", MARKET)
    assert grant(world, case) == WAITS
    consult = f"/v1/cases/{case}/consult-feedback"
    wrong = world.call("POST", consult, "decider-01", json={"tasks": [case]})
    assert wrong.json()["code"] == "feedback-not-of-this-applicant"
    world.command(consult, {"tasks": [task]}, "decider-01")
    assert not shown(world, f"/v1/cases/{case}/feedback")["blocked"]
    assert grant(world, case) is None
    assert not shown(world, f"/v1/cases/{stranger}/feedback")["items"]
    assert world.call("POST", consult, "decider-01", json={}).status_code == 409
    assert grant(world, stranger) is None
    assert world.call("GET", f"/v1/cases/{case}/feedback", "liaison-health").status_code == 404


def test_what_the_view_has_not_seen_yet_blocks_too(world: World, first: tuple[str, UUID]):
    case = to_decide(world, OTHER)
    world.project()
    task = found_wanting(world, to_decide(world, OTHER))
    assert grant(world, case) == WAITS
    world.command(f"/v1/cases/{case}/consult-feedback", {"tasks": [str(task)]}, "reviewer-01")
    assert grant(world, case) is None


def report(number: str, kind: str, at: datetime, **payload: Any) -> dict[str, Any]:
    actor = {"personId": "p-platform", "role": "CHIEF_DECIDER", "org": "11329901MB01A9019P"}
    return {
        "specversion": "1.0", "id": f"{number}-{kind}", "source": PLATFORM,
        "type": f"cn.shenguan.case.{kind}.v1", "subject": number, "time": at.isoformat(),
        "data": {"itemCode": ITEM, "actor": actor, "payload": payload},
    }  # fmt: skip


def test_a_reported_grant_without_consultation_is_flagged(world: World, first: tuple[str, UUID]):
    now = datetime.now(UTC)
    known = cases.fold(world.container.store.load(UUID(first[0]))).applicant
    assert known
    for number, subject in (("FK-1", known.subject_id), ("FK-2", uuid4())):
        applicant = {"subjectId": str(subject), "kind": "ORGANISATION"}
        acts = [
            report(number, "application_submitted", now, applicant=applicant),
            report(number, "permit_granted", now, decisionNumber=f"准{number}"),
        ]
        answer = world.call("POST", "/v1/acts", "source-platform", json=acts, headers={
            "content-type": "application/cloudevents-batch+json"
        })  # fmt: skip
        assert answer.status_code == 200, answer.text
        assert all("receipt" in one for one in answer.json()["results"]), answer.text
    world.project()
    (found,) = shown(world, "/v1/monitoring/findings", "discipline-01", rule="L-07")["items"]
    assert (found["caseNumber"], found["severity"]) == ("FK-1", "RED")
    assert found["note"] == "NON_COMPLIANT"
    counts = shown(world, "/v1/monitoring/counts", "discipline-01")["findings"]
    assert counts["L-07"] == {"RED": 1}


def test_the_dossier_is_read_by_whoever_has_the_task_in_hand(world: World, first: tuple[str, UUID]):
    case, task = first
    world.project()
    path = f"/v1/tasks/{task}/dossier"
    told = shown(world, path, "regulator-market")
    assert told["caseId"] == case
    assert [one["name"] for one in told["application"]["materials"]] == ["营业执照复印件"]
    assert told["review"]["conditions"][0]["met"]
    assert told["decision"]["outcome"] == "GRANTED"
    assert [one["gist"] for one in told["findings"]] == ["NON_COMPLIANT"]
    assert "示范餐饮" not in str(told)
    assert world.call("GET", path, "regulator-health").status_code == 404


def test_a_substitute_acts_while_the_liaison_is_away(world: World, first: tuple[str, UUID]):
    world.project()
    task = push_task(world, first[0])
    today = shanghai_date(world.container.now())
    post = {
        "post": "liaison-market-2", "personId": "person-liaison-market-2", "role": "LIAISON",
        "org": MARKET, "validFrom": "2026-01-01",
    }  # fmt: skip
    second = world.call("POST", "/v1/posts/assign-post", "admin-01", json=post)
    assert second.json()["code"] == "liaison-already-assigned"
    assign = {**post, "substituteFor": "liaison-market"}
    world.command("/v1/posts/assign-post", assign, "admin-01")
    sign = f"/v1/tasks/{task}/sign-task"
    early = world.call("POST", sign, "liaison-market-2", json={})
    assert early.json()["code"] == "post-substitute-not-acting"
    foreign = world.call("POST", "/v1/posts/declare-absence", "liaison-health", json=_away(today))
    assert foreign.json()["code"] == "post-other-organisation"
    world.command("/v1/posts/declare-absence", _away(today), "liaison-market")
    gone = world.call("POST", sign, "liaison-market", json={})
    assert gone.json()["code"] == "post-holder-away"
    world.command(sign, {}, "liaison-market-2")
    back_again = {"post": "liaison-market", "endedOn": str(today)}
    world.command("/v1/posts/end-absence", back_again, "liaison-market")
    back = world.call("POST", sign, "liaison-market-2", json={})
    assert back.json()["code"] == "post-substitute-not-acting"


def _away(today: date) -> dict[str, str]:
    last = str(today + timedelta(days=3))
    return {"post": "liaison-market", "first": str(today), "last": last, "reason": "年休假"}


def test_a_department_without_a_liaison_is_found_while_it_has_tasks(
    world: World, first: tuple[str, UUID]
):
    emergency = "11329901MB04A9011N"

    def found() -> list[str]:
        world.project()
        rows = shown(world, "/v1/monitoring/findings", "discipline-01", rule="L-06")["items"]
        counts = shown(world, "/v1/monitoring/counts", "discipline-01")["findings"]["L-06"]
        assert sum(counts.values()) == len(rows)
        return [row["org"] for row in rows if row["caseId"] is None]

    ended = {"post": "liaison-emergency", "endedOn": "2026-06-01", "reason": "调离"}
    world.command("/v1/posts/end-post", ended, "admin-01")
    assert found() == []
    push_task(world, first[0], emergency)
    assert found() == [emergency]
    post = {
        "post": "liaison-emergency-2", "personId": "person-2", "role": "LIAISON",
        "org": emergency, "validFrom": "2026-06-02",
    }  # fmt: skip
    world.command("/v1/posts/assign-post", post, "admin-01")
    assert found() == []
