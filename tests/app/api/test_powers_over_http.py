"""Who answers for what, over HTTP: moved, assessed, corrected, delegated; seals, lists, hours."""

from datetime import date, timedelta
from typing import Any

import pytest

from adapters.bus.nkey import UserKey
from domain.registry.standards import Function
from domain.shared.ids import jurisdiction_id, responsibility_id
from domain.timing.days import shanghai_date
from tests.app.api.world import APPROVAL, ITEM, MARKET, A, B, World

HEALTH = "11329901MB03A90101"
ADMIN = "admin-01"


def refused(world: World, path: str, body: dict[str, Any]) -> str:
    """The code of a refusal."""
    response = world.call("POST", path, ADMIN, json=body)
    assert response.status_code in (409, 422), response.text
    return response.json()["code"]


def shown(world: World, path: str, **params: str) -> dict[str, Any]:
    response = world.call("GET", path, "discipline-01", params=params)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.fixture
def today(world: World) -> date:
    return shanghai_date(world.container.now())


def test_a_transfer_moves_a_function_and_says_who_answered_when(world: World, today: date):
    moved = "/v1/responsibilities/transfer-responsibility"
    body = {
        "itemCode": ITEM, "function": "DECIDE", "fromOrg": APPROVAL, "toOrg": MARKET,
        "validFrom": str(today), "inFlight": "STAY", "memo": "XJ-1",
    }  # fmt: skip
    assert refused(world, moved, {**body, "fromOrg": MARKET, "toOrg": APPROVAL}) == (
        "transfer-not-responsible"
    )
    assert refused(world, moved, {**body, "toOrg": APPROVAL}) == "transfer-to-itself"
    judged = {"itemCode": ITEM, "slower": True, "lessSafe": False, "costlier": False}
    verdict = {**judged, "merged": True, "conclusion": "办理更慢"}
    assess = "/v1/items/assess-transfer"
    assert refused(world, assess, verdict) == "assessment-merged-although-worse"
    world.command(assess, {**verdict, "merged": False}, ADMIN)
    assert refused(world, moved, body) == "transfer-assessed-against"
    world.command(assess, {**verdict, "slower": False}, ADMIN)
    world.command(moved, body, ADMIN)
    assert world.command(moved, body, ADMIN)["replayed"]
    earlier = {**body, "fromOrg": APPROVAL, "validFrom": str(today - timedelta(days=1))}
    assert refused(world, moved, earlier) == "transfer-before-later-change"
    world.project()
    asked = {"item": ITEM, "function": "DECIDE"}
    (held,) = shown(world, "/v1/responsibilities", **asked)["items"]
    assert (held["org"], held["fromOrg"], held["inFlight"]) == (MARKET, APPROVAL, "STAY")
    yesterday = str(today - timedelta(days=1))
    (before,) = shown(world, "/v1/responsibilities", **asked, validAt=yesterday)["items"]
    assert before["org"] == APPROVAL


def test_a_correction_is_seen_from_its_recording_on_and_leaves_a_gap(world: World):
    jurisdiction = jurisdiction_id(world.container.store.log(A).origin)
    stream = responsibility_id(jurisdiction, ITEM, Function.SUPERVISE)
    world.project()
    asked = {"item": ITEM, "function": "SUPERVISE"}
    (wrong,) = shown(world, "/v1/responsibilities", **asked)["items"]
    body = {
        "itemCode": ITEM, "function": "SUPERVISE", "corrects": wrong["eventId"],
        "validFrom": "2026-01-01", "reason": "原记录有误",
    }  # fmt: skip
    correct = "/v1/responsibilities/correct-responsibility"
    assert refused(world, correct, {**body, "corrects": str(stream)}) == "correction-of-nothing"
    known = wrong["recordedAt"]
    assert shown(world, "/v1/responsibilities/gaps")["items"] == []
    world.command(correct, body, ADMIN)
    assert world.command(correct, body, ADMIN)["replayed"]
    world.project()
    (now,) = shown(world, "/v1/responsibilities", **asked)["items"]
    (then,) = shown(world, "/v1/responsibilities", **asked, asOf=known)["items"]
    assert (now["org"], then["org"]) == (None, MARKET)
    found = shown(world, "/v1/responsibilities/gaps")
    assert [one["item"] for one in found["items"]] == [ITEM]
    assert found["counts"]["SUPERVISE"] == 1
    assert shown(world, "/v1/responsibilities/gaps", asOf=known)["items"] == []
    told = shown(world, "/v1/responsibilities/history", **asked)["items"]
    assert [one["correctedBy"] for one in told] == [now["eventId"], None]


