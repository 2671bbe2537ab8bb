"""The document names every route, and no status without a way to it."""

from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from app.api.contract.examples import BODIES
from app.api.contract.statuses import MEANING
from app.api.contract.table import READS, WRITES
from app.api.openapi import operations
from app.api.problems import _STATUS, _STATUS_OF_KIND
from app.api.routes.commands import body_of
from app.commands.registry import COMMANDS
from tests.app.api.world import World

UNTOLD = {("GET", "/openapi.json"), ("HEAD", "/openapi.json"), ("GET", "/docs"), ("HEAD", "/docs")}
"""The document itself and its page for people."""


@pytest.fixture
def document(world: World) -> dict[str, Any]:
    return world.call("GET", "/openapi.json", post=None).json()


def test_every_route_is_in_the_document(world: World, document: dict[str, Any]):
    told = {(method.upper(), path) for path, method, _ in operations(document)}
    there = set()
    for context in iter_route_contexts(world.app.inner.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and not route.include_in_schema:
            response = world.call("GET", context.path)
            assert (response.status_code, response.headers["allow"]) == (405, "POST")
            continue
        there |= {(method, context.path) for method in context.methods or ()}
    assert there - UNTOLD == told


def test_every_query_and_command_has_its_line(document: dict[str, Any]):
    gets = {path for path, method, _ in operations(document) if method == "get"}
    assert gets == READS.keys()
    posts = {path for path, method, _ in operations(document) if method == "post"}
    commands = [entry for entry in COMMANDS if not entry.internal]
    assert len(posts) == len(commands) + len(WRITES)


def test_every_operation_tells_its_answers_without_a_catch_all(document: dict[str, Any]):
    for path, method, operation in operations(document):
        answers = operation["responses"]
        assert "default" not in answers, path
        assert {"200", "400", "405", "429", "500"} <= answers.keys(), path
        for status, answer in answers.items():
            assert answer["description"], (path, status)
            assert "X-Request-Id" in answer["headers"], (path, status)
            if int(status) >= 400 and (path, status) != ("/readyz", "503"):
                assert list(answer["content"]) == ["application/problem+json"], (path, status)
        assert ("401" in answers) == ("security" in operation), path
        if method == "post":
            (media, body), *_ = operation["requestBody"]["content"].items()
            assert "example" in body, (path, media)


def test_every_status_that_is_told_belongs_to_a_code_and_every_code_to_a_status_told():
    used = {*_STATUS.values(), *_STATUS_OF_KIND.values()}
    assert used == set(MEANING)


def test_every_example_of_a_command_is_sound():
    commands = [entry for entry in COMMANDS if not entry.internal]
    assert {entry.name for entry in commands} == BODIES.keys()
    for entry in commands:
        body_of(entry).model_validate(BODIES[entry.name])
