"""Below the reserve nothing is recorded, with a code of its own; reading is not asked for room."""

import errno
import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from adapters.ledger.batch import LedgerFull
from adapters.ledger.database import LedgerDatabase
from adapters.ledger.store import ActStore
from adapters.servers import room
from adapters.servers.room import Room
from app.api.problems import Problem, of_domain, response
from app.bootstrap import room_of
from app.lossy import Lossy
from app.reports.intake import as_problem
from app.settings import Settings
from tests.support.servers import role_url


def test_a_store_without_room_refuses_and_reads(database: str):
    ledger = LedgerDatabase(role_url(database, "shenguan_app"))
    store = ActStore(ledger, room=lambda: False)
    with pytest.raises(LedgerFull):
        store.append([], region="999999")
    assert store.log("999999") is None
    ledger.close()


def test_room_is_what_is_left_below_the_folder(tmp_path: Path):
    assert Room(tmp_path, reserve=0)()
    assert not Room(tmp_path, reserve=2**62)()


def test_only_the_disk_of_an_embedded_database_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    looked: list[Path] = []

    def full(folder: Path) -> SimpleNamespace:
        looked.append(folder)
        return SimpleNamespace(free=0)

    monkeypatch.setattr(room.shutil, "disk_usage", full)
    (tmp_path / "pg").mkdir()

    def may_write(host: str) -> bool:
        url = f"postgresql://shenguan_app@{host}:5432/shenguan"
        return room_of(Settings(var=tmp_path, database_url=url))()

    assert not may_write("127.0.0.1")
    assert looked == [tmp_path / "pg"]  # it may lie on a disk of its own
    assert may_write("db.county.example")
    assert looked == [tmp_path / "pg"]


def test_the_answer_is_507_and_says_when_to_come_back():
    answer = response(Problem("storage-full"), "en")
    assert answer.status_code == 507
    assert answer.headers["retry-after"]
    assert of_domain(as_problem(LedgerFull("full"))).status == 507


class Full(io.StringIO):
    """A log file on a full disk."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, text)

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "flush")


def test_log_lines_are_lost_before_work_is():
    lines = Lossy(Full())
    assert lines.write("lost\n") == 0
    lines.flush()
