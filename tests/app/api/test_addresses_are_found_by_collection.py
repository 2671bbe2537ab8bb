"""Only the routes of a collection are asked, and the answer is that of all routes."""

import asyncio
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts

from app.api.addresses import ByCollection, collection_of
from app.api.app import ROUTERS

STATUS = {
    ("GET", "/v1/cases/7"): 200,
    ("POST", "/v1/cases/accept"): 201,
    ("PUT", "/v1/cases/7"): 405,
    ("GET", "/v1/cases/7/"): 307,
    ("GET", "/v1/cases/7/nothing"): 404,
    ("GET", "/v1/nothing"): 404,
    ("GET", "/healthz"): 204,
    ("GET", "/v1"): 404,
    ("GET", "//"): 404,
}


def nothing() -> None:
    """Any route's work."""


def small() -> FastAPI:
    commands, queries, system = APIRouter(prefix="/v1"), APIRouter(prefix="/v1"), APIRouter()
    commands.add_api_route("/cases/accept", nothing, methods=["POST"], status_code=201)
    queries.add_api_route("/cases/{case}", nothing, methods=["GET"])
    system.add_api_route("/healthz", nothing, methods=["GET"], status_code=204)
    app = FastAPI(openapi_url=None)
    for router in (system, commands, queries):
        app.include_router(router)
    return app


def asked(app: FastAPI, method: str, path: str) -> int:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "root_path": "",
        "query_string": b"", "headers": [(b"host", b"x")], "scheme": "http", "server": ("x", 80),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"]


@pytest.mark.parametrize("by_collection", [False, True])
def test_every_address_is_answered_as_by_all_routes(by_collection: bool):
    app = small()
    if by_collection:
        app.router.middleware_stack = ByCollection(app.router)
    assert {(method, path): asked(app, method, path) for method, path in STATUS} == STATUS


def test_a_collection_that_is_a_parameter_stops_the_start():
    app = FastAPI()
    app.add_api_route("/v1/{any}", nothing)
    with pytest.raises(ValueError, match="any"):
        ByCollection(app.router)


def test_no_collection_has_more_routers_than_a_few():
    """What a request costs does not grow with the product."""
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    named = [{collection_of(c.path or "") for c in iter_route_contexts([r])} for r in app.routes]
    most = max(sum(name in names for names in named) for name in set().union(*named) - {""})
    assert most <= 8
