"""A small county on a real database, with its posts."""

from collections.abc import Iterator

import pytest

from tests.app.county import World, opened_world
from tests.support.servers import role_url


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """A simulated county; `world.now` is its clock."""
    with opened_world(role_url(database, "shenguan_app")) as world:
        yield world
