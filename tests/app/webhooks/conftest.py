"""One world for all that is sent: its tests are of one group, and subscribe each for itself."""

from collections.abc import Iterator

import pytest

from tests.app.api.world import World, world_on
from tests.support.servers import TestServers


@pytest.fixture(scope="package")
def world(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with servers.new_database() as url, world_on(url, tmp_path_factory.mktemp("var")) as world:
        yield world


@pytest.fixture(scope="package")
def case(world: World) -> list[str]:
    return [world.accepted_case()]
