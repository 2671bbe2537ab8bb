"""What an inspector checks without a network: an export file, or one receipt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.ledger.proof.checkpoint import Checkpoint, open_checkpoint
from adapters.ledger.proof.export import ExportSource
from adapters.ledger.proof.findings import Report
from adapters.ledger.proof.leaf import parse_leaf, state_digest
from adapters.ledger.proof.merkle import leaf_hash
from adapters.ledger.proof.note import BadSignature, NoteError, Verifier, decode_base64
from adapters.ledger.proof.proofs import verify_inclusion
from adapters.ledger.proof.strict_json import NotCanonical
from adapters.ledger.proof.verify import verify_log


def verify_export(path: Path, vkey: str | None = None, saved: Iterable[str] = ()) -> Report:
    """Verify an export file.

    Without `vkey` the key inside the file is used, which proves the file's coherence only, so
    the outcome is at best INCOMPLETE. A file that ends early is INCOMPLETE too: it says nothing
    against the log. Raises NoteError for a malformed `vkey`, OSError for an unreadable path.
    """
    try:
        source = ExportSource(path)
        verifier = Verifier.from_vkey(vkey or source.vkey)
    except (NotCanonical, NoteError) as error:
        if vkey is not None and isinstance(error, NoteError):
            raise
        report = Report(path.name)
        report.add("file_malformed", detail=str(error))
        return report
    report = verify_log(source, verifier, saved)
    report.findings = [
        replace(finding, kind="file_cut") if finding.kind == "tail_cut" else finding
        for finding in report.findings
    ]
    for index in source.misquoted:
        if not any(f.kind == "row_changed" and index in f for f in report.findings):
            report.add("row_changed", index)
    if source.problem:
        report.add("file_malformed", detail=source.problem)
    if vkey is None:
        report.add("key_unknown", detail=f"the key is the file's own: {verifier.vkey}")
    return report


def verify_receipt(
    receipt: Mapping[str, Any],
    checkpoint: str,
    proof: Sequence[str | bytes],
    verifier: Verifier,
    *,
    header: bytes | None = None,
    state: bytes | None = None,
) -> Report:
    """Does the receipt's leaf stand at its index under a signed checkpoint of its log?

    `receipt` has log (origin), index and leafHash (hex); `proof` is raw hashes or base64. Leaf
    bytes and state bytes, where at hand, must be those that the receipt promises.
    """
    report = Report(str(receipt.get("log")))
    try:
        index, leaf = int(receipt["index"]), bytes.fromhex(receipt["leafHash"])
        _content(report, index, leaf, header, state)
        signed = open_checkpoint(checkpoint, verifier)
        hashes = [decode_base64(part) if isinstance(part, str) else part for part in proof]
    except BadSignature as error:
        report.add("checkpoint_signature", detail=str(error))
    except (NoteError, NotCanonical, KeyError, TypeError, ValueError) as error:
        report.add("receipt_unproved", detail=f"{type(error).__name__}: {error}")
    else:
        _place(report, index, leaf, signed, hashes)
    return report


def _content(
    report: Report, index: int, leaf: bytes, header: bytes | None, state: bytes | None
) -> None:
    if header is None:
        if state is not None:
            raise NotCanonical("state bytes prove nothing without their leaf bytes")
        return
    fields = parse_leaf(header)
    if leaf_hash(header) != leaf:
        report.add("receipt_contradicted", index, detail="the leaf bytes have another hash")
    if (fields["log"], fields["index"]) != (report.log, index):
        place = f"{fields['log']} index {fields['index']}"
        report.add("receipt_contradicted", index, detail=f"the leaf belongs to {place}")
    if state is not None and state_digest(state) != fields["state"]:
        report.add("receipt_contradicted", index, detail="the content has another hash")


def _place(
    report: Report, index: int, leaf: bytes, signed: Checkpoint, hashes: list[bytes]
) -> None:
    if signed.origin != report.log:
        report.add("receipt_contradicted", index, detail=f"a checkpoint of {signed.origin}")
    elif index >= signed.size:
        detail = f"the checkpoint ends at size {signed.size}; ask for a newer one"
        report.add("receipt_unproved", index, detail=detail)
    elif verify_inclusion(index, signed.size, leaf, hashes, signed.root):
        report.checkpoints, report.sealed = 1, signed.size
    else:
        report.add("receipt_contradicted", index, detail="the proof does not lead to the root")
