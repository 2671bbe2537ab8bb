"""Bad input: the exact status, a stable code, the field, and what to do, in both languages."""

import json
import re
from typing import Any

import psycopg
import pytest

from tests.app.api.bad_inputs import ALL, Bad
from tests.app.api.bad_reports import REPORTS
from tests.app.api.world import World

CHINESE = re.compile("[\u4e00-\u9fff]")
LANGUAGES = {"zh-CN": True, "en": False}
EVENT = {"content-type": "application/cloudevents+json"}


def told(world: World, bad: Bad) -> None:
    """Send it in both languages; the answers differ in their words alone."""
    content = json.dumps(bad.body).encode() if isinstance(bad.body, dict | str) else bad.body
    answers = {}
    for language, chinese in LANGUAGES.items():
        headers = {**bad.headers, "accept-language": language}
        response = world.call(bad.method, bad.path, bad.post, headers=headers, content=content)
        assert response.headers["content-type"] == "application/problem+json", response.text
        assert response.headers["content-language"] == language
        problem = response.json()
        assert (response.status_code, problem["code"]) == (bad.status, bad.code), response.text
        names = tuple(field["name"] for field in problem.get("fields", ()))
        assert names == bad.fields, response.text
        words = [problem["title"], *(field["reason"] for field in problem.get("fields", ()))]
        for text in words:
            assert bool(CHINESE.search(text)) is chinese, text
        answers[language] = words
    assert answers["zh-CN"] != answers["en"]


def recorded(world: World) -> Any:
    with psycopg.connect(world.url) as connection:
        return connection.execute("SELECT position FROM ledger.head").fetchone()


@pytest.mark.parametrize("name", ALL)
def test_bad_input_is_told_its_code_its_field_and_what_to_do(world: World, name: str):
    before = recorded(world)
    told(world, ALL[name])
    assert recorded(world) == before, "what was refused as malformed leaves no event"


@pytest.mark.parametrize("name", REPORTS)
def test_a_bad_report_is_told_its_code_its_field_and_what_to_do(world: World, name: str):
    before = recorded(world)
    status, code, fields, body = REPORTS[name]
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    told(
        world, Bad(status, code, fields, "/v1/acts", content, headers=EVENT, post="source-platform")
    )
    assert recorded(world) == before


def test_there_are_more_than_a_hundred_of_them():
    assert len(ALL) + len(REPORTS) > 100
