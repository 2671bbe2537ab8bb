"""Receipts and proofs as JSON: what a caller needs to check us without asking us again."""

import base64
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from adapters.ledger.database import LogInfo
from adapters.ledger.proof.leaf import event_id
from adapters.ledger.proof.proofs import ProofRange, inclusion_proof, root_at
from adapters.ledger.reading import LogReader
from adapters.ledger.store import Receipt

SHANGHAI = ZoneInfo("Asia/Shanghai")


@lru_cache(maxsize=64)
def _shown(recorded_at: datetime) -> str:
    """The same for a whole batch."""
    return recorded_at.astimezone(SHANGHAI).isoformat(timespec="microseconds")


def receipt_body(receipt: Receipt) -> dict[str, Any]:
    """A receipt as `verify_receipt` reads it: `log` is the origin, leafHash hexadecimal."""
    region, index = receipt.region, receipt.index
    return {
        "region": region,
        "log": receipt.origin,
        "index": index,
        "position": receipt.position,
        "eventId": event_id(receipt.stream.bytes, receipt.version),
        "stream": str(receipt.stream),
        "version": receipt.version,
        "type": receipt.type,
        "recordedAt": _shown(receipt.recorded_at),
        "leafHash": receipt.leaf_hash.hex(),
        "proof": f"/v1/logs/{region}/proof/inclusion?index={index}",
    }


def inclusion_body(
    reader: LogReader, log: LogInfo, index: int, size: int | None = None
) -> dict[str, Any]:
    """The proof that the leaf at `index` stands under the root of `size` (default: now).

    `leafHash` and `root` are hexadecimal, the parts of `proof` base64, from the leaf up.

    Raises:
        ProofRange: the index or the size lies outside the log.
    """
    return inclusion_bodies(reader, log, [index], size)[0]


def inclusion_bodies(
    reader: LogReader, log: LogInfo, indexes: Iterable[int], size: int | None = None
) -> list[dict[str, Any]]:
    """`inclusion_body` of many leaves under one root; neighbours share what is read."""
    head = reader.head(log)
    at = head.size if size is None else size
    check_size(at, head.size)
    hashes = reader.hashes(log)
    root = (head.root if at == head.size else root_at(at, hashes)).hex()
    return [
        {
            "region": log.region,
            "log": log.origin,
            "index": index,
            "size": at,
            "proof": base64_of(inclusion_proof(index, at, hashes)),
            "leafHash": hashes(index, index + 1).hex(),
            "root": root,
        }
        for index in indexes
    ]


def check_size(size: int, current: int) -> None:
    """Refuse a tree size that the log has not reached."""
    if not 0 <= size <= current:
        raise ProofRange(f"the log has {current} entries")


def base64_of(hashes: Iterable[bytes]) -> list[str]:
    """Hashes as the offline verifier takes them."""
    return [base64.b64encode(part).decode("ascii") for part in hashes]
