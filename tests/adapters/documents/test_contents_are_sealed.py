"""What is stored comes back whole under its own key, or not at all."""

import errno
import os
import secrets
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.documents.blobs import Folder
from adapters.documents.errors import DocumentDamaged, DocumentMissing, NoRoom, OtherMasterKey
from adapters.documents.sealed import PIECE, MasterKey
from adapters.documents.store import DocumentStore

KEY = MasterKey(b"k" * 32)
SECRET = "申请人身份证复印件".encode() * 10


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(Folder(tmp_path / "docs"), KEY)


def put(store: DocumentStore, content: bytes, step: int = 10_000) -> str:
    with store.uploading() as upload:
        for start in range(0, len(content), step):
            upload.write(content[start : start + step])
        return upload.finish().digest


def path_of(tmp_path: Path, digest: str) -> Path:
    return tmp_path / "docs" / digest[:2] / digest


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_a_content_of_any_size_comes_back_under_its_digest(store: DocumentStore, size: int):
    content = secrets.token_bytes(size)
    digest = put(store, content)
    assert digest == sha256(content).hexdigest()
    assert b"".join(store.pieces(digest)) == content
    assert store.check(digest) == size


def test_nothing_lies_on_the_disk_in_the_clear(store: DocumentStore, tmp_path: Path):
    digest = put(store, SECRET)
    path = path_of(tmp_path, digest)
    assert SECRET[:30] not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    twice = path.read_bytes()
    put(store, SECRET)
    assert path.read_bytes()[84:] != twice[84:]  # a key of its own each time


def test_an_upload_that_is_not_finished_leaves_nothing(store: DocumentStore, tmp_path: Path):
    with store.uploading() as upload:
        upload.write(SECRET)
        assert all(SECRET[:30] not in one.read_bytes() for one in (tmp_path / "docs").iterdir())
    assert list((tmp_path / "docs").iterdir()) == []


def test_drafts_of_a_killed_process_are_swept_after_a_day(tmp_path: Path):
    folder = Folder(tmp_path)
    old, new = tmp_path / ".draft-old", tmp_path / ".draft-new"
    old.touch()
    new.touch()
    os.utime(old, (1, 1))
    folder.sweep()
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize("place", [3, 20, 40, 70, 100, PIECE + 200, -1])
def test_a_changed_byte_anywhere_is_found(store: DocumentStore, tmp_path: Path, place: int):
    digest = put(store, secrets.token_bytes(2 * PIECE))
    path = path_of(tmp_path, digest)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(DocumentDamaged):
        store.check(digest)


@pytest.mark.parametrize("cut", [10, 84, 84 + PIECE + 16, -5])
def test_a_content_cut_off_is_found(store: DocumentStore, tmp_path: Path, cut: int):
    digest = put(store, secrets.token_bytes(2 * PIECE + 5))
    path = path_of(tmp_path, digest)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DocumentDamaged):
        store.check(digest)


def test_bytes_added_behind_are_found(store: DocumentStore, tmp_path: Path):
    digest = put(store, SECRET)
    path = path_of(tmp_path, digest)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(DocumentDamaged):
        store.check(digest)


def test_another_document_under_this_name_is_found(store: DocumentStore, tmp_path: Path):
    digest, other = put(store, b"refused"), put(store, b"granted")
    path_of(tmp_path, digest).write_bytes(path_of(tmp_path, other).read_bytes())
    with pytest.raises(DocumentDamaged):
        store.check(digest)


def test_another_master_key_opens_nothing_and_is_named(store: DocumentStore, tmp_path: Path):
    digest = put(store, SECRET)
    stranger = DocumentStore(Folder(tmp_path / "docs"), MasterKey(b"x" * 32))
    with pytest.raises(OtherMasterKey, match=r"documents\.key"):
        stranger.check(digest)


@pytest.mark.parametrize("name", ["../../keys/vault.key", "..", "", "a" * 63, "A" * 64, "a" * 65])
def test_no_name_but_a_digest_becomes_a_path(store: DocumentStore, name: str):
    with pytest.raises(ValueError, match="digest"):
        store.check(name)


def test_an_unknown_digest_is_missing(store: DocumentStore):
    with pytest.raises(DocumentMissing):
        store.check("0" * 64)


def test_a_damaged_content_is_whole_again_once_handed_in_again(
    store: DocumentStore, tmp_path: Path
):
    digest = put(store, SECRET)
    path_of(tmp_path, digest).write_bytes(b"rubbish")
    assert put(store, SECRET) == digest
    assert store.check(digest) == len(SECRET)


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path):
    class Full(Folder):
        """A disk that takes the draft and no more."""

        def keep(self, draft: object, name: str) -> None:
            raise NoRoom(os.strerror(errno.ENOSPC))

    store = DocumentStore(Full(tmp_path / "docs"), KEY)
    with pytest.raises(NoRoom):
        put(store, SECRET)
    assert list((tmp_path / "docs").iterdir()) == []


def test_nothing_is_taken_below_the_room_that_must_stay_free(tmp_path: Path):
    store = DocumentStore(Folder(tmp_path / "docs"), KEY, room=lambda: False)
    with pytest.raises(NoRoom), store.uploading():
        pass
