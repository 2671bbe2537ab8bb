"""Migrations by dbmate, on a real database."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from adapters.servers.address import PostgresAddress
from adapters.servers.errors import MigrationFailed, StartFailed
from adapters.servers.keys import load_or_create_secret
from adapters.servers.migrate import ensure_database, migrate, pending, set_role_passwords


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "20260101000000_first.sql", "CREATE TABLE first (i int);")
    write(
        tmp_path,
        "20260102000000_second.sql",
        "CREATE TABLE second AS SELECT 1 AS i FROM pg_sleep(0.2);",
    )
    return tmp_path


def write(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"-- migrate:up\n{body}\n\n-- migrate:down\n")


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return {row[0] for row in connection.execute(query)}


def test_what_is_pending_is_applied_once_and_in_order(empty_database: str, folder: Path) -> None:
    names = ["20260101000000_first.sql", "20260102000000_second.sql"]
    assert pending(empty_database, folder) == names
    assert migrate(empty_database, folder) == names
    assert pending(empty_database, folder) == migrate(empty_database, folder) == []
    assert tables(empty_database) == {"first", "second", "schema_migrations"}


def test_starters_that_race_migrate_once(empty_database: str, folder: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: migrate(empty_database, folder), range(3)))
    assert pending(empty_database, folder) == []


def test_an_empty_folder_is_nothing_to_do(empty_database: str, tmp_path: Path) -> None:
    assert migrate(empty_database, tmp_path) == []


def test_a_failing_step_leaves_the_whole_steps_before_it_and_shows_why(
    empty_database: str, folder: Path
) -> None:
    write(folder, "20260103000000_bad.sql", "CREATE TABLE half (i int); SELECT 1 / 0;")
    with pytest.raises(MigrationFailed, match="division by zero") as caught:
        migrate(empty_database, folder)
    assert str(conninfo_to_dict(empty_database)["password"]) not in str(caught.value)
    assert tables(empty_database) == {"first", "second", "schema_migrations"}
    assert pending(empty_database, folder) == ["20260103000000_bad.sql"]


def test_an_unreachable_database_is_named(folder: Path) -> None:
    with pytest.raises(StartFailed, match="SHENGUAN_DATABASE_URL"):
        pending("postgresql://nobody@127.0.0.1:1/none", folder, wait_seconds=0)


def test_a_database_is_made_once(postgres_server: PostgresAddress) -> None:
    assert ensure_database(postgres_server.url(), "made_once")
    assert not ensure_database(postgres_server.url(), "made_once")


def test_roles_get_their_passwords_and_may_get_them_again(
    postgres_server: PostgresAddress,
) -> None:
    with psycopg.connect(postgres_server.url()) as connection:
        connection.execute("CREATE ROLE somebody LOGIN")
    for password in ("first ' secret", "second"):
        set_role_passwords(postgres_server.url(), {"somebody": password})
        url = postgres_server.url(user="somebody", password=password)
        psycopg.connect(url).close()


def test_a_secret_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "keys/app"
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: load_or_create_secret(path), range(8)))
    assert len(made) == 1
    assert len(made.pop()) >= 43
    path.chmod(0o644)
    load_or_create_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["app"]
