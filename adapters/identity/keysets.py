"""Public keys of an issuer (JWK sets, RFC 7517), cached, usable without a network."""

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, Protocol
from urllib.parse import urlsplit

from jwt import InvalidKeyError, PyJWK, PyJWKSet, PyJWKSetError, PyJWTError

ALGORITHMS = ("EdDSA", "ES256", "RS256")
MAX_JWKS_BYTES = 256 * 1024
MIN_RSA_BITS = 2048

Fetch = Callable[[str], bytes]


class KeysUnavailable(Exception):
    """The issuer's keys were never read and cannot be read now."""


class KeySource(Protocol):
    """Keys of one issuer. `find` never blocks; `refresh` may, and is safe to call often."""

    def find(self, key_id: str | None) -> PyJWK | None: ...
    def refresh(self) -> bool: ...


class FixedKeys:
    """A set that never changes: the local issuer's."""

    def __init__(self, jwks: dict[str, Any]) -> None:
        self._keys = parse_jwks(json.dumps(jwks).encode())

    def find(self, key_id: str | None) -> PyJWK | None:
        """The key of this id; without an id, the only key there is."""
        return pick(self._keys, key_id)

    def refresh(self) -> bool:
        """There is nothing newer."""
        return False


class RemoteKeys:
    """A JWK set behind an address, read on first need and again for an unknown key id.

    A failed read keeps the keys that are known: an issuer that is down stops nobody whose key was
    seen before. Reads happen at most once in `pause` seconds, so that forged key ids cost nothing.
    """

    def __init__(
        self,
        address: str,
        *,
        fetch: Fetch | None = None,
        pause: float = 30.0,
        lifetime: float = 3600.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address
        self._fetch = fetch or read_address
        self._pause = pause
        self._lifetime = lifetime
        self._monotonic = monotonic
        self._keys: dict[str, PyJWK] = {}
        self._tried: float | None = None
        self._read: float | None = None
        self._lock = Lock()

    def find(self, key_id: str | None) -> PyJWK | None:
        """The key of this id from the cache; None asks for a `refresh`."""
        return pick(self._keys, key_id)

    @property
    def stale(self) -> bool:
        """Whether the set is older than its lifetime: a withdrawn key must go at last."""
        return self._read is None or self._monotonic() - self._read > self._lifetime

    def refresh(self) -> bool:
        """Read the set again unless that was tried just now; True if it was read.

        Raises:
            KeysUnavailable: no set was ever read.
        """
        with self._lock:
            now = self._monotonic()
            if self._tried is not None and now - self._tried < self._pause:
                return False
            self._tried = now
            try:
                self._keys = parse_jwks(self._fetch(self._address))
            except (OSError, ValueError) as error:
                if self._read is None:
                    raise KeysUnavailable(f"no keys from {self._address}: {error}") from error
                return False
            self._read = now
            return True


def parse_jwks(content: bytes) -> dict[str, PyJWK]:
    """Signing keys by id; keys of other kinds, short RSA keys and symmetric keys are left out.

    Raises:
        ValueError: not a JWK set.
    """
    try:
        found = PyJWKSet.from_dict(json.loads(content))
    except (PyJWKSetError, PyJWTError, InvalidKeyError, AttributeError, TypeError) as error:
        raise ValueError(f"not a JWK set: {error}") from error
    return {key.key_id or "": key for key in found.keys if _usable(key)}


def _usable(key: PyJWK) -> bool:
    if key.algorithm_name not in ALGORITHMS or key.public_key_use not in (None, "sig"):
        return False
    return key.algorithm_name != "RS256" or key.key.key_size >= MIN_RSA_BITS


def pick(keys: dict[str, PyJWK], key_id: str | None) -> PyJWK | None:
    """The key of this id; a token without an id is fine only where there is no choice."""
    if key_id is None:
        return next(iter(keys.values())) if len(keys) == 1 else None
    return keys.get(key_id)


def read_address(address: str) -> bytes:
    """The content of an https address (http for this machine only) or of a file."""
    if "://" not in address or address.startswith("file://"):
        return Path(address.removeprefix("file://")).read_bytes()
    parts = urlsplit(address)
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    if not local and parts.scheme != "https":
        raise ValueError("an issuer's keys are read over https")
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - checked above
        content = answer.read(MAX_JWKS_BYTES + 1)
    if len(content) > MAX_JWKS_BYTES:
        raise ValueError("key set too large")
    return content
