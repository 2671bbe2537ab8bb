"""The store: contents in, contents out, always by the SHA-256 of what was handed in."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from typing import IO, NamedTuple

from adapters.documents.blobs import Blobs, told
from adapters.documents.errors import NoRoom
from adapters.documents.sealed import MasterKey, Sealing, unseal


class Stored(NamedTuple):
    """A content that is in the store: SHA-256 in hexadecimal, bytes."""

    digest: str
    size: int


class Upload:
    """A content on its way in; nothing of it lies anywhere in the clear."""

    def __init__(self, blobs: Blobs, draft: IO[bytes], master: MasterKey) -> None:
        self._blobs, self._draft = blobs, draft
        self._sealing = Sealing(draft, master)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._sealing.size

    def write(self, content: bytes) -> None:
        """More of it. Blocking. Raises NoRoom."""
        with _room():
            self._sealing.write(content)

    def finish(self) -> Stored:
        """Keep it: when this returns it is on the disk. Raises NoRoom."""
        with _room():
            digest = self._sealing.finish()
        self._blobs.keep(self._draft, digest)
        return Stored(digest, self._sealing.size)


class DocumentStore:
    """Contents by digest.

    Args:
        room: whether there is room on the disk; asked before a content is taken.
    """

    def __init__(
        self, blobs: Blobs, master: MasterKey, room: Callable[[], bool] = lambda: True
    ) -> None:
        self._blobs, self._master, self._room = blobs, master, room

    @contextmanager
    def uploading(self) -> Generator[Upload]:
        """An upload, forgotten on leaving unless it was finished. Blocking. Raises NoRoom."""
        if not self._room():
            raise NoRoom("less room than must stay free")
        draft = self._blobs.draft()
        try:
            yield Upload(self._blobs, draft, self._master)
        finally:
            self._blobs.discard(draft)

    def check(self, digest: str) -> int:
        """Read the whole content and compare its digest; its size. Blocking.

        Raises:
            DocumentMissing, DocumentDamaged, OtherMasterKey: before anything was given to anybody.
        """
        return sum(len(piece) for piece in self.pieces(digest))

    def pieces(self, digest: str) -> Iterator[bytes]:
        """The content piece by piece, each authentic; raises as `check`, at the end at the latest,
        when the digest of the whole is compared."""
        with closing(self._blobs.open(digest)) as source:
            yield from unseal(source, self._master, digest)


@contextmanager
def _room() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise told(error) from error
