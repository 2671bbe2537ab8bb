"""NATS user keys: Ed25519 seeds in the encoding of NATS ADR-14.

base32(prefix byte(s) ‖ 32 bytes ‖ CRC-16/XMODEM, little endian), without padding. The official
`nkeys` package has no wheel, so the thirty lines that we need are here.
"""

import base64
import binascii
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SEED = 18 << 3  # first letter S
_USER = 20 << 3  # first letter U
_RAW = 32


class NkeyError(ValueError):
    """The text is not a NATS user key: wrong alphabet, length, prefix or checksum."""


@dataclass(frozen=True, slots=True, repr=False)
class UserKey:
    """A NATS user: 32 secret bytes. Its `repr` shows the public key alone."""

    raw: bytes

    @classmethod
    def create(cls) -> "UserKey":
        """A fresh random key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, seed: str) -> "UserKey":
        """Read `SU…`; raises NkeyError on anything but a user seed."""
        body = _decode(seed)
        if len(body) != 2 + _RAW or body[0] & 0xF8 != _SEED:
            raise NkeyError("not a NATS seed")
        if (body[0] & 0x07) << 5 | body[1] >> 3 != _USER:
            raise NkeyError("not a seed of a NATS user")
        return cls(bytes(body[2:]))

    @property
    def seed(self) -> str:
        """`SU…`, the secret form kept in a key file of mode 0600."""
        return _encode(bytes([_SEED | _USER >> 5, (_USER & 0x1F) << 3]) + self.raw)

    @property
    def public_key(self) -> str:
        """`U…`, 56 characters, as a server configuration names the user."""
        public = Ed25519PrivateKey.from_private_bytes(self.raw).public_key()
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return _encode(bytes([_USER]) + raw)

    def sign(self, nonce: bytes) -> bytes:
        """The 64-byte Ed25519 signature of a server's nonce."""
        return Ed25519PrivateKey.from_private_bytes(self.raw).sign(nonce)

    def __repr__(self) -> str:
        return f"UserKey({self.public_key})"


def check_public_key(text: str) -> str:
    """Return `text` if it is the public key of a NATS user, else raise NkeyError."""
    raw_public_key(text)
    return text


def raw_public_key(text: str) -> bytes:
    """The 32 bytes of the Ed25519 key in `U…`; raises NkeyError."""
    body = _decode(text)
    if len(body) != 1 + _RAW or body[0] != _USER:
        raise NkeyError("not the public key of a NATS user")
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
