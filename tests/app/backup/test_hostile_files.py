"""A backup may come from anybody: it chooses no place on disk, fills no disk, and is said no to
before anything is written."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.backup.archive import Reader, creating
from app.backup.check import check_parts
from app.backup.errors import BackupDamaged
from app.backup.manifest import NAME, FilePart, Manifest
from app.backup.rows import fields

DOCUMENT = b"sealed" * 1000


def backup(folder: Path) -> Path:
    """A whole backup that holds one document."""
    path = folder / "a.backup"
    with creating(path) as writer:
        size, digest, _ = writer.add("docs/ab/abcd", [DOCUMENT])
        part = FilePart(name="docs/ab/abcd", path="docs/ab/abcd", bytes=size, sha256=digest)
        writer.finish(
            Manifest(
                id=uuid4(), release="0.2.0", taken_at=datetime.now(UTC), position=0,
                migrations=(), logs=(), pins={"log-1.vkey": "a/b/log/1+00000000+AAAA"},
                secrets={}, settings={}, parts=(part,),
            )
        )  # fmt: skip
    return path


def altered(
    path: Path, change: Callable[[dict[str, Any]], None], content: bytes = DOCUMENT, **how: Any
) -> Path:
    """The same backup with another manifest and document; its hashes are those it claims."""
    target = path.with_suffix(".altered")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read(NAME))
        change(manifest)
        name = manifest["parts"][0]["name"]
        new.writestr(name, content, **{"compress_type": zipfile.ZIP_DEFLATED, **how})
        new.writestr(NAME, json.dumps(manifest))
    return target


def read_all(path: Path) -> None:
    with Reader(path) as reader:
        check_parts(reader)


@pytest.mark.parametrize(
    "name",
    ["../../etc/cron.d/x", "log-/../../x.vkey", "/etc/x", "vault.key", "log-1.skey", "log-\0.vkey"],
)
def test_a_pin_is_a_log_key_in_the_keys_folder_and_nothing_else(tmp_path: Path, name: str):
    path = altered(backup(tmp_path), lambda it: it["pins"].update({name: "x+00000000+AAAA"}))
    with pytest.raises(BackupDamaged, match="pins"):
        read_all(path)


@pytest.mark.parametrize(
    "place",
    ["../x", "/etc/x", "docs/../../x", "keys/vault.key", "pg/x", "docs", "sealer/\0", "docs/.."],
)
def test_a_file_stays_below_documents_and_the_sealers_memory(tmp_path: Path, place: str):
    path = altered(backup(tmp_path), lambda it: it["parts"][0].update(path=place))
    with pytest.raises(BackupDamaged, match="may not go"):
        read_all(path)


def test_a_member_that_unpacks_to_more_than_it_says_is_refused_unread(tmp_path: Path):
    bomb = b"\0" * 20_000_000
    path = altered(backup(tmp_path), lambda _: None, content=bomb)
    assert path.stat().st_size < 100_000
    with pytest.raises(BackupDamaged, match="longer or shorter"):
        Reader(path)


def test_a_member_whose_directory_lies_about_its_length_is_cut_there(tmp_path: Path):
    """The directory and the manifest say 6000 bytes, the data go on."""
    path = altered(backup(tmp_path), lambda _: None, content=DOCUMENT * 1000)
    raw = path.read_bytes().replace(
        len(DOCUMENT * 1000).to_bytes(4, "little"), len(DOCUMENT).to_bytes(4, "little")
    )
    path.write_bytes(raw)
    with pytest.raises(BackupDamaged, match="docs/ab/abcd"):
        read_all(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_compression_is_not_unpacked(tmp_path: Path, method: int):
    path = altered(backup(tmp_path), lambda _: None, compress_type=method)
    with pytest.raises(BackupDamaged):
        Reader(path)


def test_a_member_that_says_it_is_encrypted_is_damaged(tmp_path: Path):
    raw = bytearray(backup(tmp_path).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + place] |= 1
    path = tmp_path / "encrypted.backup"
    path.write_bytes(raw)
    with pytest.raises(BackupDamaged):
        read_all(path)


def test_two_members_of_one_name_are_refused(tmp_path: Path):
    path = backup(tmp_path)
    digest = sha256(DOCUMENT).hexdigest()

    def twice(manifest: dict[str, Any]) -> None:
        manifest["parts"].append(
            {**manifest["parts"][0], "path": "docs/ab/other", "sha256": digest}
        )

    target = altered(path, twice)
    with zipfile.ZipFile(target, "a") as again, pytest.warns(UserWarning, match="Duplicate"):
        again.writestr("docs/ab/abcd", DOCUMENT)
    with pytest.raises(BackupDamaged, match="not those of its manifest"):
        Reader(target)


def test_a_row_without_end_is_not_collected_in_memory():
    header = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
    row = (1).to_bytes(2, "big") + (2**31 - 1).to_bytes(4, "big")
    given = 0

    def endless():
        nonlocal given
        yield header + row
        while True:
            given += 1
            yield b"x" * 1_000_000

    with pytest.raises(ValueError, match="longer"):
        list(fields(endless()))
    assert given < 100