def test_a_delegate_acts_in_the_delegators_name_once_it_is_announced(world: World, today: date):
    pair = {"itemCode": ITEM, "delegator": APPROVAL, "delegate": MARKET}
    post = {
        "post": "window-market", "personId": "p-market", "role": "WINDOW", "org": MARKET,
        "validFrom": "2026-01-01",
    }  # fmt: skip
    world.command("/v1/posts/assign-post", post, ADMIN)
    grant = {
        **pair, "functions": ["ACCEPT"], "validFrom": "2026-01-01", "legalBasis": "许可§24",
    }  # fmt: skip
    further = {**grant, "delegator": MARKET, "delegate": HEALTH}
    give = "/v1/delegations/grant-delegation"
    assert refused(world, give, further) == "delegation-not-responsible"
    world.command(give, grant, ADMIN)
    apply, body = "/v1/cases/submit-application", {"itemCode": ITEM}
    early = world.call("POST", apply, "window-market", json=body)
    assert early.json()["code"] == "responsibility-other-organisation"
    announced = {**pair, "announcement": "GG-1", "announcedOn": str(today)}
    world.command("/v1/delegations/announce-delegation", announced, ADMIN)
    assert refused(world, give, {**further, "validFrom": str(today)}) == "delegation-by-delegate"
    case = world.command(apply, body, "window-market")["id"]
    (act, *_) = world.container.store.load(case)
    assert (act.meta.actor.org, act.meta.actor.on_behalf_of) == (MARKET, APPROVAL)
    (one,) = shown(world, "/v1/delegations", item=ITEM)["items"]
    assert one["active"]
    ended = {**pair, "endedOn": str(today), "reason": "收回"}
    world.command("/v1/delegations/revoke-delegation", ended, ADMIN)
    late = world.call("POST", apply, "window-market", json=body)
    assert late.json()["code"] == "responsibility-other-organisation"


def test_a_seal_is_sealed_up_before_it_is_destroyed(world: World):
    seal = {"seal": "OLD-1", "org": MARKET, "kind": "APPROVAL", "validFrom": "2026-01-01"}
    world.command("/v1/seals/activate-seal", seal, ADMIN)
    other = {**seal, "org": APPROVAL}
    assert refused(world, "/v1/seals/activate-seal", other) == "seal-known"
    end = {"seal": "OLD-1", "destroyedOn": "2026-09-01", "witness": "p-notary"}
    destroy = "/v1/seals/destroy-seal"
    assert refused(world, destroy, end) == "seal-not-sealed-up"
    assert refused(world, destroy, {**end, "seal": "NONE"}) == "seal-unknown"
    up = {"seal": "OLD-1", "sealedOn": "2026-06-01", "reason": "事项划转"}
    world.command("/v1/seals/seal-up-seal", up, ADMIN)
    world.command(destroy, end, ADMIN)
    for day, active in (("2026-05-31", True), ("2026-06-01", False)):
        (held,) = shown(world, "/v1/seals", org=MARKET, validAt=day)["items"]
        assert held["active"] is active


