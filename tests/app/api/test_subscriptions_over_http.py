"""An organisation subscribes to its own feed: what it is told, shown, and refused."""

from tests.app.api.world import B, World

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
