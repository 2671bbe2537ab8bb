"""NATS's own JWTs (nats-io/jwt v2): a claim, signed by an nkey, as the server reads it.

They are not the bearer tokens of people (adapters/identity): header, algorithm and keys are NATS's.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from adapters.bus.nkey import NkeyError, SigningKey, raw_public_key

_HEADER = {"typ": "JWT", "alg": "ed25519-nkey"}
_VERSION = 2
MAX_SIZE = 1024 * 1024
"""Bytes of a JWT beyond which the server reads none (nats-io/jwt, MaxTokenSize)."""

Claim = dict[str, Any]


class JwtError(ValueError):
    """The text is not a JWT of NATS, or not one of the key that it names."""


def signed(
    key: SigningKey, kind: str, subject: str, nats: Mapping[str, Any], *, at: int, **fields: Any
) -> str:
    """A claim of `kind` (`user`, `account`, …) about the public key `subject`, issued `at` (Unix
    seconds); `fields`: `exp`, `aud`, `name`. Equal input gives equal text."""
    given = {name: value for name, value in fields.items() if value is not None}
    claim = {**given, "iat": at, "iss": key.public_key, "sub": subject}
    claim["nats"] = {**nats, "type": kind, "version": _VERSION}
    digest = hashlib.new("sha512_256", _json(claim)).digest()
    claim["jti"] = base64.b32encode(digest).decode().rstrip("=")
    text = f"{_coded(_json(_HEADER))}.{_coded(_json(claim))}"
    return f"{text}.{_coded(key.sign(text.encode()))}"


def claim_of(text: str, issuer_kind: str) -> Claim:
    """What a JWT says, its signature checked against the key that it names as its issuer, which
    must be of this kind (`A` account, `N` server). Whether that key may say so is the caller's
    to know, and so is its time.

    Raises:
        JwtError: anything else.
    """
    try:
        if len(text) > MAX_SIZE:
            raise JwtError("too large")
        head, body, signature = text.split(".")
        header, claim = json.loads(_bytes(head)), json.loads(_bytes(body))
        if header.get("alg") != _HEADER["alg"] or not isinstance(claim, dict):
            raise JwtError("another algorithm")
        raw = raw_public_key(claim["iss"], issuer_kind)
        Ed25519PublicKey.from_public_bytes(raw).verify(_bytes(signature), f"{head}.{body}".encode())
    except (NkeyError, InvalidSignature, binascii.Error, AttributeError) as error:
        raise JwtError(f"not a sound JWT: {type(error).__name__}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise JwtError("not a JWT") from error
    return claim


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _coded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
