"""The fixtures that all tests stand on."""

import psycopg
import pytest

from adapters.servers.address import NatsAddress
from adapters.servers.nats import monitor
from tests.support.servers import TestServers, role_url


@pytest.mark.parametrize("round_", [1, 2])
def test_every_test_gets_a_fresh_migrated_database(database: str, round_: int) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE only_here (i int)")  # fails if it were the same database
        found = connection.execute("SELECT count(*) FROM schema_migrations").fetchone()
    assert found
    assert found[0] > 0


def test_the_application_role_signs_in_with_its_own_password(database: str) -> None:
    with psycopg.connect(role_url(database, "shenguan_app")) as connection:
        assert connection.info.user == "shenguan_app"


def test_the_shared_server_comes_back_after_a_test_killed_it(servers: TestServers) -> None:
    servers.postgres.kill()
    psycopg.connect(servers.address.url()).close()


@pytest.mark.parametrize("nats_server", ["max_payload: 4MB"], indirect=True)
def test_a_test_may_bring_its_own_nats_configuration(nats_server: NatsAddress) -> None:
    assert monitor(nats_server, "varz")["max_payload"] == 4 * 1024 * 1024
