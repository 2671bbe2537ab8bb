"""Deny by default: no route without a token, no token without a post, no post of yesterday."""

import re
from datetime import date, datetime, timedelta, timezone
from types import SimpleNamespace

import jwt
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app.api.app import PUBLIC, OpenRoute, check_routes
from app.api.problems import Problem
from app.api.routes.demo import jwks
from tests.app.api.world import A, B, World

NONE = "00000000-0000-4000-8000-000000000000"


def routes(world: World) -> list[tuple[str, str]]:
    """(method, address) of every route; parameters filled in."""
    found = []
    for context in iter_route_contexts(world.app.inner.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and context.path not in PUBLIC:
            assert context.path
            path = context.path.replace("{log}", A).replace("{code}", "329901-0101")
            path = path.replace("{case}", NONE).replace("{task}", NONE)
            path = path.replace("{target}", NONE).replace("{commitment}", NONE)
            path = re.sub(r"\{\w+\}", NONE, path.replace("{digest}", "0" * 64))
            found += [(method, path) for method in route.methods or ()]
    assert len(found) > 50
    assert not any("{" in path for _, path in found)
    return found


def test_every_route_but_a_named_few_demands_a_token(world: World):
    for method, path in routes(world):
        response = world.call(method, path, post=None)
        assert response.status_code == 401, path
        if method != "HEAD":
            assert response.json()["code"] == "unauthenticated", path
        assert response.headers["www-authenticate"].startswith("Bearer")


def open_to_all() -> str:
    return "anything"


def test_a_route_that_asks_for_no_token_stops_the_start():
    app = FastAPI(openapi_url=None)
    app.get("/v1/open")(open_to_all)
    with pytest.raises(OpenRoute, match="/v1/open"):
        check_routes(app.routes)


@pytest.mark.parametrize(
    "path", ["/healthz", "/metrics", "/openapi.json", "/asyncapi.json", "/docs", "/readyz"]
)
def test_public_addresses_need_no_token(world: World, path: str):
    assert world.call("GET", path, post=None).status_code in (200, 503)


def forged(world: World, key: Ed25519PrivateKey | None = None, **changes: object) -> str:
    issuer = world.container.local_issuer
    assert issuer
    body = jwt.decode(world.token(), options={"verify_signature": False}) | changes
    signer = key or issuer._key
    return jwt.encode(body, signer, algorithm="EdDSA", headers={"kid": issuer.key_id})


HOUR_AGO = int((datetime.now(timezone.utc) - timedelta(hours=1)).timestamp())  # noqa: UP017


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": HOUR_AGO},
        {"aud": "another"},
        {"iss": "urn:another"},
        {"nbf": HOUR_AGO + 7200},
        {"key": Ed25519PrivateKey.generate()},
    ],
)
def test_a_forged_token_is_nobody(world: World, changes: dict[str, object]):
    token = forged(world, **changes)  # ty: ignore
    response = world.call("GET", "/v1/me", post=None, headers={"authorization": f"Bearer {token}"})
    assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer a.b.c", "bearer \u00e9", "Bearer " * 3]
)
def test_a_header_that_is_no_bearer_token_is_nobody(world: World, header: str):
    raw = header.encode("latin-1")
    response = world.call("GET", "/v1/me", post=None, headers={"authorization": raw})  # ty: ignore
    assert response.status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"post": "window-99"},
        {"post": "discipline-01"},  # held, but by another person
        {"sub": "somebody-else"},
        {"region": "110000"},
    ],
)
def test_a_token_whose_post_the_log_does_not_know_is_refused_and_logged(
    world: World, changes: dict[str, str]
):
    token = forged(world, **changes)  # ty: ignore
    response = world.call("GET", "/v1/me", post=None, headers={"authorization": f"Bearer {token}"})
    assert (response.status_code, response.json()["code"]) == (403, "unknown-post")
    with psycopg.connect(world.url) as connection:
        row = connection.execute(
            "SELECT action, allowed FROM ops.access_log ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert row == ("sign-in", False)


def test_a_post_that_was_ended_loses_its_token(world: World):
    today = datetime.now(timezone(timedelta(hours=8))).date()
    token = world.headers("window-02", B)
    assert world.call("GET", "/v1/me", post="window-02", region=B).status_code == 200
    end = {"post": "window-02", "endedOn": today.isoformat(), "reason": "离岗"}
    world.command("/v1/posts/end-post", end, post="admin-01", region=B)
    response = world.call("GET", "/v1/me", post=None, headers=token)
    assert (response.status_code, response.json()["code"]) == (403, "unknown-post")
    assert date.fromisoformat(end["endedOn"]) == today


def test_a_product_installation_has_no_demo_sign_in(world: World):
    with pytest.raises(Problem, match="not-in-demo"):
        jwks(SimpleNamespace(local_issuer=None))  # ty: ignore


def test_the_demos_open_door_does_not_lead_into_a_real_log(world: World):
    """Signing in there takes no proof at all; `shenguan token` needs the issuer's key file."""
    body = {"post": "discipline-01", "region": B}
    response = world.call("POST", "/v1/demo/sign-in", post=None, json=body)
    assert (response.status_code, response.json()["code"]) == (404, "no-such-post")
    assert world.token("discipline-01", B)


def test_reading_a_trail_is_logged_before_it_is_answered(world: World):
    case = world.accepted_case()
    world.project()
    world.call("GET", f"/v1/cases/{case}/trail", post="discipline-01")
    with psycopg.connect(world.url) as connection:
        row = connection.execute(
            "SELECT region, post, allowed FROM ops.access_log"
            " WHERE action = 'read-trail' AND target = %s",
            [case],
        ).fetchone()
    assert row == (A, "discipline-01", True)
