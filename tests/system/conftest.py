"""`shenguan up` for system tests: one that is left as it was found, and one each for accidents."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.running import Running
from tests.system.journal import write_report
from tests.system.load import POSTS
from tests.system.storm import EVERYBODY


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


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """An `up` of its own with the demo county's log open."""
    running = Running(tmp_path / "var")
    try:
        running.start()
        running.init()
        running.sign_in(EVERYBODY)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session", autouse=True)
def soak_report() -> Iterator[None]:
    """Writes the report when the last accident is over."""
    yield
    if path := write_report():
        print(f"soak report: {path}")
