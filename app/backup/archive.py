"""The file: ZIP (64-bit) with deflate, members streamed, the manifest last.

It appears under its name only when it is whole and on disk: until then it is called `*.partial`,
so whatever is killed leaves nothing that looks like a backup.
"""

import os
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

from adapters.servers.folders import explain, sync_folder
from app.backup.errors import BackupDamaged, TargetNotEmpty
from app.backup.manifest import NAME, FilePart, Manifest, TablePart

CHUNK = 256 * 1024
_LEVEL = 1  # half of the log is hashes and nonces: more effort gains 2 %, at a third of the speed
_MAX_MANIFEST = 256 * 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# RuntimeError: a member that says it is encrypted; ValueError: names and numbers that are none
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, ValueError,
           RuntimeError)  # fmt: skip


class Writer:
    """Adds members one after the other; made by `creating`."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path = path
        self.digest = ""
        """SHA-256 of the manifest, once `finish` has written it."""
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)

    def add(self, name: str, chunks: Iterable[bytes | memoryview]) -> tuple[int, str, int]:
        """Write a member; (bytes, SHA-256, number of chunks given). Memory: one CHUNK."""
        digest, size, count, buffer = sha256(), 0, 0, bytearray()
        with self._zip.open(name, "w", force_zip64=True) as member:
            for chunk in chunks:
                count += 1
                buffer += chunk
                if len(buffer) >= CHUNK:
                    size += len(buffer)
                    digest.update(buffer)
                    member.write(buffer)
                    buffer.clear()
            digest.update(buffer)
            member.write(buffer)
        return size + len(buffer), digest.hexdigest(), count

    def finish(self, manifest: Manifest) -> None:
        """The manifest and the central directory: without them it is no backup."""
        raw = manifest.model_dump_json(indent=1).encode()
        self._zip.writestr(NAME, raw)
        self._zip.close()
        self.digest = sha256(raw).hexdigest()


@contextmanager
def creating(path: Path) -> Generator[Writer]:
    """A backup at `path`, which must not exist; it is there after the block, or not at all.

    Raises TargetNotEmpty, DiskFull, FolderNotWritable.
    """
    if path.exists():
        raise TargetNotEmpty(f"{path} exists: choose another name / 目标文件已存在")
    partial = path.with_name(path.name + ".partial")
    try:
        handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)  # personal data
        with os.fdopen(handle, "w+b") as file:
            writer = Writer(path, file)
            yield writer
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise explain(error, path.parent) from error
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


class Reader:
    """A backup that is whole as far as its directory and manifest go. Use as a context."""

    def __init__(self, path: Path) -> None:
        """Raises BackupDamaged or BackupFromNewerRelease."""
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            if self._zip.getinfo(NAME).file_size > _MAX_MANIFEST:
                raise BackupDamaged(f"{path}: the manifest is too long / 备份清单异常")
            raw = self._zip.read(NAME)
        except OSError as error:
            raise BackupDamaged(f"{path} cannot be read: {error} / 备份文件无法读取") from error
        except _BROKEN as error:
            raise BackupDamaged(
                f"{path} is no whole backup ({error}): it was cut off, or never finished; take "
                "another one / 备份文件不完整"
            ) from error
        self.digest = sha256(raw).hexdigest()
        self.manifest = Manifest.parse(raw)
        members = {one.filename: one for one in self._zip.infolist()}
        names = sorted([NAME, *(part.name for part in self.manifest.parts)])
        if sorted(self._zip.namelist()) != names or len(members) != len(names):
            raise BackupDamaged(
                f"{path}: its members are not those of its manifest / 备份内容与清单不符"
            )
        for part in self.manifest.parts:
            member = members[part.name]
            if member.file_size != part.bytes or member.compress_type not in _METHODS:
                raise _damaged(path, part.name, "it is longer or shorter than in the manifest")

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def chunks(self, part: TablePart | FilePart) -> Iterator[bytes]:
        """The bytes of a part; raises BackupDamaged, naming it, where they are not those that were
        written — at the end of the part, so whoever consumes them must be able to take it back."""
        digest, size = sha256(), 0
        try:
            with self._zip.open(part.name) as member:
                while chunk := member.read(CHUNK):
                    size += len(chunk)
                    digest.update(chunk)
                    yield chunk
        except (*_BROKEN, OSError) as error:
            raise _damaged(self.path, part.name, str(error)) from error
        if (size, digest.hexdigest()) != (part.bytes, part.sha256):
            raise _damaged(self.path, part.name, "its hash is not the one in the manifest")


def _damaged(path: Path, name: str, why: str) -> BackupDamaged:
    return BackupDamaged(
        f"{path}: part {name} is damaged ({why}): take another backup / 备份部分 {name} 已损坏"
    )
