"""The sealer signs only what it has rehashed, and remembers across crashes (attacks 11, 18, 37)."""

import pytest

from adapters.ledger.proof.checkpoint import open_checkpoint
from adapters.ledger.proof.findings import Verdict
from adapters.ledger.proof.seal_state import load, state_path
from adapters.ledger.proof.sealer import Pace, Refused, Sealed, Sealer
from adapters.ledger.proof.verify import verify_log
from tests.adapters.proof.memory_log import ORIGIN, SIGNER, STATE, MemoryLog, sealed_log

KEY = SIGNER.verifier


class Desk:
    """A log, a sealer on it, and what the sealer handed over."""

    def __init__(self, folder, log: MemoryLog | None = None) -> None:
        self.log = log or MemoryLog()
        self.path = state_path(folder, ORIGIN)
        self.fail = False
        self.sealer = self.new_sealer()

    def new_sealer(self) -> Sealer:
        return Sealer(SIGNER, self.log.open, self.path, self.store, Pace())

    def store(self, checkpoint, note: str) -> None:
        if self.fail:
            raise OSError("disk full")
        assert load(self.path, KEY).note == note, "on the sealer's disk before anybody sees it"
        self.log.notes.append(note)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def reasons(outcome) -> list[tuple]:
    assert isinstance(outcome, Refused)
    return [(f.kind, f.index) for f in outcome.report.findings]


def test_the_first_entries_are_sealed_at_once_and_the_next_after_a_second(desk):
    assert desk.sealer.step(0) is None
    desk.log.grow(3)
    outcome = desk.sealer.step(0.1)
    assert isinstance(outcome, Sealed)
    assert open_checkpoint(outcome.note, KEY) == outcome.checkpoint
    assert (outcome.checkpoint.size, outcome.checkpoint.root) == (3, desk.log.tree.root())
    desk.log.grow(2)
    assert desk.sealer.step(1.0) is None
    assert desk.sealer.step(1.2).checkpoint.size == 5


def test_256_new_entries_are_sealed_before_the_second_is_over(desk):
    desk.log.grow(1)
    desk.sealer.step(0)
    desk.log.grow(255)
    assert desk.sealer.step(0.1) is None
    desk.log.grow(1)
    assert desk.sealer.step(0.2).checkpoint.size == 257


def test_an_idle_log_is_signed_again_every_minute(desk):
    desk.log.grow(1)
    first = desk.sealer.step(0)
    assert desk.sealer.step(59) is None
    assert desk.sealer.step(60).note == first.note
    assert desk.sealer.step(61) is None


def test_what_the_sealer_signs_verifies(desk):
    for second in range(20):
        desk.log.grow(second * 7)
        desk.sealer.step(second * 2)
    report = verify_log(desk.log, KEY)
    assert (report.findings, report.sealed) == ([], desk.log.tree.size)


def change(log: MemoryLog) -> None:
    log.rows_[12][STATE] = b"other"


def change_with_hash(log: MemoryLog) -> None:
    change(log)
    log.rehashed(log.rows_[12])


def delete(log: MemoryLog) -> None:
    del log.rows_[12]


def cut(log: MemoryLog) -> None:
    del log.rows_[15:]


def double(log: MemoryLog) -> None:
    log.rows_.append(log.row(99, 12, b"double"))


def extra(log: MemoryLog) -> None:
    log.rows_.append(log.row(99, 20, b"beyond the head"))


def swap(log: MemoryLog) -> None:
    log.rows_[12][1], log.rows_[14][1] = 14, 12


def wrong_root(log: MemoryLog) -> None:
    log.tree.hashes[-1] = b"\1" * 32


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        (change, ("row_changed", 12)),
        (change_with_hash, ("head_changed", None)),
        (delete, ("row_missing", 12)),
        (cut, ("tail_cut", 15)),
        (double, ("row_duplicated", 12)),
        (extra, ("rows_beyond_head", 20)),
        (swap, ("row_changed", 12)),
        (wrong_root, ("head_changed", None)),
    ],
)
def test_new_entries_that_differ_are_not_signed_and_the_reason_is_given(desk, attack, reason):
    desk.log.grow(10)
    assert isinstance(desk.sealer.step(0), Sealed)
    desk.log.grow(10)
    attack(desk.log)
    assert reason in reasons(desk.sealer.step(5))
    assert reason in reasons(desk.sealer.step(6))  # and stays refused
    assert desk.sealer.size == 10
    assert len(desk.log.notes) == 1


