"""An organisation subscribes to its own feed: what it is told, shown, and refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.delivery import subscription
from domain.timing.days import shanghai_date
from tests.app.api.world import APPROVAL, ITEM, MARKET, B, World

URL = "https://callback.example.cn/in?token=secret"


def test_a_subscription_from_its_request_to_its_end(world: World):
    ask = {"channel": "WEBHOOK", "endpoint": URL, "wanted": {"eventTypes": ["task.pushed"]}}
    path = "/v1/subscriptions/request-subscription"
    done = world.command(path, ask, "liaison-market", **{"Idempotency-Key": "s-1"})
    again = world.command(path, ask, "liaison-market", **{"Idempotency-Key": "s-1"})
    assert done["secret"].startswith("whsec_")
    assert (again["id"], again["secret"], again["replayed"]) == (done["id"], done["secret"], True)
    one = f"/v1/subscriptions/{done['id']}"
    rotated = world.command(f"{one}/rotate-secret", None, "liaison-market")
    assert rotated["secret"] != done["secret"]
    world.project()
    (shown,) = world.call("GET", "/v1/subscriptions", "liaison-market").json()["items"]
    assert (shown["state"], shown["generation"]) == ("UNVERIFIED", 2)
    assert shown["endpoint"] == "https://callback.example.cn/in", "the query may be a password"
    assert world.call("GET", f"{one}/dead-letters", "liaison-market").json()["items"] == []
    for post, region in (("window-01", "329901"), ("liaison-market", B)):
        assert world.call("GET", one, post, region).status_code == 404
        assert world.call("GET", f"{one}/dead-letters", post, region).status_code == 404
        end = world.call("POST", f"{one}/end-subscription", post, region, json={"reason": "x"})
        assert end.status_code in (403, 404)
    redrive = world.call(
        "POST", f"{one}/redrive-deliveries", "liaison-market", json={"feedSeqs": [1]}
    )
    assert (redrive.status_code, redrive.json()["code"]) == (409, "subscription-wrong-state")
    world.command(f"{one}/end-subscription", {"reason": "改用事件流"}, "liaison-market")
    world.project()
    assert world.call("GET", one, "liaison-market").json()["state"] == "ENDED"


def test_what_a_post_may_not_see_it_may_not_change_and_is_shown_no_secret_of(world: World):
    today = shanghai_date(datetime.now(UTC))
    since = (today - timedelta(days=1)).isoformat()

    def assign(post: str, person: str, role: str, org: str, **more: Any) -> None:
        said = {"post": post, "personId": person, "role": role, "org": org, "validFrom": since}
        world.command("/v1/posts/assign-post", {**said, **more}, "admin-01")

    def asked(path: str, body: Any, post: str) -> tuple[int, str]:
        answer = world.call("POST", f"/v1/subscriptions/{path}", post, json=body)
        return answer.status_code, answer.json().get("code", "")

    assign("liaison-first", "p-first", "LIAISON", APPROVAL)
    ask, path = {"channel": "WEBHOOK", "endpoint": URL}, "/v1/subscriptions/request-subscription"
    done = world.command(path, ask, "liaison-first", **{"Idempotency-Key": "moved-1"})
    end = {"post": "liaison-first", "endedOn": today.isoformat(), "reason": "调离"}
    world.command("/v1/posts/end-post", end, "admin-01")
    now = {"validFrom": today.isoformat()}
    assign("liaison-limited", "p-limited", "LIAISON", APPROVAL, items=[ITEM], **now)
    for name, body in (
        ("change-subscription", {"endpoint": "https://elsewhere.example.cn/"}),
        ("rotate-secret", {}),
        ("end-subscription", {"reason": "x"}),
    ):
        told = asked(f"{done['id']}/{name}", body, "liaison-limited")
        assert told == (404, "subscription-not-found"), "its items are fewer than the filter's"
    assert asked("request-subscription", ask, "liaison-limited") == (403, "filter-beyond-post")
    own = {**ask, "wanted": {"itemCodes": [ITEM]}}
    limited = world.command(path, own, "liaison-limited")
    world.command(f"/v1/subscriptions/{limited['id']}/rotate-secret", {}, "liaison-limited")
    assign("regulator-moved", "p-first", "REGULATOR", MARKET)
    again = world.command(path, ask, "regulator-moved", **{"Idempotency-Key": "moved-1"})
    assert (again["id"], again["replayed"]) == (done["id"], True)
    assert "secret" not in again, "who has moved is not shown what colleagues have rotated since"
    world.project()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subscription, "MOST", 1)
        told = asked("request-subscription", own, "liaison-limited")
        assert told == (409, "subscription-too-many"), "its organisation has two"
    assign("admin-market", "p-admin", "ADMIN", MARKET)
    assert asked("request-subscription", ask, "admin-market") == (403, "post-wrong-role")
