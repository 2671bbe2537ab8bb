"""Whatever bytes come to whatever address: an answer below 500, in the form of the contract."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.commands.registry import COMMANDS
from tests.app.api.world import ITEM, World

TARGET = "00000000-0000-4000-8000-000000000001"
PATHS = [
    f"/v1/{entry.collection}{f'/{TARGET}' if entry.addressed else ''}/{entry.name}"
    for entry in COMMANDS
    if not entry.internal
]
FIELDS = sorted(
    {str(field.alias) for entry in COMMANDS for field in entry.command.model_fields.values()}
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from([ITEM, TARGET, "2026-01-01", "0001-01-01", "9999-12-31", "A" * 64]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), VALUES, max_size=5)
QUIET = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _projected(world: World) -> None:
    """The read models exist, whichever of these tests this worker runs first."""
    world.project()


def judge(response: Any) -> None:
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["code"]


@QUIET
@given(path=st.sampled_from(PATHS), body=OBJECTS, post=st.sampled_from(["window-01", "admin-01"]))
def test_any_object_to_any_command(world: World, path: str, body: dict[str, Any], post: str):
    content = json.dumps(body).encode()
    judge(
        world.call(
            "POST", path, post, headers={"content-type": "application/json"}, content=content
        )
    )


@QUIET
@given(path=st.sampled_from([*PATHS, "/v1/demo/sign-in"]), content=st.binary(max_size=200))
def test_any_bytes_to_any_command(world: World, path: str, content: bytes):
    judge(world.call("POST", path, headers={"content-type": "application/json"}, content=content))


def test_what_was_accepted_can_be_projected(world: World):
    world.project()
    state = world.call("GET", "/readyz", post=None)
    assert state.status_code == 200, state.text


@QUIET
@given(
    path=st.sampled_from(
        ["/v1/cases", "/v1/tasks", "/v1/monitoring/findings", "/v1/commitments/due", "/v1/items"]
    ),
    query=st.dictionaries(
        st.sampled_from(
            ["cursor", "limit", "item", "state", "number", "light", "case", "validAt", "rule"]
        ),
        st.text(max_size=12),
        max_size=3,
    ),
)
def test_any_query_to_any_list(world: World, path: str, query: dict[str, str]):
    judge(world.call("GET", path, params=query))
