"""Attacks on the stored log (ledger.md, 1 to 6, 11, 13, 14): each is found, named and placed."""

from dataclasses import replace

import pytest

from adapters.ledger.proof.findings import Report, Verdict
from adapters.ledger.proof.fork import proves_fork
from adapters.ledger.proof.note import Signer
from adapters.ledger.proof.verify import check_positions, verify_log
from tests.adapters.proof.memory_log import (
    ANCHOR,
    AT,
    LEAF,
    ORIGIN,
    POSITION,
    SIGNER,
    STATE,
    STREAM,
    TYPE,
    VERSION,
    MemoryLog,
    sealed_log,
)

KEY = SIGNER.verifier


def verify(log: MemoryLog, *saved: str) -> Report:
    return verify_log(log, KEY, saved)


def places(report: Report) -> list[tuple]:
    return [(f.kind, f.index, f.end) for f in report.findings]


@pytest.mark.parametrize("count", [1, 2, 99, 100, 255, 256, 257, 511, 512, 700, 1300])
def test_an_untouched_log_is_sound_at_any_size(count):
    report = verify(sealed_log(count))
    assert (report.verdict, report.size, report.sealed) == (Verdict.SOUND, count, count)
    assert report.findings == []
    assert report.checkpoints == -(-count // 100)


def test_other_logs_in_between_leave_gaps_in_the_positions_and_that_is_sound():
    log = MemoryLog().grow(300, skip=3)
    log.seal()
    assert verify(log).findings == []


@pytest.mark.parametrize("field", [POSITION, STREAM, VERSION, TYPE, AT, STATE, LEAF, ANCHOR])
def test_a_change_of_any_field_of_one_row_names_its_index(field):
    log = sealed_log(700)
    row = log.rows_[333]
    row[field] = {
        POSITION: row[POSITION] + 1_000_000,
        STREAM: b"\x0f" * 16,
        VERSION: row[VERSION] + 1,
        TYPE: "case.refused",
        AT: row[AT].replace("2026", "2025"),
        STATE: row[STATE] + b" ",
        LEAF: b"\1" * 32,
        ANCHOR: "anchor",
    }[field]
    report = verify(log)
    assert report.verdict == Verdict.TAMPERED
    assert ("row_changed", 333, 334) in places(report)
    if field not in (POSITION, LEAF):
        assert places(report) == [("row_changed", 333, 334)]


def test_every_single_changed_row_is_named_exactly():
    for index in (0, 1, 255, 256, 257, 511, 512, 699):
        log = sealed_log(700)
        log.rows_[index][STATE] = b"other"
        assert places(verify(log)) == [("row_changed", index, index + 1)]


def test_a_row_rewritten_with_its_leaf_hash_is_placed_in_its_block_by_the_stored_subtree():
    """Attack 2."""
    log = sealed_log(1300, every=300)
    log.rows_[700][STATE] = b"other"
    log.rehashed(log.rows_[700])
    report = verify(log)
    assert places(report) == [("block_changed", 512, 768)]
    assert report.sealed == 1300  # what lies behind the damage is still judged


def test_two_rewritten_rows_in_different_blocks_are_both_placed():
    log = sealed_log(1600, every=300)
    for index in (100, 1200):
        log.rows_[index][STATE] = b"other"
        log.rehashed(log.rows_[index])
    assert places(verify(log)) == [("block_changed", 0, 256), ("block_changed", 1024, 1280)]


def test_a_row_rewritten_with_everything_but_the_signatures_is_placed_between_checkpoints():
    log = sealed_log(1300)
    log.rows_[700][STATE] = b"other"
    report = verify(log.recompute())
    assert places(report) == [("checkpoint_root", 700, 800)]
    assert report.verdict == Verdict.TAMPERED


def test_only_the_stored_subtree_changed_is_told_apart_from_changed_rows():
    log = sealed_log(1300)
    log.subtrees_[8, 2] = b"\2" * 32
    assert places(verify(log)) == [("subtree_changed", 512, 768)]


def test_a_deleted_row_is_named_and_the_rest_is_still_verified():
    """Attack 3, and 14: a hidden row looks the same."""
    for index in (1, 299, 699):
        log = sealed_log(1300)
        del log.rows_[index]
        log.rows_[899][STATE] = b"other"
        report = verify(log)
        expected = {("row_missing", index, index + 1), ("row_changed", 900, 901)}
        assert set(places(report)) == expected
        assert (report.verdict, report.sealed) == (Verdict.TAMPERED, 1300)


def test_a_deleted_first_row_is_named():
    log = sealed_log(300)
    del log.rows_[0]
    assert ("row_missing", 0, 1) in places(verify(log))


def test_many_deleted_rows_are_one_finding_whatever_the_blocks():
    log = sealed_log(1300)
    del log.rows_[200:1100]
    report = verify(log)
    assert places(report) == [("row_missing", 200, 1100)]
    assert report.sealed == 1300


def test_a_gap_without_stored_subtrees_does_not_make_up_a_root_mismatch():
    log = sealed_log(1300)
    del log.rows_[200:1100]
    log.subtrees_.clear()
    assert places(verify(log)) == [("row_missing", 200, 1100)]


def test_a_row_deleted_and_all_renumbered_contradicts_the_next_checkpoint():
    log = sealed_log(1300)
    del log.rows_[450]
    report = verify(log.recompute())
    assert report.verdict == Verdict.TAMPERED
    kinds = {f.kind: (f.index, f.end) for f in report.findings}
    assert kinds["checkpoint_root"] == (400, 500)
    assert kinds["tail_cut"] == (1299, 1300)


def test_a_cut_tail_is_named_from_its_first_missing_index():
    """Attack 4, the head left as it was."""
    log = sealed_log(700)
    del log.rows_[650:]
    assert ("tail_cut", 650, 700) in places(verify(log))


def test_a_cut_tail_with_a_matching_head_is_below_the_signed_size():
    """Attack 4 with the database made coherent, and 11: an old backup."""
    log = sealed_log(700)
    del log.rows_[650:]
    report = verify(log.recompute())
    assert places(report) == [("tail_cut", 650, 700)]
    assert report.verdict == Verdict.TAMPERED


def test_a_cut_tail_whose_stored_checkpoints_were_deleted_too_needs_a_saved_one():
    log = sealed_log(700)
    saved = log.notes[-1]
    del log.rows_[600:]
    del log.notes[6:]
    log.recompute()
    assert verify(log).verdict == Verdict.SOUND
    assert places(verify(log, saved)) == [("tail_cut", 600, 700)]


def test_an_old_backup_that_regrew_contradicts_the_saved_checkpoint():
    """Attack 11."""
    saved = sealed_log(700).notes[-1]
    regrown = sealed_log(600).grow(200, word="other")
    report = verify(regrown, saved)
    assert ("checkpoint_root", 600, 700) in places(report)


def test_two_swapped_rows_are_both_named_and_called_swapped():
    """Attack 5, by index: the rows keep all else."""
    log = sealed_log(700)
    log.rows_[100][1], log.rows_[500][1] = 500, 100
    found = places(verify(log))
    assert ("row_changed", 100, 101) in found
    assert ("row_changed", 500, 501) in found
    assert ("rows_swapped", 100, 101) in found


@pytest.mark.parametrize("fields", [(STATE,), range(STREAM, LEAF), range(STREAM, ANCHOR), (0, 1)])
def test_exchanged_contents_are_called_swapped_too(fields):
    log = sealed_log(700)
    one, other = log.rows_[100], log.rows_[500]
    for field in fields:
        one[field], other[field] = other[field], one[field]
    report = verify(log)
    assert [f.detail for f in report.findings if f.kind == "rows_swapped"] == ["100 ↔ 500"]


def test_a_back_dated_row_forced_in_between_contradicts_the_checkpoint():
    """Attack 6, coherent but for the signatures."""
    log = sealed_log(700)
    log.rows_.insert(350, log.row(9, 350, b"back-dated"))
    report = verify(log.recompute())
    assert ("checkpoint_root", 300, 400) in places(report)
    assert ("position_order", 350, 351) in places(report)


def test_an_index_used_twice_is_named():
    log = sealed_log(300)
    log.rows_.insert(100, log.row(101, 100, b"double"))
    report = verify(log)
    assert any(f.kind == "row_duplicated" and f.index == 100 for f in report.findings)
    assert report.verdict == Verdict.TAMPERED


def test_rows_beyond_the_head_are_named():
    log = sealed_log(300)
    log.head_ = log.head()
    log.rows_.append(log.row(900, 300, b"extra"))
    log.rows_.append(log.row(901, 2**62, b"far"))
    assert places(verify(log)) == [
        ("rows_beyond_head", 300, 301),
        ("rows_beyond_head", 2**62, 2**62 + 1),
    ]


@pytest.mark.parametrize("size", [2**62, 5])
def test_a_head_of_absurd_size_is_answered_quickly(size):
    log = sealed_log(300)
    log.head_ = replace(log.head(), size=size)
    assert verify(log).verdict == Verdict.TAMPERED


def test_an_absurd_head_with_an_absurd_index_is_answered_quickly():
    log = sealed_log(300)
    log.head_ = replace(log.head(), size=2**62)
    log.rows_[200][1] = 2**61
    report = verify(log)
    assert ("row_missing", 200, 201) in places(report)


def test_a_changed_head_is_told_from_changed_rows():
    for change in ({"root": b"\3" * 32}, {"frontier": b"\3" * 40}):
        log = sealed_log(300)
        log.head_ = replace(log.head(), **change)
        assert places(verify(log)) == [("head_changed", None, None)]


def test_the_tail_above_the_last_checkpoint_is_named_as_unsealed_and_still_sound():
    log = sealed_log(300).grow(50)
    report = verify(log)
    assert (report.verdict, report.sealed) == (Verdict.SOUND, 300)
    assert places(report) == [("tail_unsealed", 300, 350)]


def test_a_log_without_any_checkpoint_is_incomplete():
    report = verify(MemoryLog().grow(10))
    assert report.verdict == Verdict.INCOMPLETE == 10


def test_without_a_trusted_key_the_outcome_is_incomplete():
    report = verify_log(sealed_log(300), None)
    assert (report.verdict, [f.kind for f in report.findings]) == (10, ["key_unknown"])


def test_another_key_under_the_same_name_is_never_sound():
    """Attack 7 and 22: everything rewritten and signed anew under a stranger's key."""
    forger = Signer(ORIGIN, b"\x08" * 32)
    log = MemoryLog(signer=forger).grow(100, word="other")
    log.seal()
    assert verify(log).verdict == Verdict.INCOMPLETE
    assert verify(log, sealed_log(100).notes[0]).verdict == Verdict.TAMPERED


def test_a_checkpoint_with_a_broken_signature_is_tampering():
    log = sealed_log(300)
    log.notes.append(log.notes[0].replace("\n100\n", "\n101\n"))
    assert [f.kind for f in verify(log).findings] == ["checkpoint_signature"]


def test_two_roots_of_one_size_are_a_fork_with_evidence():
    """Attack 8 and 13."""
    log = sealed_log(300)
    other = sealed_log(200)
    other.grow(100, word="other").seal()
    report = verify(log, *other.notes)
    assert (report.verdict, int(report.verdict)) == (Verdict.FORK, 30)
    assert report.evidence is not None
    assert proves_fork(report.evidence, KEY)


@pytest.mark.parametrize(("a", "b"), [(250, 300), (256, 512), (257, 700), (699, 700)])
def test_checkpoints_of_different_sizes_that_contradict_are_a_fork_with_evidence(a, b):
    log = sealed_log(b, every=b)
    other = sealed_log(a - 10, every=a).grow(10, word="other")
    report = verify(log, other.seal())
    assert report.verdict == Verdict.FORK
    assert report.evidence is not None
    assert proves_fork(report.evidence, KEY)


def test_evidence_that_shows_nothing_convicts_nobody():
    log = sealed_log(300)
    other = sealed_log(140).grow(10, word="other")
    bundle = verify(log, other.seal()).evidence
    assert bundle is not None
    for change in (
        {"proof": []},
        {"proof": bundle["proof"][:-1]},
        {"rootAtFirst": None},
        {"checkpoints": log.notes[:2]},
        {"checkpoints": [bundle["checkpoints"][0]] * 2},
        {"checkpoints": []},
    ):
        assert not proves_fork({**bundle, **change}, KEY)
    assert not proves_fork(bundle, Signer(ORIGIN, b"\x09" * 32).verifier)


def test_damaged_rows_under_an_honest_checkpoint_are_not_called_a_fork():
    log = sealed_log(1300, every=50)
    log.rows_[700][STATE] = b"other"
    log.rehashed(log.rows_[700])
    report = verify(log)
    assert places(report) == [("block_changed", 512, 768)]


def test_findings_speak_chinese_and_english_and_name_log_and_index():
    log = sealed_log(700)
    del log.rows_[10:13]
    finding = verify(log).findings[0]
    assert finding.zh == f"日志 {ORIGIN} 第 10 至 12 条：条目缺失"
    assert finding.en == f"log {ORIGIN} indexes 10 to 12: entries are missing"
    assert finding.as_json()["last"] == 12


def test_a_thousandfold_damage_is_counted_without_growing_the_report():
    log = sealed_log(4000, every=1000)
    for row in log.rows_[::2]:
        row[STATE] = b"other"
    report = verify(log)
    assert len(report.findings) <= 1010
    assert report.suppressed == 1000


@pytest.mark.parametrize(
    ("count", "low", "high", "head", "sound"),
    [
        (0, 0, 0, 0, True),
        (5, 1, 5, 5, True),
        (4, 1, 5, 5, False),
        (5, 1, 5, 6, False),
        (5, 2, 6, 6, False),
        (0, 0, 0, 3, False),
    ],
)
def test_positions_of_the_whole_database_run_from_one_to_the_head(count, low, high, head, sound):
    report = Report("*")
    check_positions(report, count, low, high, head)
    assert (report.verdict == Verdict.SOUND) is sound
