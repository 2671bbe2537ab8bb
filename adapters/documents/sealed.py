"""The sealed form of a content: a header, then pieces, each of them authentic by itself.

Header: label, id of the master key, size, nonce, the document's own key wrapped under the master
key (AES-256-GCM, bound to digest and size). Pieces of 64 KiB: AES-256-GCM under the document's key,
which seals nothing else, so that the nonce is the piece's number and whether it is the last
(the STREAM construction): none can be changed, left out, moved or cut off unseen.
"""

import secrets
from collections.abc import Iterator
from hashlib import sha256
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.documents.errors import DocumentDamaged, OtherMasterKey

PIECE = 64 * 1024
_TAG, _NONCE, _KEY = 16, 12, 32
_LABEL = b"SGDOC/1\n"
_ID = 8
_HEADER = len(_LABEL) + _ID + 8 + _NONCE + _KEY + _TAG


class MasterKey:
    """The key of all keys of documents. Raises ValueError unless it has 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _KEY:
            raise ValueError(f"a master key is {_KEY} bytes")
        self._cipher = AESGCM(secret)
        self.id = sha256(b"shenguan/documents/key\0" + secret).digest()[:_ID]

    def wrap(self, key: bytes, digest: bytes, size: int) -> bytes:
        """The header of a content."""
        nonce = secrets.token_bytes(_NONCE)
        length = size.to_bytes(8)
        wrapped = self._cipher.encrypt(nonce, key, _LABEL + digest + length)
        return b"".join((_LABEL, self.id, length, nonce, wrapped))

    def unwrap(self, header: bytes, digest: bytes) -> tuple[bytes, int]:
        """(Key, size) from a header. Raises OtherMasterKey, DocumentDamaged."""
        if len(header) != _HEADER or header[: len(_LABEL)] != _LABEL:
            raise DocumentDamaged("no header of a document")
        rest = header[len(_LABEL) :]
        if rest[:_ID] != self.id:
            raise OtherMasterKey("sealed under another key: put back var/keys/documents.key")
        length, nonce = rest[_ID : _ID + 8], rest[_ID + 8 : _ID + 8 + _NONCE]
        try:
            key = self._cipher.decrypt(nonce, rest[_ID + 8 + _NONCE :], _LABEL + digest + length)
        except InvalidTag:
            raise DocumentDamaged("the header is another document's, or was changed") from None
        return key, int.from_bytes(length)


class Sealing:
    """Seals what is written into `target`; memory: one piece."""

    def __init__(self, target: IO[bytes], master: MasterKey) -> None:
        self._target, self._master = target, master
        self._key = secrets.token_bytes(_KEY)
        self._cipher = AESGCM(self._key)
        self._hash, self._buffer = sha256(), bytearray()
        self._pieces = self.size = 0
        target.seek(_HEADER)

    def write(self, content: bytes) -> None:
        """More of the content."""
        self._hash.update(content)
        self.size += len(content)
        self._buffer += content
        while len(self._buffer) > PIECE:  # the last piece is written by `finish` alone
            self._write(bytes(self._buffer[:PIECE]), last=False)
            del self._buffer[:PIECE]

    def finish(self) -> str:
        """The last piece and the header; the digest of the whole."""
        self._write(bytes(self._buffer), last=True)
        digest = self._hash.digest()
        self._target.seek(0)
        self._target.write(self._master.wrap(self._key, digest, self.size))
        return digest.hex()

    def _write(self, piece: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._pieces, last=last), piece, None))
        self._pieces += 1


def unseal(source: IO[bytes], master: MasterKey, digest: str) -> Iterator[bytes]:
    """The content, piece by piece, each authentic when it is given.

    Raises:
        OtherMasterKey, DocumentDamaged: also at the end, for a digest that is not the content's.
    """
    key, size = master.unwrap(source.read(_HEADER), bytes.fromhex(digest))
    cipher, found = AESGCM(key), sha256()
    pieces = max(1, -(-size // PIECE))
    for number in range(pieces):
        last = number == pieces - 1
        length = size - number * PIECE if last else PIECE
        sealed = source.read(length + _TAG)
        try:
            piece = cipher.decrypt(_nonce(number, last=last), sealed, None)
        except (InvalidTag, ValueError):
            raise DocumentDamaged(f"piece {number} was changed or is missing") from None
        found.update(piece)
        yield piece
    if source.read(1) or found.hexdigest() != digest:
        raise DocumentDamaged("the content has another digest")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1) + bytes([last])
