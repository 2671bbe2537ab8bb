"""C2SP signed-note with Ed25519, and the key strings of Go's sumdb/note.

A note is text that ends in a newline, an empty line, and signature lines
`— <key name> <base64(key id ‖ signature)>`. The grammar is https://c2sp.org/signed-note; what it
leaves to the reader (base64 with stray bits, the same key twice) is refused here.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100

_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")
_HEX_ID = re.compile(r"[0-9a-f]{8}")


class NoteError(ValueError):
    """The note or the key string is malformed."""


class BadSignature(NoteError):
    """A signature under a key that we know does not verify."""


class UnknownSigner(NoteError):
    """Well-formed, but no signature is by a key that we know."""


@dataclass(frozen=True)
class Verifier:
    """A public key with its name; the key id binds both (first 4 bytes of SHA-256)."""

    name: str
    key: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.key) != 32:
            raise NoteError("an Ed25519 public key is 32 bytes")

    @property
    def key_id(self) -> bytes:
        """SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[:4]."""
        return sha256(self.name.encode() + b"\n" + bytes([ED25519]) + self.key).digest()[:4]

    @property
    def vkey(self) -> str:
        """`name+hexkeyid+base64(0x01 ‖ public key)`."""
        return f"{self.name}+{self.key_id.hex()}+{_b64(bytes([ED25519]) + self.key)}"

    def verifies(self, text: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's over the note text (its last newline included)."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text)
        except InvalidSignature:
            return False
        return True

    @classmethod
    def from_vkey(cls, vkey: str) -> "Verifier":
        """Parse a verifier key string; the key id must be that of the key."""
        verifier = cls(*_parse_key(vkey))
        if vkey != verifier.vkey:
            raise NoteError("the key id does not belong to the key")
        return verifier


class Signer:
    """A private key with its name."""

    def __init__(self, name: str, seed: bytes) -> None:
        if len(seed) != 32:
            raise NoteError("an Ed25519 seed is 32 bytes")
        self._seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str) -> "Signer":
        """A fresh key from the operating system's randomness."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def skey(self) -> str:
        """`PRIVATE+KEY+name+hexkeyid+base64(0x01 ‖ seed)`: keep it in a file of mode 0600."""
        name, key_id = self.verifier.name, self.verifier.key_id.hex()
        return f"PRIVATE+KEY+{name}+{key_id}+{_b64(bytes([ED25519]) + self._seed)}"

    @classmethod
    def from_skey(cls, skey: str) -> "Signer":
        """Parse a signer key string; surrounding white space of a key file is tolerated."""
        skey = skey.strip()
        if not skey.startswith("PRIVATE+KEY+"):
            raise NoteError("not a private key string")
        signer = cls(*_parse_key(skey.removeprefix("PRIVATE+KEY+")))
        if skey != signer.skey:
            raise NoteError("the key id does not belong to the key")
        return signer

    def sign(self, text: str) -> str:
        """The note: `text` (which must end in a newline) with this key's signature line."""
        check_text(text)
        signature = self.verifier.key_id + self._private.sign(text.encode())
        return f"{text}\n— {self.verifier.name} {_b64(signature)}\n"


def public_half(skey: str) -> Verifier:
    """The verifier key that belongs to a signer key string; raises NoteError."""
    return Signer.from_skey(skey).verifier


def open_note(note: str | bytes, *verifiers: Verifier) -> str:
    """The text of a note that at least one of `verifiers` signed.

    Raises NoteError (malformed), BadSignature (a known key's signature is wrong, whatever the
    others say) or UnknownSigner. Signatures of unknown keys are ignored, as the format demands.
    """
    text, signatures = split_note(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    seen: set[tuple[str, bytes]] = set()
    for name, blob in signatures:
        key = (name, blob[:4])
        if key not in known:
            continue
        if key in seen:
            raise NoteError(f"two signatures by {name}")
        seen.add(key)
        if not known[key].verifies(text.encode(), blob[4:]):
            raise BadSignature(f"the signature by {name} is wrong")
    if not seen:
        raise UnknownSigner("no signature by a known key")
    return text


def split_note(note: str | bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """(text, [(key name, key id ‖ signature)]) without checking any signature."""
    if len(note) > MAX_NOTE_BYTES:
        raise NoteError("note too long")
    if isinstance(note, bytes | bytearray | memoryview):
        try:
            note = bytes(note).decode("utf-8")
        except UnicodeDecodeError as error:
            raise NoteError("note is not UTF-8") from error
    split = note.rfind("\n\n")
    if split < 0 or not note.endswith("\n"):
        raise NoteError("note lacks its signatures or its last newline")
    text, tail = note[: split + 1], note[split + 2 :]
    check_text(text)
    lines = tail.split("\n")[:-1]
    if not lines or len(lines) > MAX_SIGNATURES:
        raise NoteError("note has no signature line, or too many")
    return text, [_signature(line) for line in lines]


def check_name(name: str) -> None:
    """A key name: not empty, no white space, no plus sign, no control characters."""
    if not name or "+" in name or any(c.isspace() or c < " " or c == "\x7f" for c in name):
        raise NoteError(f"not a key name: {name!r}")
    _utf8(name)


def check_text(text: str) -> None:
    """Note text: valid UTF-8, ends in a newline, no other ASCII control characters."""
    if not text.endswith("\n"):
        raise NoteError("note text must end in a newline")
    if any(c < " " and c != "\n" for c in text):
        raise NoteError("note text holds control characters")
    _utf8(text)


def decode_base64(text: str) -> bytes:
    """Standard base64 in its one canonical spelling; anything else raises NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not base64") from error
    if _b64(data) != text:
        raise NoteError("not canonical base64")
    return data


def _signature(line: str) -> tuple[str, bytes]:
    match = _SIGNATURE.fullmatch(line)
    if match is None:
        raise NoteError("malformed signature line")
    name, text = match.groups()
    check_name(name)
    blob = decode_base64(text)
    if len(blob) < 5:
        raise NoteError("signature too short")
    return name, blob


def _parse_key(text: str) -> tuple[str, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3 or not _HEX_ID.fullmatch(parts[1]):
        raise NoteError("malformed key string")
    data = decode_base64(parts[2])
    if not data or data[0] != ED25519:
        raise NoteError("not an Ed25519 key")
    return parts[0], data[1:]


def _utf8(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NoteError("not valid Unicode") from error


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
