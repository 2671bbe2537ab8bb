"""A token of county B gets nothing of county A, by any path, though departments are the same."""

import json
import re

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from app.api.app import PUBLIC
from app.api.parameters import taken
from tests.app.api.world import ITEM, MARKET, A, B, World

POSTS = ("window-01", "discipline-01", "leader-01", "efficiency-01", "admin-01", "source-platform",
         "liaison-market", "regulator-market", "regulator-health")  # fmt: skip


@pytest.fixture(scope="module")
def case_of_a(world: World) -> str:
    case = world.accepted_case(region=A)
    refused = world.call("POST", f"/v1/cases/{case}/accept-case", json={})  # a refusal in the trail
    assert refused.status_code == 409, refused.text
    world.project()
    return case


def test_the_case_is_there_for_its_own_county(world: World, case_of_a: str):
    assert world.call("GET", f"/v1/cases/{case_of_a}").status_code == 200
    trail = world.call("GET", f"/v1/cases/{case_of_a}/trail?proof=true").json()
    assert [row["type"] for row in trail["items"]][:3] == [
        "case.application_submitted",
        "case.materials_received",
        "case.accepted",
    ]
    assert trail["items"][-1]["type"] == "command.refused"
    assert all(row["inclusion"]["leafHash"] == row["leafHash"] for row in trail["items"])


@pytest.mark.parametrize("post", POSTS)
def test_no_get_of_county_b_shows_anything_of_county_a(world: World, case_of_a: str, post: str):
    number = world.call("GET", f"/v1/cases/{case_of_a}").json()["caseNumber"]
    origin = world.container.store.log(A)
    assert origin
    for context in iter_route_contexts(world.app.inner.routes):
        route = context.original_route
        if (
            not isinstance(route, APIRoute)
            or not context.path
            or context.path in PUBLIC
            or "GET" not in (route.methods or ())
        ):
            continue
        if context.path == "/v1/stream":
            continue  # endless; its own test
        path = context.path.replace("{log}", A).replace("{code}", ITEM)
        path = path.replace("{digest}", "0" * 64).replace("{kind}", "POWER")
        path = path.replace("{what}", "results").replace("{year}", "2026")
        path = path.replace("{region}", A).replace("{organisation}", MARKET)
        path = re.sub(r"\{\w+\}", case_of_a, path)  # every other identifier is a stream's
        query = {"start": "0", "end": "9", "index": "0", "old": "0", "new": "1", "closed": "true"}
        if "/cases" in path or "/monitoring" in path:
            query = {"state": "all"}
        if "calendar" in path:
            query = {"start": "2026-01-01", "end": "2026-02-01", "days": "3"}
            query |= {"at": "2026-01-05T10:00:00Z", "hours": "3"}
        if path.endswith("/working-hours-between"):
            query = {"start": "2026-01-05T10:00:00Z", "end": "2026-01-06T10:00:00Z"}
        if path.endswith("/diff"):
            query = {"from": "1", "to": "1"}
        if path.endswith("/history"):
            query = {"item": ITEM, "function": "DECIDE"}
        if path.endswith("/compare"):
            query = {"held": "0:" + "0" * 64}
        if path.endswith("/samples/pool"):
            query = {"item": ITEM, "closedFrom": "2026-01-01", "closedTo": "2026-03-31"}
        if path.endswith("/linkage/health/tasks"):
            query = {"measure": "BOUNCED"}
        if path.endswith("/draws/pool"):
            query = {"item": ITEM}
        known = frozenset(taken(route.dependant))
        asked = {name: value for name, value in query.items() if name in known}
        response = world.call("GET", path, post=post, region=B, params=asked)
        assert response.status_code in (200, 403, 404, 405, 409), (path, response.text)
        for secret in (case_of_a, number, origin.origin, '"region":"329901"'):
            assert secret not in response.text, (path, secret)


def test_a_cursor_of_one_county_shows_the_other_nothing(world: World, case_of_a: str):
    world.accepted_case(region=A)
    world.project()
    cursor = world.call("GET", "/v1/cases?limit=1").json()["next"]
    assert cursor
    stolen = world.call("GET", f"/v1/cases?limit=50&cursor={cursor}", region=B)
    assert json.loads(stolen.text)["items"] == []


def test_an_admin_sees_no_business_data_at_home_either(world: World, case_of_a: str):
    assert world.call("GET", "/v1/cases?state=all", post="admin-01").json()["items"] == []
    assert world.call("GET", f"/v1/cases/{case_of_a}", post="admin-01").status_code == 404
    assert world.call("GET", f"/v1/cases/{case_of_a}/trail", post="admin-01").status_code == 404


def test_a_regulator_sees_no_case_that_does_not_concern_its_department(
    world: World, case_of_a: str
):
    assert world.call("GET", f"/v1/cases/{case_of_a}", post="regulator-health").status_code == 404


def test_only_discipline_inspection_reads_whole_entries(world: World, case_of_a: str):
    path = f"/v1/logs/{A}/entries?start=0&end=3"
    assert world.call("GET", path, post="window-01").status_code == 403
    answer = world.call("GET", path, post="discipline-01")
    assert len(answer.json()["entries"]) == 3
