"""Below the reserve nothing is recorded, with a code of its own; reading is not asked for room."""

import errno
import io
from pathlib import Path

import pytest

from adapters.ledger.batch import LedgerFull
from adapters.ledger.database import LedgerDatabase
from adapters.ledger.store import ActStore
from adapters.servers.room import Room
from app.api.problems import Problem, of_domain, response
from app.lossy import Lossy
from app.reports.intake import as_problem
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
