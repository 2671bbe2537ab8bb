"""`/v1/queue…`: what an office has to do, as its posts ask for it (B1, B2, B4–B6, S1)."""

from typing import Any

from tests.app.api.world import World


def asked(world: World, path: str, post: str) -> dict[str, Any]:
    answer = world.call("GET", f"/v1/queue{path}", post=post)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_post_sees_what_waits_for_its_role_and_what_is_owed(world: World):
    case = world.accepted_case()
    world.project()

    def seen(path: str, post: str) -> list[str]:
        return [row["caseId"] for row in asked(world, path, post)["items"]]

    assert case in seen("", "reviewer-01")
    assert case in seen("?mine=true", "reviewer-01")
    assert case not in seen("?mine=true", "decider-01")
    assert case not in seen("?phase=DECIDED", "reviewer-01")
    assert case in seen("/coming?days=60", "reviewer-01")
    for what in ("special-procedures", "stages", "gaps", "results"):
        assert case not in seen(f"/owed/{what}", "reviewer-01")
    assert asked(world, "/today", "leader-01")["accepted"] >= 1


def test_an_unknown_queue_is_refused(world: World):
    assert world.call("GET", "/v1/queue/owed/cards").status_code == 422
