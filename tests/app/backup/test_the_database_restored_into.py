"""The database of a restore: whose it is, who may, and one restore at a time."""

from uuid import uuid4

import psycopg
import pytest

from app.backup import marker
from app.backup.errors import RestoreUnfinished, TargetRefused
from tests.support.servers import role_url


def test_the_applications_role_alone_cannot_restore_and_is_told_which_role_can(
    empty_database: str, database: str
):
    assert database  # the roles are there
    url = role_url(empty_database, "shenguan_app")
    with (
        psycopg.connect(url, autocommit=True) as connection,
        pytest.raises(TargetRefused, match=r"shenguan_app may not create.*SHENGUAN_OWNER_URL"),
    ):
        marker.begin(connection, uuid4())


def test_two_addresses_that_are_not_one_database_are_noticed_before_the_rows(
    empty_database: str, database: str
):
    backup = uuid4()
    with psycopg.connect(empty_database, autocommit=True) as owner:
        marker.begin(owner, backup)
        marker.same_database(role_url(empty_database, "shenguan_app"), backup)
        with pytest.raises(TargetRefused, match="SHENGUAN_DATABASE_URL"):
            marker.same_database(role_url(database, "shenguan_app"), backup)
        wrong = role_url(empty_database, "shenguan_app").replace("app-in-tests", "another")
        with pytest.raises(TargetRefused, match="cannot use"):
            marker.same_database(wrong, backup)


def test_a_second_restore_waits_and_leaves_the_first_ones_rows_alone(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(marker, "PATIENCE", "200ms")
    with psycopg.connect(empty_database, autocommit=True) as first:
        assert marker.begin(first, uuid4()) is False
        first.execute("CREATE SCHEMA ledger")
        with (
            psycopg.connect(empty_database, autocommit=True) as second,
            pytest.raises(RestoreUnfinished, match="another restore"),
        ):
            marker.begin(second, uuid4())
        assert first.execute("SELECT to_regnamespace('ledger') IS NOT NULL").fetchone() == (True,)
    with psycopg.connect(empty_database, autocommit=True) as after:
        assert marker.begin(after, uuid4()) is True
