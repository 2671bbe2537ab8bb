"""`/v1/queue/pre-approvals` and the way from an opinion in advance to its conversion (B7)."""

from typing import Any

from app.api.contract.examples import BODIES
from tests.app.api.world import APPLICANT, ITEM, World

DIGEST = BODIES["opine-pre-approval"]["materials"][0]


def listed(world: World, case: str, query: str = "", post: str = "reviewer-01") -> dict[str, Any]:
    world.project()
    answer = world.call("GET", f"/v1/queue/pre-approvals{query}", post=post)
    assert answer.status_code == 200, answer.text
    return next((row for row in answer.json()["items"] if row["caseId"] == case), {})


def test_what_is_ready_to_convert_is_told_and_converted(world: World):
    case = world.command(
        "/v1/cases/submit-application", {"itemCode": ITEM, "applicant": APPLICANT}
    )["id"]

    def issue(command: str, body: Any = None, post: str = "window-01") -> None:
        world.command(f"/v1/cases/{case}/{command}", body or BODIES.get(command, {}), post)

    def convert(**body: Any) -> str:
        path = f"/v1/cases/{case}/convert-pre-approval"
        return world.call("POST", path, "reviewer-01", json=body).json().get("code", "done")

    issue("opine-pre-approval", post="reviewer-01")
    row = listed(world, case)
    assert (row["phase"], row["ready"]) == ("SUBMITTED", False)
    assert row["missing"] == BODIES["opine-pre-approval"]["preconditions"]
    assert set(row["hindrances"]) == {"PRECONDITIONS", "MATERIALS_CHANGED"}
    issue("record-precondition-met")
    issue("receive-materials", {"materials": [{"name": "申请书", "digest": DIGEST}]})
    assert not listed(world, case, "?ready=true")
    issue("accept-case")
    row = listed(world, case, "?ready=true")
    assert (row["ready"], row["missing"], row["hindrances"]) == (True, [], [])
    assert convert() == "done"
    assert not listed(world, case)
    assert convert() == "pre-approval-converted"
    issue("start-review", post="reviewer-01")
    issue("complete-review", post="reviewer-01")
    issue("grant-permit", post="decider-01")
