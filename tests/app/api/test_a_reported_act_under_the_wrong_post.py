"""P-03 from a report to a finding: judged by the posts on record when the report came in."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.app.api.world import APPROVAL, ITEM, World


def report(number: str, post: str, kind: str = "permit_granted") -> dict[str, Any]:
    actor = {"personId": "p-17", "role": "CHIEF_DECIDER", "org": APPROVAL, "post": post}
    return {
        "specversion": "1.0",
        "id": f"{number}-{kind}",
        "source": "urn:329901:p03",
        "type": f"cn.shenguan.case.{kind}.v1",
        "subject": number,
        "time": (datetime.now(UTC) - timedelta(minutes=1)).isoformat(),
        "data": {"itemCode": ITEM, "actor": actor, "payload": {}},
    }


def _sent(content: dict[str, Any]) -> dict[str, Any]:
    kind = {"content-type": "application/cloudevents+json"}
    return {"content": json.dumps(content), "headers": kind}


def found(world: World) -> set[tuple[str, str]]:
    world.project()
    answer = world.call("GET", "/v1/monitoring/findings?rule=P-03", "discipline-01")
    return {(one["caseNumber"], one["note"]) for one in answer.json()["items"]}


def test_a_decision_reported_under_a_window_post_is_found_and_stays_found(world: World):
    for number, post in (("W-1", "window-01"), ("D-1", "decider-01"), ("U-1", "unknown-01")):
        answer = world.call("POST", "/v1/acts", "source-platform", **_sent(report(number, post)))
        assert answer.status_code == 200, answer.text
    assert found(world) == {("W-1", "ROLE")}

    later = {
        "post": "unknown-01", "personId": "person-late", "role": "WINDOW", "org": APPROVAL,
        "validFrom": "2026-01-01",
    }  # fmt: skip
    world.command("/v1/posts/assign-post", later, "admin-01")
    again = report("U-1", "unknown-01", "certificate_made")
    assert world.call("POST", "/v1/acts", "source-platform", **_sent(again)).status_code == 200
    assert found(world) == {("W-1", "ROLE"), ("U-1", "ROLE")}
