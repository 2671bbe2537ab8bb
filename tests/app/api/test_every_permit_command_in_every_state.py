"""撤销、撤回、吊销、暂扣、注销 through HTTP: each state leads on as the law says, or refuses."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.permit import permit as permits
from domain.shared.ids import permit_id
from domain.timing.days import shanghai_date
from tests.app.api.permit_table import ALLOWED, COMMANDS, POSTS, in_state
from tests.app.api.world import ITEM, B, World

ENDED = ("ANNULLED", "WITHDRAWN", "REVOKED", "EXPIRED")


def phase(world: World, permit: UUID) -> str:
    return permits.fold(world.container.store.load(permit)).phase.value


@pytest.mark.parametrize("state", ALLOWED)
def test_a_command_leads_on_or_is_refused_and_recorded(world: World, state: str):
    refused = in_state(world, state)
    for name, (command, body) in COMMANDS.items():
        wanted = ALLOWED[state].get(name)
        permit = in_state(world, state) if wanted else refused
        answer = world.call("POST", f"/v1/permits/{permit}/{command}", POSTS[command], json=body)
        if wanted:
            assert (answer.status_code, phase(world, permit)) == (200, wanted), (name, answer.text)
        else:
            assert answer.status_code == 409, (name, answer.text)
            assert answer.json()["code"] in ("permit-wrong-state", "permit-other-ground"), name
    assert phase(world, refused) == ("INVALID" if state in ENDED else state)


@pytest.mark.parametrize("command", POSTS)
@pytest.mark.parametrize("post", ["window-01", "regulator-market", "certmaker-01", "head-01"])
def test_another_organ_or_post_may_not(world: World, command: str, post: str):
    permit = in_state(world, "VALID")
    _, body = COMMANDS.get(command, (command, {"ground": "HOLDER_DISSOLVED"}))
    answer = world.call("POST", f"/v1/permits/{permit}/{command}", post, json=body)
    if (post, command) == ("head-01", "annul-permit"):
        assert answer.status_code == 200, "the head of the organ that decides may annul"
    else:
        assert answer.status_code == 403, answer.text


@pytest.mark.parametrize(
    ("command", "changed", "code"),
    [
        ("annul-permit", {"publicHarmWeighed": False}, "permit-harm-not-weighed"),
        ("revoke-permit", {"hearingRightTold": False}, "permit-hearing-right-not-told"),
        ("suspend-permit", {"until": "2020-01-01"}, "permit-suspension-in-the-past"),
    ],
)
def test_without_its_safeguard_nothing_is_done(
    world: World, command: str, changed: dict[str, object], code: str
):
    permit = in_state(world, "VALID")
    body = {**COMMANDS[command][1], **changed}
    answer = world.call("POST", f"/v1/permits/{permit}/{command}", POSTS[command], json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_another_county_does_not_learn_that_a_permit_is_there(world: World):
    permit = in_state(world, "VALID")
    for target in (permit, uuid4()):
        path = f"/v1/permits/{target}/withdraw-permit"
        answer = world.call("POST", path, "decider-01", B, json=COMMANDS["withdraw-permit"][1])
        assert (answer.status_code, answer.json()["code"]) == (404, "permit-not-found")


def test_what_a_source_keeps_is_changed_by_its_reports_alone(world: World):
    """And its permit events are one stream with the case that they name."""
    today = shanghai_date(world.container.now())
    base = {
        "specversion": "1.0",
        "source": "urn:329901:approval-platform",
        "subject": "2026-777",
    }
    actor = {"personId": "p-17", "role": "CHIEF_DECIDER"}
    issued = {
        "permitNumber": "源-777",
        "validFrom": str(today - timedelta(days=30)),
        "validTo": str(today + timedelta(days=700)),
    }
    told = (
        ("permit.suspended", {"penaltyNumber": "CF-9"}, "2026-03-02T10:00:00+08:00"),
        ("permit.issued", issued, "2026-03-01T10:00:00+08:00"),
    )
    for kind, payload, time in told:  # the later act arrives first
        report = {
            **base,
            "id": f"777-{kind}",
            "type": f"cn.shenguan.{kind}.v1",
            "time": time,
            "data": {"itemCode": ITEM, "actor": actor, "payload": payload},
        }
        headers = {"content-type": "application/cloudevents+json"}
        answer = world.call("POST", "/v1/acts", "source-platform", json=report, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        stream = UUID(answer.json()["receipt"]["stream"])
    permit = permits.fold(world.container.store.load(stream))
    assert (permit.phase, permit.permit_number) == (permits.PermitPhase.SUSPENDED, "源-777")
    assert permit.case_id
    assert permit_id(permit.case_id) == stream
    answer = world.call(
        "POST",
        f"/v1/permits/{stream}/lift-suspension",
        "enforcer-enforcement",
        json={"reason": "整改合格"},
    )
    assert answer.json()["code"] == "worked-elsewhere"
