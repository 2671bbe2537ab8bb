"""One `shenguan up` for the tests that leave it as they found it; they run on one worker."""

from collections.abc import Iterator

import pytest

from tests.support.running import Running
from tests.system.load import POSTS


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Everything up, the demo county's log open, nothing in it yet."""
    running = Running(tmp_path_factory.mktemp("system") / "var")
    try:
        running.start()
        running.init()
        running.sign_in((*POSTS, "regulator-market", "discipline-01", "liaison-health"))
        yield running
    finally:
        running.stop()