def test_a_log_smaller_than_the_last_signed_size_is_refused_at_once(desk):
    desk.log.grow(10)
    desk.sealer.step(0)
    desk.log.rows_.pop()
    desk.log.recompute()
    assert reasons(desk.sealer.step(0.1)) == [("tail_cut", 9)]


def test_a_log_rewritten_below_the_signed_size_is_refused_at_once(desk):
    desk.log.grow(10)
    desk.sealer.step(0)
    change_of = desk.log.rows_[3]
    change_of[STATE] = b"other"
    desk.log.recompute()
    assert reasons(desk.sealer.step(0.1)) == [("head_changed", None)]


def test_an_old_backup_that_regrew_is_refused_after_a_restart(tmp_path):
    """Attack 11."""
    desk = Desk(tmp_path, MemoryLog().grow(500))
    desk.sealer.step(0)
    backup = Desk(tmp_path, MemoryLog().grow(400).grow(200, word="regrown"))
    assert ("head_changed", None) in reasons(backup.sealer.step(5))


def test_a_restarted_sealer_goes_on_and_hands_the_last_note_over_again(desk):
    desk.log.grow(10)
    first = desk.sealer.step(0)
    desk.log.grow(5)
    again = desk.new_sealer()
    outcome = again.step(0)
    assert outcome.checkpoint.size == 15
    assert desk.log.notes == [first.note, first.note, outcome.note]


def test_a_note_that_could_not_be_handed_over_is_handed_over_later(desk):
    desk.log.grow(10)
    desk.fail = True
    with pytest.raises(OSError, match="disk full"):
        desk.sealer.step(0)
    assert load(desk.path, KEY).frontier.size == 10  # signed, safe, and not forgotten
    desk.fail = False
    assert desk.new_sealer().step(1) is not None
    assert verify_log(desk.log, KEY).sealed == 10


def test_a_crash_at_any_step_of_saving_leaves_a_whole_state(desk, monkeypatch):
    """Attack 37: the process dies before or after the rename."""
    desk.log.grow(10)
    desk.sealer.step(0)
    desk.log.grow(10)
    for name in ("open", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(f"pathlib.Path.{name}", _die)
            with pytest.raises(RuntimeError, match="killed"):
                desk.sealer.step(5)
        assert load(desk.path, KEY).frontier.size == 10
        desk.path.with_suffix(".new").write_text("half a")  # what a kill may leave behind
        desk.sealer = desk.new_sealer()
    assert desk.sealer.step(9).checkpoint.size == 20
    assert verify_log(desk.log, KEY).verdict == Verdict.SOUND


def _die(*_: object, **__: object) -> None:
    raise RuntimeError("killed")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"frontier":"","position":0,"note":""}'])
def test_a_spoiled_state_file_stops_the_sealer(desk, text):
    desk.path.write_text(text)
    desk.log.grow(10)
    assert reasons(desk.sealer.step(0)) == [("checkpoint_unusable", None)]


def test_an_edited_state_file_stops_the_sealer(desk):
    desk.log.grow(10)
    desk.sealer.step(0)
    raw = desk.path.read_text()
    desk.path.write_text(
        raw.replace('"frontier": "000000000000000a', '"frontier": "000000000000000c')
    )
    assert reasons(desk.new_sealer().step(0)) == [("checkpoint_unusable", None)]


def test_a_sealer_without_memory_first_verifies_against_its_own_stored_notes(tmp_path):
    honest = Desk(tmp_path / "a", sealed_log(300))
    assert honest.sealer.step(0).checkpoint.size == 300
    cut_log = sealed_log(300)
    del cut_log.rows_[250:]
    cut_log.recompute()
    assert ("tail_cut", 250) in reasons(Desk(tmp_path / "b", cut_log).sealer.step(0))


def test_the_state_file_of_a_log_has_a_plain_name(tmp_path):
    assert state_path(tmp_path, "shenguan.example/320582").name == "shenguan.example%2F320582.json"
