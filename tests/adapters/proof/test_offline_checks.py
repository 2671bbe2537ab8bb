"""What an inspector can check without a network: exports and receipts (attacks 19, 27 to 29)."""

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.ledger.proof.export import write_export
from adapters.ledger.proof.findings import Report, Verdict
from adapters.ledger.proof.note import NoteError, Signer
from adapters.ledger.proof.offline import verify_export, verify_receipt
from adapters.ledger.proof.proofs import inclusion_proof
from tests.adapters.proof.memory_log import (
    LEAF,
    ORIGIN,
    SIGNER,
    STATE,
    MemoryLog,
    header_of,
    sealed_log,
)
from tests.adapters.proof.oracle import naive_root

VKEY = SIGNER.verifier.vkey


def export(log: MemoryLog, vkey: str = VKEY) -> list[bytes]:
    out = io.BytesIO()
    assert write_export(log, vkey, out) == len(log.rows_)
    return out.getvalue().splitlines(keepends=True)


def check(tmp_path: Path, lines: list[bytes], vkey: str | None = VKEY, *saved: str) -> Report:
    path = tmp_path / "export.ndjson"
    path.write_bytes(b"".join(lines))
    return verify_export(path, vkey, saved)


def kinds(report: Report) -> list[tuple]:
    return [(finding.kind, finding.index) for finding in report.findings]


def edited(line: bytes, **change: object) -> bytes:
    entry = json.loads(line)
    entry["header"]["state"] = change.pop("quoted", entry["header"]["state"])
    for key, value in change.items():
        (entry if key in entry else entry["header"])[key] = value
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"


def test_a_whole_export_is_sound_plain_and_zipped(tmp_path):
    lines = export(sealed_log(600))
    assert (check(tmp_path, lines).verdict, check(tmp_path, lines).sealed) == (0, 600)
    path = tmp_path / "export.ndjson.gz"
    path.write_bytes(gzip.compress(b"".join(lines)))
    assert verify_export(path, VKEY).findings == []


def test_the_key_inside_the_file_alone_proves_nothing(tmp_path):
    report = check(tmp_path, export(sealed_log(300)), None)
    assert (report.verdict, kinds(report)) == (Verdict.INCOMPLETE, [("key_unknown", None)])
    forger = Signer(ORIGIN, b"\x0b" * 32)
    forged = MemoryLog(signer=forger).grow(50, word="forged")
    forged.seal()
    lines = export(forged, forger.verifier.vkey)
    assert check(tmp_path, lines, None).verdict == Verdict.INCOMPLETE
    assert check(tmp_path, lines).verdict == Verdict.INCOMPLETE
    assert check(tmp_path, lines, VKEY, sealed_log(50).notes[0]).verdict == Verdict.TAMPERED


def test_a_cut_file_is_incomplete_and_says_what_is_missing(tmp_path):
    report = check(tmp_path, export(sealed_log(600))[:401])
    assert report.verdict == Verdict.INCOMPLETE
    assert ("file_cut", 400) in kinds(report)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "eHg="},
        {"quoted": "0" * 64},
        {"type": "case.refused"},
        {"position": 5000},
        {"leafHash": "0" * 64},
        {"recordedAt": "2020-01-01T00:00:00.000000Z"},
    ],
)
def test_a_changed_entry_is_named(tmp_path, change):
    lines = export(sealed_log(600))
    lines[334] = edited(lines[334], **change)
    report = check(tmp_path, lines)
    assert report.verdict == Verdict.TAMPERED
    assert ("row_changed", 333) in kinds(report)


def test_a_missing_and_two_exchanged_entries_are_named(tmp_path):
    lines = export(sealed_log(600))
    assert ("row_missing", 99) in kinds(check(tmp_path, lines[:100] + lines[101:]))
    lines[10], lines[20] = lines[20], lines[10]
    assert check(tmp_path, lines).verdict == Verdict.TAMPERED


@pytest.mark.parametrize(
    "bad",
    [b"{}\n", b"\n", b"not json\n", b'{"a":1.5}\n', b"\xff\n", b"x" * 2_000_000 + b"\n"],
)
def test_a_malformed_line_is_named_and_is_never_sound(tmp_path, bad):
    lines = export(sealed_log(300))
    report = check(tmp_path, [*lines[:50], bad, *lines[50:]])
    assert report.verdict == Verdict.TAMPERED
    assert any(f.kind == "file_malformed" and "line 51" in f.detail for f in report.findings)


@pytest.mark.parametrize(
    "manifest", [b"", b"{}\n", b"[]\n", b'{"format":"other"}\n', b"\x1f\x8bxx"]
)
def test_a_file_that_is_no_export_is_named_as_malformed(tmp_path, manifest):
    assert [f.kind for f in check(tmp_path, [manifest]).findings] == ["file_malformed"]


