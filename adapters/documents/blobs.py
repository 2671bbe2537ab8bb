"""Where sealed contents lie. The port is what a folder and an object store have in common: a blob
is written whole, under a name of its own, and is never changed."""

import errno
import os
import re
import tempfile
import time
from pathlib import Path
from typing import IO, Protocol

from adapters.documents.errors import DocumentMissing, NoRoom
from adapters.servers.folders import sync_folder

_NAME = re.compile(r"[0-9a-f]{64}")
_DRAFT = ".draft-"
_ABANDONED = 86_400.0
"""Seconds after which a draft belongs to nobody: no upload takes that long."""
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Blobs(Protocol):
    """Named blobs. A name is a digest, so two blobs of one name say the same."""

    def draft(self) -> IO[bytes]:
        """An empty private file, seekable, for a blob that is not there yet. Raises NoRoom."""
        ...

    def keep(self, draft: IO[bytes], name: str) -> None:
        """Close the draft and make it readable under `name`: durable, whole or not at all; a blob
        of that name is replaced. Raises NoRoom."""
        ...

    def discard(self, draft: IO[bytes]) -> None:
        """Close the draft and forget it; a kept one stays kept."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """Read a blob from its beginning. Raises DocumentMissing."""
        ...


class Folder:
    """Blobs as files `<folder>/ab/abcd…`, mode 0600 in folders of 0700."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def draft(self) -> IO[bytes]:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return tempfile.NamedTemporaryFile(dir=self._folder, prefix=_DRAFT, delete=False)
        except OSError as error:
            raise told(error) from error

    def keep(self, draft: IO[bytes], name: str) -> None:
        path = self._path(name)
        try:
            draft.flush()
            os.fsync(draft.fileno())
            draft.close()
            new = not path.parent.exists()
            path.parent.mkdir(mode=0o700, exist_ok=True)
            Path(draft.name).replace(path)
            sync_folder(path.parent)
            if new:
                sync_folder(self._folder)
        except OSError as error:
            raise told(error) from error

    def discard(self, draft: IO[bytes]) -> None:
        draft.close()
        Path(draft.name).unlink(missing_ok=True)

    def open(self, name: str) -> IO[bytes]:
        try:
            return self._path(name).open("rb")
        except FileNotFoundError:
            raise DocumentMissing(name) from None

    def sweep(self) -> None:
        """Remove what uploads left behind that were killed more than a day ago."""
        before = time.time() - _ABANDONED
        for path in self._folder.glob(f"{_DRAFT}*"):
            try:
                if path.stat().st_mtime < before:
                    path.unlink()
            except FileNotFoundError:
                continue  # another process swept it

    def _path(self, name: str) -> Path:
        """Only a digest becomes a path, whoever asks."""
        if not _NAME.fullmatch(name):
            raise ValueError("a blob's name is a digest")
        return self._folder / name[:2] / name


def told(error: OSError) -> Exception:
    """A full disk by its name; any other error as it is."""
    return NoRoom(str(error)) if error.errno in _FULL else error
