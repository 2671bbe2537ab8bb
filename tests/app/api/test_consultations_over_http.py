"""A consultation from its proposal to the last resolution, and a changed standard (S7, R9)."""

from datetime import timedelta
from typing import Any

from app.api.contract.examples import BODIES
from domain.shared.ids import ROOT
from tests.app.api.world import APPROVAL, ITEM, MARKET, B, World

HEALTH = "11329901MB03A90101"


def read(world: World, path: str, post: str, region: str = "329901") -> Any:
    answer = world.call("GET", path, post, region)
    assert answer.status_code == 200, answer.text
    return answer.json()


def code(world: World, path: str, body: Any, post: str) -> str:
    return world.call("POST", path, post, json=body).json()["code"]


def test_a_consultation_binds_until_its_last_resolution_is_done(world: World):
    today = world.container.now()
    number = f"HS-{today:%H%M%S%f}"
    named = {"consultationNumber": number, "lead": APPROVAL, "itemCode": ITEM}
    body = {**BODIES["propose-consultation"], **named}
    made = world.command("/v1/consultations/propose-consultation", body, "liaison-market")
    path = f"/v1/consultations/{made['id']}"
    taken = code(world, "/v1/consultations/propose-consultation", body, "liaison-market")
    assert taken == "number-taken"
    convene = {
        **BODIES["convene-consultation"],
        "heldOn": today.isoformat(),
        "invited": [MARKET],
        "materials": [],
    }
    assert code(world, f"{path}/convene-consultation", convene, "liaison-market") == (
        "consultation-other-organisation"
    )
    limited = {
        "post": f"decider-{number}", "personId": "person-limited", "role": "CHIEF_DECIDER",
        "org": APPROVAL, "items": ["329901-0501"], "validFrom": "2026-01-01",
    }  # fmt: skip
    world.command("/v1/posts/assign-post", limited, "admin-01")
    assert code(world, f"{path}/convene-consultation", convene, limited["post"]) == (
        "post-item-out-of-scope"
    )
    world.command(f"{path}/convene-consultation", convene, "decider-01")
    give = BODIES["give-opinion"]
    assert code(world, f"{path}/give-opinion", give, "liaison-health") == (
        "consultation-other-organisation"
    )
    world.command(f"{path}/give-opinion", give, "liaison-market")
    attended = {"attended": [APPROVAL, MARKET]}
    world.command(f"{path}/hold-consultation", attended, "decider-01")
    due = (today + timedelta(days=30)).date().isoformat()
    owed = [
        {"number": 1, "text": "甲", "owner": MARKET, "due": due},
        {"number": 2, "text": "乙", "owner": APPROVAL, "due": due},
    ]
    minutes = {"minutesNumber": f"JY-{number}", "resolutions": owed}
    world.command(f"{path}/conclude-consultation", minutes, "decider-01")
    later = {**BODIES["reschedule-resolution"], "due": (today + timedelta(days=40)).date()}
    later["due"] = later["due"].isoformat()
    world.command(f"{path}/reschedule-resolution", later, "decider-01")
    complete = {"number": 1, "report": "已办"}
    assert code(world, f"{path}/complete-resolution", complete, "decider-01") == (
        "consultation-other-organisation"
    )
    world.command(f"{path}/complete-resolution", complete, "regulator-market")
    world.project()

    seen = read(world, path, "regulator-market")
    assert (seen["state"], seen["openResolutions"], seen["number"]) == ("EXECUTING", 1, number)
    assert [one["state"] for one in seen["resolutions"]] == ["COMPLETED", "OPEN"]
    assert seen["resolutions"][0]["due"] == later["due"] != seen["resolutions"][0]["firstDue"]
    assert [one["org"] for one in seen["opinions"]] == [MARKET]
    assert world.call("GET", path, "liaison-health").status_code == 404
    assert world.call("GET", path, "decider-01", B).status_code == 404
    listed = read(world, f"/v1/resolutions?state=OPEN&owner={APPROVAL}", "decider-01")
    assert made["id"] in [one["consultationId"] for one in listed["items"]]
    assert listed["counts"]["byOwner"][MARKET]["COMPLETED"] >= 1
    assert not read(world, "/v1/resolutions", "liaison-health")["items"]

    world.command(f"{path}/complete-resolution", {"number": 2, "report": "已办"}, "decider-01")
    world.project()
    assert read(world, path, "decider-01")["state"] == "CLOSED"
    closed = read(world, "/v1/consultations?state=CLOSED", "decider-01")
    assert made["id"] in [one["consultationId"] for one in closed["items"]]


def test_a_changed_standard_is_open_until_the_bureau_has_answered(world: World):
    told = {
        **BODIES["notify-standard-change"],
        "changeNumber": f"BZ-{world.container.now():%H%M%S%f}",
        "addressee": APPROVAL,
        "itemCodes": [ITEM],
    }
    made = world.command("/v1/standard-changes/notify-standard-change", told, "liaison-market")
    path = f"/v1/standard-changes/{made['id']}"
    world.project()
    ids = [one["changeId"] for one in read(world, "/v1/standard-changes", "decider-01")["items"]]
    assert made["id"] in ids
    assert world.call("GET", path, "liaison-health").status_code == 404
    decline = BODIES["decline-standard-change"]
    adopt = {"note": "已修订", "itemVersions": {ITEM: 99}}
    assert code(world, f"{path}/adopt-standard-change", adopt, "decider-01") == (
        "item-version-unknown"
    )
    world.command(f"{path}/adopt-standard-change", {**adopt, "itemVersions": {ITEM: 1}}, "head-01")
    assert code(world, f"{path}/decline-standard-change", decline, "decider-01") == (
        "change-settled"
    )
    world.project()
    assert read(world, path, "liaison-market")["state"] == "ADOPTED"
    assert made["id"] not in [
        one["changeId"] for one in read(world, "/v1/standard-changes", "decider-01")["items"]
    ]
    assert world.call("GET", f"/v1/standard-changes/{ROOT}", "decider-01").status_code == 404