def test_an_event_id_that_is_not_derived_from_stream_and_version_is_refused(tmp_path):
    lines = export(sealed_log(300))
    lines[9] = edited(lines[9], event="00000000-0000-5000-8000-000000000000")
    assert ("file_malformed", None) in kinds(check(tmp_path, lines))


def test_duplicate_keys_in_an_entry_are_refused(tmp_path):
    lines = export(sealed_log(300))
    lines[9] = lines[9].replace(b'{"header":', b'{"header":{},"header":')
    assert ("file_malformed", None) in kinds(check(tmp_path, lines))


def test_a_malformed_key_from_the_command_line_is_the_users_error(tmp_path):
    with pytest.raises(NoteError):
        check(tmp_path, export(sealed_log(10)), "nonsense")


LOG = sealed_log(300, every=300)
LEAVES = [row[LEAF] for row in LOG.rows_]
NOTE = LOG.notes[0]


def proof_of(index: int) -> list[bytes]:
    return inclusion_proof(index, 300, lambda start, end: naive_root(LEAVES[start:end]))


def receipt(of: int, **change: object) -> dict:
    return {"log": ORIGIN, "index": of, "leafHash": LEAVES[of].hex(), **change}


def header(index: int, **change: object) -> bytes:
    return header_of(ORIGIN, LOG.rows_[index], **change)


def checked(index: int, paper: dict, note: str = NOTE, **more: bytes) -> Report:
    return verify_receipt(paper, note, proof_of(index), SIGNER.verifier, **more)


def test_a_receipt_with_its_proof_is_sound_with_and_without_content():
    for index in (0, 17, 299):
        assert checked(index, receipt(index)).findings == []
        report = checked(index, receipt(index), header=header(index), state=LOG.rows_[index][STATE])
        assert (report.verdict, report.sealed) == (Verdict.SOUND, 300)


def test_delivered_bytes_that_differ_contradict_the_receipt():
    """Attack 27."""
    for more in ({"header": header(17), "state": b"other"}, {"header": header(17, type="x")}):
        assert checked(17, receipt(17), **more).verdict == Verdict.TAMPERED


def test_a_receipt_replayed_for_another_index_is_refused():
    """Attack 28."""
    assert checked(17, receipt(17, index=18)).verdict == Verdict.TAMPERED
    assert checked(18, receipt(17, index=18), header=header(17)).verdict == Verdict.TAMPERED


def test_a_leaf_replayed_in_another_county_is_refused():
    """Attack 29."""
    other = Signer("shenguan.example/320583", b"\x0c" * 32)
    away = MemoryLog(origin=other.verifier.name, signer=other).grow(300)
    paper = {"log": away.origin, "index": 17, "leafHash": LEAVES[17].hex()}
    report = verify_receipt(paper, away.seal(), proof_of(17), other.verifier, header=header(17))
    assert report.verdict == Verdict.TAMPERED
    assert verify_receipt(paper, NOTE, proof_of(17), SIGNER.verifier).verdict == Verdict.TAMPERED


def test_an_unsealed_entry_that_was_dropped_contradicts_its_receipt():
    """Attack 19: the log that the receipt promised went another way."""
    promised = sealed_log(290, every=290).grow(10, word="promised").rows_[295]
    paper = receipt(295, leafHash=promised[LEAF].hex())
    assert checked(295, paper).verdict == Verdict.TAMPERED


def test_a_receipt_newer_than_the_checkpoint_is_merely_unproved():
    report = verify_receipt(receipt(17, index=300), NOTE, [], SIGNER.verifier)
    assert (report.verdict, kinds(report)) == (Verdict.INCOMPLETE, [("receipt_unproved", 300)])


@pytest.mark.parametrize(
    "paper",
    [
        {},
        {"log": ORIGIN},
        {"log": ORIGIN, "index": "x", "leafHash": "0"},
        {"log": ORIGIN, "index": 1, "leafHash": 5},
    ],
)
def test_a_malformed_receipt_is_unproved(paper):
    assert checked(17, paper).verdict == Verdict.INCOMPLETE


def test_a_forged_checkpoint_proves_no_receipt():
    assert checked(17, receipt(17), NOTE.replace("\n300\n", "\n301\n")).verdict == Verdict.TAMPERED
    stranger = Signer(ORIGIN, b"\x0d" * 32).verifier
    assert verify_receipt(receipt(17), NOTE, proof_of(17), stranger).verdict == Verdict.INCOMPLETE


def test_the_offline_checks_need_the_standard_library_and_cryptography_only():
    code = (
        "import sys; import adapters.ledger.proof.offline, adapters.ledger.proof.sealer;"
        "names = {name.split('.')[0] for name in sys.modules};"
        "print(sorted(names - set(sys.stdlib_module_names) - {'adapters', '__main__'}))"
    )
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    foreign = {name for name in eval(out.stdout) if not name.startswith(("_", "sitecustomize"))}
    assert foreign == {"cryptography"}
