"""What a stolen password of the application's role is worth: appends that are in order, no more."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.support.servers import role_url

DEFINERS = """
SELECT p.oid::regprocedure::text, p.proconfig FROM pg_proc p WHERE p.prosecdef
   AND p.pronamespace <> 'pg_catalog'::regnamespace"""
APPEND = """
SELECT ledger.append(%s::bigint, %s::int[], %s::bigint[], %s::uuid[], %s::int[], %s::text[],
  %s::timestamptz[], %s::bytea[], %s::bytea[], '{}', '{}', '{}', '{}',
  %s::int[], %s::bigint[], %s::bytea[], %s::bytea[], %s::timestamptz[],
  '{}', '{}', '{}', '{}', '{}', '{}')"""
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
HASH = b"\x01" * 32


@pytest.fixture
def app(database: str) -> Iterator[psycopg.Connection[Any]]:
    """A session of the application's role on a database with two logs."""
    with psycopg.connect(role_url(database, "shenguan_app"), autocommit=True) as connection:
        for region in ("000001", "000002"):
            connection.execute("SELECT ledger.open_log(%s, %s, true, %s)", [region, region, HASH])
        yield connection


def append(
    app: psycopg.Connection[Any],
    first: int,
    places: list[tuple[int, int]],
    heads: dict[int, int],
    at: datetime = NOON,
    known: datetime | None = None,
) -> None:
    """Call the append function by hand: `places` are (log, index), `heads` log to new size."""
    n, logs = len(places), len(heads)
    app.execute(
        APPEND,
        [
            *(first, [log for log, _ in places], [index for _, index in places]),
            *([uuid4() for _ in places], [1] * n, ["case.accepted"] * n, [at] * n),
            *([b"{}"] * n, [HASH] * n, list(heads), list(heads.values())),
            *([b""] * logs, [HASH] * logs, [known or at] * logs),
        ],
    )


def test_definer_functions_look_into_the_temporary_schema_last(database: str) -> None:
    """Left out of search_path, pg_temp is searched first: for tables and for type names."""
    with psycopg.connect(database) as connection:
        found = connection.execute(DEFINERS).fetchall()
    assert len(found) >= 5
    assert {tuple(config) for _, config in found} == {("search_path=pg_catalog, pg_temp",)}


def test_a_type_of_the_callers_own_is_not_run_with_the_owners_rights(
    app: psycopg.Connection[Any],
) -> None:
    app.execute("CREATE TEMPORARY TABLE seen (who text)")
    app.execute("GRANT ALL ON pg_temp.seen TO PUBLIC")
    app.execute(
        """CREATE FUNCTION pg_temp.spy(value bytea) RETURNS boolean LANGUAGE plpgsql AS $$
           BEGIN INSERT INTO pg_temp.seen VALUES (current_user); RETURN true; END $$"""
    )
    app.execute("CREATE DOMAIN pg_temp.bytea AS pg_catalog.bytea CHECK (pg_temp.spy(VALUE))")
    app.execute("SELECT ledger.open_log('spied', '000003', true, %s)", [HASH])
    assert app.execute("SELECT who FROM pg_temp.seen WHERE who <> current_user").fetchall() == []


def test_what_is_in_order_is_appended(app: psycopg.Connection[Any]) -> None:
    append(app, 1, [(1, 0), (1, 1)], {1: 2})
    append(app, 3, [(2, 0), (1, 2), (2, 1)], {1: 3, 2: 2})
    append(app, 6, [(1, 3)], {1: 4}, NOON + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("places", "heads"),
    [
        ([(1, 1), (1, 2)], {1: 3}),
        ([(1, 2), (1, 4)], {1: 4}),
        ([(1, 2), (1, 3)], {1: 3, 2: 1}),
        ([(1, 2), (9, 0)], {1: 4}),
        ([(1, 2), (9, 0)], {1: 3, 2: 1}),
        ([(1, 2), (2, 1)], {1: 3, 2: 1}),
        ([(9, 0)], {9: 1}),
        ([], {1: 2}),
    ],
)
def test_a_gap_in_a_logs_indexes_is_refused(
    app: psycopg.Connection[Any], places: list[tuple[int, int]], heads: dict[int, int]
) -> None:
    append(app, 1, [(1, 0), (1, 1)], {1: 2})
    with pytest.raises((psycopg.errors.RaiseException, psycopg.errors.UniqueViolation)):
        append(app, 3, places, heads)


@pytest.mark.parametrize("known", [None, NOON])
def test_back_dating_is_refused(app: psycopg.Connection[Any], known: datetime | None) -> None:
    append(app, 1, [(1, 0)], {1: 1})
    with pytest.raises(psycopg.errors.RaiseException, match="backwards"):
        append(app, 2, [(1, 1)], {1: 2}, NOON - timedelta(microseconds=1), known)


def test_the_newest_time_of_a_log_cannot_be_put_back(app: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="backwards"):
        append(app, 1, [(1, 0)], {1: 1}, NOON, NOON - timedelta(days=1))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vault.subject SET wrapped_key = ''",
        "DELETE FROM vault.subject",
        "DELETE FROM ops.access_log",
        "UPDATE ops.access_log SET allowed = true",
        "UPDATE ledger.event SET type = 'x'",
        "INSERT INTO ledger.event SELECT * FROM ledger.event",
        "SELECT ledger.save_checkpoint(1, 0, '', now())",
        "SELECT ledger.lock_head()",
        "CREATE TABLE ledger.mine (id int)",
        "CREATE FUNCTION ledger.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE public.mine (id int)",
    ],
)
def test_a_direct_statement_is_refused(app: psycopg.Connection[Any], statement: Any) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)