def test_lists_and_hours_are_published_in_versions(world: World):
    entry = {"code": "GC-1", "name": "重点项目"}
    first = {
        "kind": "NEGATIVE", "listVersion": 1, "entries": [entry], "validFrom": "2026-01-01",
    }  # fmt: skip
    publish = "/v1/lists/publish-list"
    assert refused(world, publish, {**first, "listVersion": 2}) == "list-version-out-of-turn"
    assert refused(world, publish, {**first, "entries": [entry, entry]}) == "list-entry-twice"
    world.command(publish, first, ADMIN)
    world.command(publish, {**first, "listVersion": 2, "entries": []}, ADMIN)
    told = {one["kind"]: one["listVersion"] for one in shown(world, "/v1/lists")["items"]}
    assert told["NEGATIVE"] == 2
    old = shown(world, "/v1/lists/NEGATIVE", version="1")
    assert [one["code"] for one in old["entries"]] == ["GC-1"]
    assert world.call("GET", "/v1/lists/FEE").status_code == 404
    window = {"window": "hall", "weekdays": [7], "opens": 540, "closes": 720}
    hours = "/v1/hours/publish-hours"
    assert refused(world, hours, {**window, "closes": 540, "validFrom": "2026-01-01"}) == (
        "hours-empty"
    )
    world.command(hours, {**window, "validFrom": "2026-01-01"}, ADMIN)
    assert [len(shown(world, "/v1/hours", validAt=day)["items"]) for day in (
        "2026-10-18", "2026-10-19"
    )] == [1, 0]  # fmt: skip


def test_an_item_version_counts_from_its_first_day_and_differs_by_lines(world: World, today: date):
    publish = "/v1/items/publish-item-version"
    body = {
        "itemCode": "329901-0901", "itemVersion": 1, "name": "小餐饮登记", "profile": "TWO_LEVEL",
        "legalDays": 20, "committedDays": 5, "validFrom": "2026-01-01",
    }  # fmt: skip
    lines = [{"name": "申请表"}, {"name": "布局图", "core": False}]
    vague = {"materials": [{"name": "法律法规规定的其他材料"}]}
    assert refused(world, publish, {**body, "standard": vague}) == "item-catch-all-material"
    hard = {"materials": lines[:1], "gapDays": 5}
    assert refused(world, publish, {**body, "standard": hard}) == "item-contradiction"
    world.command(publish, {**body, "standard": {"materials": lines[:1]}}, ADMIN)
    tomorrow = str(today + timedelta(days=1))
    later = {**body, "itemVersion": 2, "committedDays": 3, "validFrom": tomorrow}
    world.command(publish, {**later, "standard": {"materials": lines, "gapDays": 5}}, ADMIN)
    now = shown(world, "/v1/items/329901-0901")
    assert (now["itemVersion"], now["standard"]["gapDays"]) == (1, None)
    assert shown(world, "/v1/items/329901-0901", validAt=tomorrow)["itemVersion"] == 2
    diff = shown(world, "/v1/items/329901-0901/diff", **{"from": "1", "to": "2"})
    told = {one["field"]: one for one in diff["differences"]}
    assert told.keys() == {
        "committedDays", "validFrom", "standard.materials", "standard.gapDays",
    }  # fmt: skip
    assert [one["name"] for one in told["standard.materials"]["added"]] == ["布局图"]
    assert world.call("GET", "/v1/items/329901-0901/diff?from=1&to=9").status_code == 404


def test_a_key_is_of_one_organisation_in_one_county(world: World, today: date):
    """Who registered the key of another county's post took its place at NATS, if its log was
    opened earlier."""
    key, tomorrow = UserKey.create().public_key, today + timedelta(days=1)

    def assigned(region: str, post: str, org: str, since: date = today, nkey: str = key):
        body = {
            "post": post, "personId": f"p-{post}", "role": "REGULATOR", "org": org,
            "publicNkey": nkey, "validFrom": str(since),
        }  # fmt: skip
        response = world.call("POST", "/v1/posts/assign-post", ADMIN, region, json=body)
        return response.json().get("code", response.status_code)

    assert assigned(A, "keyed-0", MARKET, nkey="U nonsense") == "post-key-invalid"
    assert assigned(B, "keyed-1", MARKET) == 201
    assert assigned(B, "keyed-2", MARKET) == 201  # one organisation's
    assert assigned(B, "keyed-3", HEALTH) == "post-key-of-another"
    assert assigned(A, "keyed-4", MARKET) == "post-key-of-another"
    ended = {"endedOn": str(tomorrow), "reason": "调离"}
    for post in ("keyed-1", "keyed-2"):
        world.command("/v1/posts/end-post", ended | {"post": post}, ADMIN, B)
    assert assigned(A, "keyed-4", MARKET) == "post-key-of-another"
    assert assigned(A, "keyed-4", MARKET, tomorrow) == 201  # whoever held it has moved
