"""Attacks 14, 16 and 17 of the ledger's list: a weakened guard is noticed at start-up."""

from typing import LiteralString

import psycopg
import pytest

from adapters.ledger import defences
from tests.support.servers import role_url

ATTACKS: tuple[LiteralString, ...] = (
    "ALTER TABLE ledger.event DISABLE TRIGGER append_only",
    "ALTER TABLE ledger.event ENABLE TRIGGER append_only",  # no longer ALWAYS
    "DROP TRIGGER no_truncate ON ledger.event",
    "CREATE OR REPLACE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RETURN NEW; END'",
    "ALTER FUNCTION ledger.begin_batch(int[], uuid[], bytea[], text[]) RESET ALL",
    "GRANT UPDATE ON ledger.event TO shenguan_app",
    "GRANT EXECUTE ON FUNCTION ledger.save_checkpoint(int, bigint, text, timestamptz) TO PUBLIC",
    "ALTER TABLE ledger.event ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY hide ON ledger.event USING (position <> 7)",
    "CREATE RULE hide AS ON DELETE TO ledger.event DO INSTEAD NOTHING",
    "ALTER TABLE ledger.event OWNER TO shenguan_app",
    "ALTER TABLE ledger.event RENAME TO event_before",
)


def test_the_pinned_fingerprint_is_that_of_the_migrations(database: str):
    with psycopg.connect(role_url(database, "shenguan_app")) as connection:
        assert defences.fingerprint(connection) == defences.PINNED
        defences.check(connection)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_weakened_guard_is_noticed(database: str, attack: LiteralString):
    with psycopg.connect(database, autocommit=True) as superuser:
        superuser.execute(attack)
    with (
        psycopg.connect(role_url(database, "shenguan_app")) as connection,
        pytest.raises(defences.DefencesChanged, match="verify"),
    ):
        defences.check(connection)
