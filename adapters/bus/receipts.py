"""Signed receipts: a regulator says under its own key what it holds (RFC 8032, Ed25519).

The key is the post's NATS key. What is signed is the canonical JSON of the receipt without its
signature; that text always begins with `{`, and our NATS client signs no challenge that does, so a
server that hands out challenges cannot collect receipts.
"""

import base64
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from adapters.bus.nkey import NkeyError, UserKey, raw_public_key
from adapters.ledger.proof.note import NoteError, decode_base64
from adapters.ledger.proof.strict_json import NotCanonical, encode

SIGNATURE = "signature"


def receipt_text(receipt: Mapping[str, Any]) -> bytes:
    """What is signed: canonical JSON of every member but the signature. NotCanonical."""
    return encode({name: value for name, value in receipt.items() if name != SIGNATURE})


def signed(receipt: Mapping[str, Any], key: UserKey) -> dict[str, Any]:
    """The receipt with `publicKey` and `signature` (base64) of this key."""
    whole = {**receipt, "publicKey": public_base64(key.public_key)}
    return {**whole, SIGNATURE: _b64(key.sign(receipt_text(whole)))}


def is_signed(receipt: Mapping[str, Any]) -> bool:
    """Whether the signature is that of `publicKey` over the rest; never raises."""
    try:
        key = Ed25519PublicKey.from_public_bytes(decode_base64(receipt["publicKey"]))
        key.verify(decode_base64(receipt[SIGNATURE]), receipt_text(receipt))
    except (InvalidSignature, NoteError, NotCanonical, KeyError, TypeError, ValueError):
        return False
    return True


def public_base64(nkey: str) -> str | None:
    """The Ed25519 key inside `U…`, base64 as receipts carry it; None if that is no user key."""
    try:
        return _b64(raw_public_key(nkey))
    except NkeyError:
        return None


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
