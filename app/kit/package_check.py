"""Does an offline package hold what the log signed? Needs the file and the log's public key."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from adapters.bus.feed import FeedPosition
from adapters.ledger.proof.checkpoint import Checkpoint, open_checkpoint
from adapters.ledger.proof.findings import Report
from adapters.ledger.proof.leaf import check_header, state_digest
from adapters.ledger.proof.merkle import leaf_hash
from adapters.ledger.proof.note import BadSignature, NoteError, Verifier, decode_base64
from adapters.ledger.proof.proofs import verify_inclusion
from adapters.ledger.proof.strict_json import NotCanonical, encode, parse_canonical
from app.kit.package import CONTENT, NOTE, PROOFS, SEAL, payload_of, stretch_of, unpack
from app.kit.proving import Contradicted, proved

MADE = "package.made"


def verify_package(path: Path, key: Verifier | None, saved: Iterable[str] = ()) -> Report:
    """Sound, incomplete (no key, or not signed by it) or tampered.

    `saved`: notes kept from earlier; one of the same size with another root is a fork.
    """
    report = Report(path.name)
    try:
        parts = unpack(path)
        stretch = stretch_of(parts[CONTENT])
        report.log, report.size = stretch["log"], len(stretch["messages"])
    except NotCanonical as error:
        report.add("file_malformed", detail=str(error))
        return report
    if key is None:
        report.add("key_unknown", detail=report.log)
        return report
    try:
        note = parts[NOTE].decode("utf-8", "replace")
        checkpoint = open_checkpoint(note, key)
        _same_history(report, checkpoint, key, saved)
        _sealed(parts[CONTENT], stretch, _object(parts[SEAL]), checkpoint)
        _chained(stretch)
        _all_proved(stretch, parse_canonical(parts[PROOFS]), checkpoint)
    except BadSignature as error:
        report.add("checkpoint_signature", detail=str(error))
    except (Contradicted, NotCanonical) as error:
        report.add("package_altered", detail=str(error))
    except NoteError as error:
        report.add("checkpoint_unusable", detail=str(error))
    except (KeyError, TypeError, ValueError) as error:
        report.add("package_altered", detail=f"{type(error).__name__}: {error}")
    else:
        report.checkpoints, report.sealed = 1, report.size
    return report


def _same_history(
    report: Report, checkpoint: Checkpoint, key: Verifier, saved: Iterable[str]
) -> None:
    for note in saved:
        kept = open_checkpoint(note, key)
        if kept.size == checkpoint.size and kept.root != checkpoint.root:
            report.add("fork", detail=f"two roots of size {kept.size}")


def _sealed(
    content: bytes, stretch: Mapping[str, Any], seal: Mapping[str, Any], signed: Checkpoint
) -> None:
    """The log's own entry says: this stretch, with this hash, has these bytes."""
    header, state = check_header(seal["header"]), decode_base64(seal["state"])
    _equal("the log", signed.origin, header["log"])
    _equal("the log", signed.origin, stretch["log"])
    path = [decode_base64(part) for part in seal["proof"]]
    leaf = leaf_hash(encode(header))
    if not verify_inclusion(header["index"], signed.size, leaf, path, signed.root):
        raise Contradicted("the package's own entry is not under the signed root")
    _equal("the content of the package's entry", header["state"], state_digest(state))
    _equal("the entry", MADE, header["type"])
    stored = parse_canonical(state)
    made, messages = stored["data"], stretch["messages"]
    _equal("the package", made["package"], sha256(content).hexdigest())
    _equal("the organisation", made["org"], stretch["organisation"])
    _equal("the region", stored["meta"]["region"], stretch["region"])
    _equal("the first message", made["firstSeq"], messages[0]["seq"])
    _equal("the last message", made["lastSeq"], messages[-1]["seq"])
    _equal("the hash of the feed", made["feedHash"], messages[-1]["hash"])


def _chained(stretch: Mapping[str, Any]) -> None:
    position = FeedPosition(stretch["messages"][0]["seq"] - 1, stretch["before"])
    for message in stretch["messages"]:
        position = position.after(payload_of(message))
        if (message["seq"], message["hash"]) != (position.count, position.hash):
            raise Contradicted(f"message {message['seq']} does not continue the chain")


def _all_proved(stretch: Mapping[str, Any], proofs: list[Any], signed: Checkpoint) -> None:
    if len(proofs) != len(stretch["messages"]):
        raise Contradicted("not one proof for each message")
    for message, item in zip(stretch["messages"], proofs, strict=True):
        _equal("the message of a proof", message["seq"], item["seq"])
        proved(orjson.loads(payload_of(message)), item, signed)


def _object(data: bytes) -> dict[str, Any]:
    found = parse_canonical(data)
    if not isinstance(found, dict):
        raise NotCanonical("not an object")
    return found


def _equal(what: str, logged: object, told: object) -> None:
    if logged != told:
        raise Contradicted(f"{what}: the log has {logged!r}, the package {told!r}")
