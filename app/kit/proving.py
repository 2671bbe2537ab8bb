"""One message against the log: its event stands there, and says what the message says.

Pure. RFC 6962 inclusion under a C2SP checkpoint, and nothing else: what a proof does not reach is
not claimed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from adapters.ledger.proof.checkpoint import Checkpoint
from adapters.ledger.proof.leaf import check_header, event_id, state_digest
from adapters.ledger.proof.merkle import leaf_hash
from adapters.ledger.proof.note import NoteError, decode_base64
from adapters.ledger.proof.proofs import verify_inclusion
from adapters.ledger.proof.strict_json import NotCanonical, encode, parse_canonical

_STORED = {"position": None, "asOfPosition": "position"}
"""Where a message calls a field otherwise than the log: its `position` is that of its event."""
_TYPE = re.compile(r"cn\.shenguan\.linkage\.(.+)\.v[1-9][0-9]*")


class Contradicted(Exception):
    """The message and the log do not fit: one of them was forged, altered or replaced."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The event of a message is entry `index` under the signed root of a log of `size` entries.

    `content`: the message's fields were compared with the entry's own content; else its existence,
    type, place in its stream and position alone are proved.
    """

    index: int
    size: int
    root: str
    content: bool


def proved(event: Mapping[str, Any], item: Mapping[str, Any], signed: Checkpoint) -> Proof:
    """The proof of a message (its CloudEvent) by an answer of `…/proofs` under a checkpoint.

    Raises:
        Contradicted: naming what differs.
    """
    try:
        header = check_header(item["header"])
        leaf = leaf_hash(encode(header))
        _equal("leafHash", leaf.hex(), item["leafHash"])
        path = [decode_base64(part) for part in item["proof"]]
        state = decode_base64(item["state"]) if item.get("state") else None
        _same_event(event, header)
        if state is not None:
            _same_content(event, header, state)
    except (NotCanonical, NoteError, KeyError, TypeError, ValueError) as error:
        raise Contradicted(f"no proof: {type(error).__name__}: {error}") from error
    _equal("the log", signed.origin, header["log"])
    if not verify_inclusion(header["index"], signed.size, leaf, path, signed.root):
        raise Contradicted(f"entry {header['index']} is not under the signed root")
    return Proof(header["index"], signed.size, signed.root.hex(), state is not None)


def _same_event(event: Mapping[str, Any], header: Mapping[str, Any]) -> None:
    stated = event_id(UUID(header["stream"]).bytes, header["version"])
    _equal("the entry's own id", stated, header["event"])
    _equal("id", header["event"], event["id"])
    kind = _TYPE.fullmatch(event["type"])
    _equal("type", header["type"], kind[1] if kind else event["type"])
    if "position" in event["data"]:
        _equal("position", header["position"], event["data"]["position"])


def _same_content(event: Mapping[str, Any], header: Mapping[str, Any], state: bytes) -> None:
    _equal("the entry's content", header["state"], state_digest(state))
    stored = parse_canonical(state)
    _equal("time", stored["meta"]["occurredAt"], event["time"])
    _equal("source", f"/regions/{stored['meta']['region']}", event["source"])
    for name, value in event["data"].items():
        stored_as = _STORED.get(name, name)  # None: of the message alone
        if stored_as in stored["data"]:
            _equal(name, stored["data"][stored_as], value)


def _equal(what: str, logged: object, told: object) -> None:
    if logged != told:
        raise Contradicted(f"{what}: the log has {logged!r}, the message {told!r}")
