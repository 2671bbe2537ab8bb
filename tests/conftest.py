"""Fixtures that every test may use, and the rule that a skipped test is seen.

With REQUIRE_DATA=1 (as CI sets) a skip is a failure; without it the last line counts the skips.
"""

import gc
import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from adapters.servers.address import NatsAddress, PostgresAddress
from tests.support.servers import TestServers

_STRICT = os.environ.get("REQUIRE_DATA") == "1"


@pytest.fixture(scope="session")
def servers() -> Iterator[TestServers]:
    """The real servers of this pytest worker; nothing runs until something is asked for."""
    servers = TestServers()
    yield servers
    servers.stop()


@pytest.fixture
def postgres_server(servers: TestServers) -> PostgresAddress:
    """Address and superuser of a running PostgreSQL 18, shared by this worker's tests."""
    return servers.address


@pytest.fixture
def database(servers: TestServers) -> Iterator[str]:
    """Superuser URL of a fresh database with all migrations; `role_url` gives the other roles."""
    with servers.new_database() as url:
        yield url


@pytest.fixture
def empty_database(servers: TestServers) -> Iterator[str]:
    """Superuser URL of a fresh database without any table."""
    with servers.new_database(migrated=False) as url:
        yield url


@pytest.fixture
def nats_server(servers: TestServers, request: pytest.FixtureRequest) -> NatsAddress:
    """A running NATS with JetStream and no streams; configuration by indirect parameter."""
    return servers.nats(getattr(request, "param", ""))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Nine thousand tests and what they import stay to the end: no collection looks at them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `--dist loadgroup`, groups that hold."""
    if config.getoption("dist") != "loadgroup":
        return None
    from tests.support.grouping import FileGroups

    return FileGroups(config, log)


def _refuse_skip(report: Any) -> None:
    if _STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although REQUIRE_DATA=1: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        skipped = len(reporter.stats.get("skipped", ()))
        reporter.write_line(f"skipped tests: {skipped}")
