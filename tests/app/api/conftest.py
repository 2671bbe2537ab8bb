"""One world a module: the log cannot be cleaned, so tests tell their cases apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.api.world import World, world_on
from tests.support.servers import TestServers


@pytest.fixture(scope="module")
def world(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    var: Path = tmp_path_factory.mktemp("var")
    with servers.new_database() as url, world_on(url, var) as world:
        yield world
