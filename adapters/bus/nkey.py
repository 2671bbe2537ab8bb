"""NATS keys: Ed25519 seeds of users, accounts and operators in the encoding of NATS ADR-14.

base32(prefix byte(s) ‖ 32 bytes ‖ CRC-16/XMODEM, little endian), without padding. The official
`nkeys` package has no wheel, so the thirty lines that we need are here.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import ClassVar, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_RAW = 32
_SEED = 18 << 3  # first letter S
_KINDS = {"U": 20 << 3, "A": 0, "O": 14 << 3, "N": 13 << 3}
"""Prefix byte of each kind, by the letter that its public keys begin with."""
_NAMES = {"U": "user", "A": "account", "O": "operator", "N": "server"}


class NkeyError(ValueError):
    """The text is not a NATS key of the kind: wrong alphabet, length, prefix or checksum."""


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """32 secret bytes. The `repr` of a key shows its public half alone."""

    KIND: ClassVar[str]
    raw: bytes

    @classmethod
    def create(cls) -> Self:
        """A fresh random key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, seed: str) -> Self:
        """Read `SU…` (`SA…`, `SO…`); raises NkeyError on anything but a seed of this kind."""
        body = _decode(seed)
        if len(body) != 2 + _RAW or body[0] & 0xF8 != _SEED:
            raise NkeyError("not a NATS seed")
        if (body[0] & 0x07) << 5 | body[1] >> 3 != _KINDS[cls.KIND]:
            raise NkeyError(f"not a seed of a NATS {_NAMES[cls.KIND]}")
        return cls(bytes(body[2:]))

    @property
    def seed(self) -> str:
        """`SU…`, the secret form kept in a key file of mode 0600."""
        kind = _KINDS[self.KIND]
        return _encode(bytes([_SEED | kind >> 5, (kind & 0x1F) << 3]) + self.raw)

    @property
    def public_key(self) -> str:
        """`U…`, 56 characters, as a server configuration or a claim names the key."""
        public = Ed25519PrivateKey.from_private_bytes(self.raw).public_key()
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return _encode(bytes([_KINDS[self.KIND]]) + raw)

    def sign(self, content: bytes) -> bytes:
        """The 64-byte Ed25519 signature of a server's nonce, or of a claim."""
        return Ed25519PrivateKey.from_private_bytes(self.raw).sign(content)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.public_key})"


class UserKey(SigningKey):
    """Who signs in: `U…`."""

    __slots__ = ()
    KIND = "U"


class AccountKey(SigningKey):
    """An account, which signs its users: `A…`."""

    __slots__ = ()
    KIND = "A"


class OperatorKey(SigningKey):
    """Who signs the accounts: `O…`."""

    __slots__ = ()
    KIND = "O"


def check_public_key(text: str, kind: str = "U") -> str:
    """Return `text` if it is the public key of a NATS user, else raise NkeyError."""
    raw_public_key(text, kind)
    return text


def raw_public_key(text: str, kind: str = "U") -> bytes:
    """The 32 bytes of the Ed25519 key in `U…`, or of another kind (`N`: a server); NkeyError."""
    body = _decode(text)
    if len(body) != 1 + _RAW or body[0] != _KINDS[kind]:
        raise NkeyError(f"not the public key of a NATS {_NAMES[kind]}")
    return bytes(body[1:])


def _encode(body: bytes) -> str:
    checked = body + binascii.crc_hqx(body, 0).to_bytes(2, "little")
    return base64.b32encode(checked).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        checked = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError) as error:
        raise NkeyError("not base32") from error
    body, checksum = checked[:-2], checked[-2:]
    if binascii.crc_hqx(body, 0).to_bytes(2, "little") != checksum:
        raise NkeyError("wrong checksum")
    return body
