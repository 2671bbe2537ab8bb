"""Nothing is missing after a restore, nothing is there twice, and everything is proved."""

import threading
from pathlib import Path

import psycopg
import pytest

from adapters.documents.store import DocumentStore
from adapters.ledger.proof.database import verify_database
from adapters.ledger.proof.findings import Verdict
from adapters.ledger.vault import Vault
from app.backup import folder
from app.backup.archive import Reader
from app.backup.check import check_parts, prove, trust
from app.backup.errors import RestoreUnfinished, TargetNotEmpty
from app.backup.keys import put_back
from app.bootstrap import documents_of, master_key, opened
from domain.shared.subject import SubjectKind
from tests.app.backup.conftest import PERSON, Origin, rows
from tests.app.county import REGION, opened_world
from tests.support.servers import role_url


def test_every_row_of_log_vault_ops_and_read_models_is_back(origin: Origin, database: str):
    path = origin.backup()
    before = rows(database)
    outcome = origin.restore(path)
    assert outcome.verdict == Verdict.SOUND
    assert outcome.usable
    assert rows(origin.target) == before
    assert before["ledger.event"]
    assert before["proj.delivery"]


def acts(url: str) -> list[tuple[int, str, str | None]]:
    """Type of each event and what it claimed: (policy, position), case number, …"""
    query = """SELECT e.position, e.type, string_agg(encode(c.key, 'hex'), ',' ORDER BY c.key)
                 FROM ledger.event e LEFT JOIN ledger.claim c
                   ON e.position >= c.position AND e.position < c.position + c.count
                GROUP BY 1, 2 ORDER BY 1"""
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def test_the_restored_county_works_on_and_its_vault_opens(origin: Origin, database: str):
    origin.restore(origin.backup())
    url = role_url(origin.target, "shenguan_app")
    with opened_world(url, start="2026-10-12") as world:
        before = world.store.receipts(1, 1)[0]
        assert before.origin == origin.info.origin
        world.policies.catch_up()
        origin.world.policies.catch_up()
        assert acts(origin.target) == acts(database)  # the policies lagged: nothing twice or left
        assert len(acts(database)) > origin.manifest.position
        world.granted()
        vault = Vault(world.store.database, master_key(origin.settings))
        subject = vault.find(REGION, SubjectKind.ORGANISATION, PERSON)
        assert subject
        assert vault.reveal(subject)["name"] == "示例公司"
    reports = verify_database(origin.target, {origin.info.origin: origin.signer().verifier})
    assert max(report.verdict for report in reports) == Verdict.SOUND


def test_numbers_that_the_database_gives_go_on_behind_those_of_the_backup(
    origin: Origin, database: str
):
    insert = """INSERT INTO ops.access_log (person, action, allowed)
                VALUES ('p', 'read', true) RETURNING id"""
    with psycopg.connect(database, autocommit=True) as connection:
        last = [connection.execute(insert).fetchone() for _ in range(3)][-1]
    origin.restore(origin.backup())
    with psycopg.connect(origin.target, autocommit=True) as connection:
        following = connection.execute(insert).fetchone()
    assert last
    assert following == (last[0] + 1,)


def test_documents_and_the_sealers_memory_are_back_byte_for_byte(origin: Origin):
    document = origin.settings.var / "docs/ab/abcdef"
    document.parent.mkdir(parents=True)
    document.write_bytes(b"\x00sealed\xff" * 50_000)
    sealer = next((origin.settings.var / "sealer").glob("*.json"))
    origin.restore(origin.backup())
    restored = origin.folder / "restored"
    assert (restored / "docs/ab/abcdef").read_bytes() == document.read_bytes()
    assert (restored / "sealer" / sealer.name).read_bytes() == sealer.read_bytes()


def test_contents_open_with_their_key_and_no_start_makes_them_another(origin: Origin):
    digest = _hand_in(documents_of(origin.settings))
    origin.restore(origin.backup())
    settings = origin.settings.model_copy(update={"var": origin.folder / "restored"})
    folder.settle(settings.var, origin.manifest)
    with pytest.raises(RestoreUnfinished, match=r"documents\.key"):
        folder.check(settings.var)
    files = {
        path.name: path.read_bytes() for path in origin.settings.keys.iterdir() if path.is_file()
    }
    put_back({name: one for name, one in files.items() if name.endswith(".key")}, settings.keys)
    assert b"".join(documents_of(settings).pieces(digest)) == b"decision" * 20_000


def _hand_in(store: DocumentStore) -> str:
    with store.uploading() as upload:
        upload.write(b"decision" * 20_000)
        return upload.finish().digest


def test_a_backup_taken_while_others_write_is_a_prefix_of_the_log(origin: Origin, database: str):
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            origin.world.submitted()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        paths = [origin.backup(f"{number}.backup") for number in range(3)]
    finally:
        stop.set()
        thread.join(60)
    with Reader(paths[-1]) as reader:
        size = reader.manifest.logs[0].size
    assert origin.restore(paths[-1]).verdict == Verdict.SOUND
    query = "SELECT position, leaf_hash FROM ledger.event WHERE position <= %s ORDER BY 1"
    with psycopg.connect(database) as live, psycopg.connect(origin.target) as back:
        entries = back.execute(query, [2**62]).fetchall()
        assert entries == live.execute(query, [size]).fetchall()
        assert len(entries) == size


def test_a_file_can_be_proved_without_a_database(origin: Origin):
    with Reader(origin.backup()) as reader:
        check_parts(reader)
        outside = trust(reader.manifest, [origin.signer().verifier.vkey], {})
        assert [report.verdict for report in prove(reader, outside)] == [Verdict.SOUND]
        own = prove(reader, trust(reader.manifest, [], {}))
        assert [report.verdict for report in own] == [Verdict.INCOMPLETE]
        assert own[0].sealed == reader.manifest.logs[0].size


@pytest.mark.parametrize(
    "stage", [pytest.param("rows / 写入", marks=pytest.mark.soak), "read models / 投影"]
)
def test_an_interrupted_restore_is_refused_by_every_start_and_begins_anew(
    origin: Origin, stage: str
):
    class Killed(BaseException):
        """As a signal would: nothing is tidied up by the code under test."""

    def progress(what: str, _done: int, _total: int) -> None:
        if what == stage:
            raise Killed

    path = origin.backup()
    with pytest.raises(Killed):
        origin.restore(path, progress=progress)
    settings = origin.settings.model_copy(
        update={"database_url": role_url(origin.target, "shenguan_app")}
    )
    with pytest.raises(RestoreUnfinished, match="again"), opened(settings):
        pass
    again = origin.restore(path)
    assert again.begun_again
    assert again.usable
    with opened(settings) as container:
        assert container.store.log(REGION)


def test_a_used_database_is_never_overwritten(origin: Origin, database: str, tmp_path: Path):
    path = origin.backup()
    before = rows(database, ("ledger",))
    origin.target = database
    with pytest.raises(TargetNotEmpty):
        origin.restore(path)
    assert rows(database, ("ledger",)) == before
