"""监管任务 through HTTP: each state leads on as the table says, or refuses."""

from uuid import UUID

import pytest

from domain.supervision import task as tasks
from tests.app.api.task_table import STATES, body_of, in_state, lines
from tests.app.api.world import World


def phase(world: World, task: UUID) -> str:
    return tasks.fold(world.container.store.load(task)).phase.value


@pytest.mark.parametrize("state", STATES)
def test_a_command_leads_on_or_is_refused(world: World, state: str):
    kept = in_state(world, state)
    for name, (post, by_state) in lines().items():
        wanted = by_state[state]
        leads = wanted in STATES
        task = in_state(world, state) if leads else kept
        answer = world.call("POST", f"/v1/tasks/{task}/{name}", post, json=body_of(world, name))
        if leads or wanted == "ok":
            assert answer.status_code == 200, (name, answer.text)
            assert phase(world, task) == (wanted if leads else state), name
        else:
            assert answer.json()["code"] == wanted, (name, answer.text)
    assert phase(world, kept) == state


def test_a_dispute_is_ruled_once_and_for_all(world: World):
    task = in_state(world, "IN_ARBITRATION")
    path = f"/v1/tasks/{task}"
    escalated = {"level": "GOVERNMENT", "reason": "越级"}
    answer = world.call("POST", f"{path}/escalate-dispute", "liaison-market", json=escalated)
    assert answer.json()["code"] == "dispute-wrong-level"
    world.command(f"{path}/escalate-dispute", body_of(world, "escalate-dispute"), "liaison-market")
    ruling = body_of(world, "rule-responsibility")
    answer = world.call("POST", f"{path}/rule-responsibility", "leader-01", json=ruling)
    assert (answer.status_code, answer.json()["code"]) == (403, "dispute-other-arbiter")
    world.command(f"{path}/rule-responsibility", ruling, "arbiter-01")
    returned = body_of(world, "return-task")
    answer = world.call("POST", f"{path}/return-task", "liaison-market", json=returned)
    assert answer.json()["code"] == "task-routing-final"


@pytest.mark.parametrize("cited", ["三定方案第三条", "01a20383-4b58-7177-9358-e4b7de1262b9"])
def test_a_return_that_cites_nothing_on_record_is_told_what_to_cite(world: World, cited: str):
    task = in_state(world, "PUSHED")
    body = {"reason": "不属本部门监管", "citedRecord": cited}
    answer = world.call("POST", f"/v1/tasks/{task}/return-task", "liaison-market", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "task-return-cites-nothing")


def test_the_numbers_of_the_linkage_and_the_disputes_are_for_who_may_see_them(world: World):
    in_state(world, "IN_ARBITRATION")
    world.project()
    for post in ("leader-01", "arbiter-01", "regulator-market"):
        answer = world.call("GET", "/v1/tasks/disputed", post)
        assert answer.status_code == 200, answer.text
        assert answer.json()["counts"]["inArbitration"] > 0, post
    answer = world.call("GET", "/v1/linkage/health?since=2026-01-01", "leader-01")
    assert answer.status_code == 200, answer.text
    assert world.call("GET", "/v1/linkage/health/tasks?measure=BOUNCED", "leader-01").is_success
    assert world.call("GET", "/v1/linkage/health/tasks", "leader-01").status_code == 422
