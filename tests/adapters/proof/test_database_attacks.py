"""Attacks 1 to 5 and 14 to 18 by the superuser of a real database: log and index are named."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.proof.database import WHOLE, verify_database
from adapters.ledger.proof.findings import Report, Verdict
from adapters.ledger.proof.leaf import leaf_hasher
from adapters.ledger.proof.merkle import Frontier
from adapters.ledger.proof.note import Signer
from adapters.ledger.proof.pgseal import SealingDatabase
from adapters.ledger.proof.pgsource import snapshot
from adapters.ledger.proof.sealer import Refused, Sealed
from adapters.ledger.proof.source import row_leaf_hash
from tests.support.servers import role_url

A, B = "320582", "320583"


class County:
    """Two logs of 600 and 300 entries in one database, sealed; and a superuser at work."""

    def __init__(self, url: str, folder) -> None:
        self.url = url
        self.ledger = LedgerDatabase(role_url(url, "shenguan_app"))
        self.sealing = SealingDatabase(role_url(url, "shenguan_sealer"))
        self.signers = {
            region: Signer.generate(self.ledger.open_log(region, simulated=True).origin)
            for region in (A, B)
        }
        self.sealers = {
            region: self.sealing.sealer(signer, folder) for region, signer in self.signers.items()
        }
        self.streams = iter(UUID(int=number) for number in range(1, 10**6))
        for second in range(3):
            self.append(A, 120)
            self.append(B, 100)
            self.append(A, 80)
            self.seal(second * 5)

    def append(self, region: str, count: int) -> None:
        stream = next(self.streams)
        events = [
            StoredEvent(stream, version, "case.accepted", b'{"n":%d}' % version)
            for version in range(1, count + 1)
        ]
        self.ledger.submit(events, log=region).result(30)

    def seal(self, now: float) -> list[object]:
        return [sealer.step(now) for sealer in self.sealers.values()]

    def origin(self, region: str) -> str:
        return self.signers[region].verifier.name

    def attack(self, *statements: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for table in ("event", "log", "head", "checkpoint", "subtree"):
                connection.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER USER")
            for statement in statements:
                connection.execute(statement)

    def verify(self, *saved: str, role: str | None = None) -> dict[str, Report]:
        keys = {signer.verifier.name: signer.verifier for signer in self.signers.values()}
        url = role_url(self.url, role) if role else self.url
        return {report.log: report for report in verify_database(url, keys, saved)}

    def close(self) -> None:
        self.sealing.close()
        self.ledger.close()


@pytest.fixture
def county(database: str, tmp_path) -> Iterator[County]:
    county = County(database, tmp_path)
    yield county
    county.close()


def places(report: Report) -> list[tuple]:
    return [(f.kind, f.index, f.end) for f in report.findings]


def test_what_the_recorder_writes_and_the_sealer_signs_is_sound(county):
    reports = county.verify(role="shenguan_app")
    assert {log: (r.verdict, r.size, r.sealed, r.findings) for log, r in reports.items()} == {
        county.origin(A): (Verdict.SOUND, 600, 600, []),
        county.origin(B): (Verdict.SOUND, 300, 300, []),
        WHOLE: (Verdict.SOUND, 900, 0, []),
    }


EVENT = f"log = (SELECT id FROM ledger.log WHERE region = '{A}') AND index"
SWAP = f"""UPDATE ledger.event SET index = CASE index WHEN 100 THEN -1 ELSE -2 END
            WHERE {EVENT} IN (100, 400);
           UPDATE ledger.event SET index = CASE index WHEN -1 THEN 400 ELSE 100 END
            WHERE {EVENT} IN (-1, -2)"""
ATTACKS: dict[str, tuple[str, set[tuple]]] = {
    "one byte of a body": (
        f"UPDATE ledger.event SET state = set_byte(state, 3, 65) WHERE {EVENT} = 123",
        {("row_changed", 123, 124)},
    ),
    "a body and its stored hash": (
        f"UPDATE ledger.event SET state = '{{}}', leaf_hash = sha256('x') WHERE {EVENT} = 300",
        {("row_changed", 300, 301), ("block_changed", 256, 512)},
    ),
    "a time": (
        f"UPDATE ledger.event SET recorded_at = recorded_at - interval '1 us' WHERE {EVENT} = 5",
        {("row_changed", 5, 6)},
    ),
    "a time out of all range": (
        f"UPDATE ledger.event SET recorded_at = '-infinity' WHERE {EVENT} = 5",
        {("row_changed", 5, 6)},
    ),
    "a row deleted": (f"DELETE FROM ledger.event WHERE {EVENT} = 77", {("row_missing", 77, 78)}),
    "the tail cut": (f"DELETE FROM ledger.event WHERE {EVENT} >= 590", {("tail_cut", 590, 600)}),
    "two rows swapped": (
        SWAP,
        {("row_changed", 100, 101), ("row_changed", 400, 401), ("rows_swapped", 100, 101)},
    ),
    "bodies retyped": (
        "ALTER TABLE ledger.event ALTER COLUMN state TYPE bytea USING state || ' '",
        {("row_changed", 0, 600)},
    ),
    "versions widened to text": (
        f"ALTER TABLE ledger.event ALTER COLUMN type TYPE varchar; "
        f"UPDATE ledger.event SET type = 'case.refused' WHERE {EVENT} = 9",
        {("row_changed", 9, 10)},
    ),
    "a leaf hash of another length": (
        "ALTER TABLE ledger.event DROP CONSTRAINT event_leaf_hash_check; "
        f"UPDATE ledger.event SET leaf_hash = '\\x00' WHERE {EVENT} = 9",
        {("row_changed", 9, 10), ("block_changed", 0, 256)},
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_by_the_superuser_names_log_and_index_and_exits_20(county, name):
    statement, expected = ATTACKS[name]
    county.attack(*statement.split(";"))
    reports = county.verify()
    report = reports[county.origin(A)]
    assert report.verdict == 20
    assert expected <= set(places(report))
    if name != "bodies retyped":
        assert reports[county.origin(B)].findings == []
    assert max(r.verdict for r in reports.values()) == 20


def test_a_row_hidden_by_a_row_security_policy_is_missing(county):
    """Attack 14; 18, hidden only from the sealer, has the same shape."""
    county.attack(
        "ALTER TABLE ledger.event ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY hide ON ledger.event USING (NOT ({EVENT} = 250))",
    )
    reports = county.verify(role="shenguan_sealer")
    assert ("row_missing", 250, 251) in places(reports[county.origin(A)])
    assert reports[WHOLE].verdict == Verdict.TAMPERED


def test_the_sealer_refuses_to_sign_while_a_new_row_is_hidden_from_it(county):
    """Attack 18."""
    county.append(A, 50)
    county.attack(
        "ALTER TABLE ledger.event ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY hide ON ledger.event USING (NOT ({EVENT} = 620))",
    )
    outcome = county.seal(100)[0]
    assert isinstance(outcome, Refused)
    assert ("row_missing", 620, 621) in places(outcome.report)
    county.attack("ALTER TABLE ledger.event DISABLE ROW LEVEL SECURITY")
    assert isinstance(county.seal(200)[0], Sealed)


def test_a_database_rewritten_coherently_contradicts_its_checkpoints(county):
    """Attack 2 in full: leaf hashes, subtrees, head, all recomputed; only the key is missing."""
    county.attack(f"UPDATE ledger.event SET state = '{{}}' WHERE {EVENT} = 250")
    rewrite(county, A)
    report = county.verify()[county.origin(A)]
    assert places(report) == [("checkpoint_root", 200, 400)]
    county.attack("DELETE FROM ledger.checkpoint")
    assert county.verify()[county.origin(A)].verdict == Verdict.INCOMPLETE
    saved = county.sealers[A].note or ""
    assert places(county.verify(saved)[county.origin(A)]) == [("checkpoint_root", 0, 600)]


def rewrite(county: County, region: str) -> None:
    with snapshot(county.url) as database:
        log = database.log(county.origin(region))
        rows, number = list(log.rows()), log.number
    hashed, tree, done = leaf_hasher(county.origin(region)), Frontier(), []
    with psycopg.connect(county.url, autocommit=True) as connection:
        for row in rows:
            leaf = row_leaf_hash(hashed, row)
            done += tree.append(leaf)
            connection.execute(
                "UPDATE ledger.event SET leaf_hash = %s WHERE position = %s", (leaf, row[0])
            )
        for subtree in done:
            connection.execute(
                "UPDATE ledger.subtree SET hash = %s WHERE (log, level, idx) = (%s, %s, %s)",
                (subtree.hash, number, subtree.level, subtree.idx),
            )
        connection.execute(
            "UPDATE ledger.log SET root = %s, frontier = %s WHERE id = %s",
            (tree.root(), tree.to_bytes(), number),
        )


def test_a_whole_log_dropped_is_missing_by_key_and_by_checkpoint(county):
    drop = f"(SELECT id FROM ledger.log WHERE region = '{A}')"
    saved = county.sealers[A].note or ""
    county.attack(
        *(
            f"DELETE FROM ledger.{table} WHERE log = {drop}"
            for table in ("event", "subtree", "checkpoint")
        ),
        f"DELETE FROM ledger.log WHERE region = '{A}'",
    )
    for reports in (county.verify(), county.verify(saved)):
        assert places(reports[county.origin(A)]) == [("log_missing", None, None)]
        assert reports[WHOLE].verdict == Verdict.TAMPERED


def test_an_old_backup_is_below_the_size_on_the_sealers_disk(county):
    """Attack 11: verify with the sealer's saved note; the sealer itself refuses, too."""
    saved = county.sealers[A].note or ""
    county.attack(
        f"DELETE FROM ledger.event WHERE {EVENT} >= 400",
        "DELETE FROM ledger.checkpoint WHERE size > 400",
        f"UPDATE ledger.log SET size = 400 WHERE region = '{A}'",
    )
    report = county.verify(saved)[county.origin(A)]
    assert ("tail_cut", 400, 600) in places(report)
    assert isinstance(county.seal(100)[0], Refused)


def test_the_sealers_role_cannot_change_what_it_signs(county):
    with (
        psycopg.connect(role_url(county.url, "shenguan_sealer")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM ledger.event")


def test_a_range_of_rows_is_read_and_an_abandoned_read_leaves_the_connection_usable(county):
    with snapshot(county.url) as database:
        log = database.log(county.origin(A))
        assert [row[1] for row in log.rows(10, 14)] == [10, 11, 12, 13]
        assert [row[1] for row in log.rows(598)] == [598, 599]
        rows = log.rows()
        next(rows)
        rows.close()
    assert county.verify()[county.origin(A)].verdict == Verdict.SOUND


def test_an_unreadable_table_is_an_error_and_not_a_verdict(county):
    county.attack("ALTER TABLE ledger.event RENAME COLUMN state TO hidden")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        county.verify()
