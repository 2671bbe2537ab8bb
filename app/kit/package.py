"""An offline package: a zip that proves itself by the log's public key, and its receipt.

`package.json` is the stretch of the feed; `seal.json` the log's entry `package.made`, which states
its SHA-256; `proofs.json` the entries of the messages; `checkpoint.txt` the signed note over all of
them. Nothing is signed but the checkpoint: what is in the log is signed with the log.
"""

import base64
import json
import struct
import zipfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from adapters.bus.nkey import UserKey
from adapters.bus.package import FORMAT
from adapters.bus.receipts import signed
from adapters.ledger.proof.strict_json import NotCanonical, encode, parse_canonical

CONTENT, SEAL, PROOFS, NOTE, README = (
    "package.json", "seal.json", "proofs.json", "checkpoint.txt", "README.txt",
)  # fmt: skip
MEMBERS = frozenset({CONTENT, SEAL, PROOFS, NOTE, README})
MAX_MEMBER = 128_000_000
_UNREADABLE = (
    zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
    struct.error,
)  # fmt: skip
"""What zipfile raises at a damaged file."""
RECEIPT_FORMAT = "shenguan-package-receipt/1"
_MEMBERS_OF_CONTENT = {"format", "log", "region", "organisation", "before", "messages"}
_MEMBERS_OF_MESSAGE = {"seq": int, "number": int, "subject": str, "hash": str, "payload": str}


def pack(
    content: bytes, seal: Mapping[str, Any], proofs: Iterable[Mapping[str, Any]], note: str
) -> bytes:
    """The file: the same bytes for the same parts, on any machine (stored, no times)."""
    stretch = parse_canonical(content)
    parts = {
        README: _readme(stretch, sha256(content).hexdigest()).encode(),
        NOTE: note.encode(),
        CONTENT: content,
        PROOFS: encode([dict(one) for one in proofs]),
        SEAL: encode(dict(seal)),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            info.create_system = 3
            file.writestr(info, part)
    return out.getvalue()


def unpack(path: Path) -> dict[str, bytes]:
    """The parts by name. Raises NotCanonical for a file that is no package."""
    try:
        with zipfile.ZipFile(path) as file:
            infos = file.infolist()
            if {info.filename for info in infos} != MEMBERS or len(infos) != len(MEMBERS):
                raise NotCanonical("not a package: other parts than a package has")
            if any(info.compress_type != zipfile.ZIP_STORED for info in infos):
                raise NotCanonical("not a package: its parts are compressed")
            if any(info.file_size > MAX_MEMBER for info in infos):
                raise NotCanonical("not a package: a part is too large")
            return {info.filename: file.read(info) for info in infos}
    except _UNREADABLE as error:
        if isinstance(error, NotCanonical):
            raise
        raise NotCanonical(f"not a package: {error}") from error


def stretch_of(content: bytes) -> dict[str, Any]:
    """The stretch in a content; raises NotCanonical."""
    found = parse_canonical(content)
    if not isinstance(found, dict) or set(found) != _MEMBERS_OF_CONTENT:
        raise NotCanonical("not a package: wrong content")
    if found["format"] != FORMAT or not isinstance(found["messages"], list):
        raise NotCanonical("not a package of a known format")
    if not found["messages"]:
        raise NotCanonical("a package without messages")
    if not all(_is_message(one) for one in found["messages"]):
        raise NotCanonical("not a package: one of its messages is none")
    return found


def _is_message(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and one.keys() == _MEMBERS_OF_MESSAGE.keys()
        and all(type(one[name]) is kind for name, kind in _MEMBERS_OF_MESSAGE.items())
    )


def sign_package(path: Path, key: UserKey) -> dict[str, Any]:
    """The receipt for a package, to be sent back; verify it first.

    Raises NotCanonical for a file that is no package.
    """
    content = unpack(path)[CONTENT]
    stretch = stretch_of(content)
    first, last = stretch["messages"][0]["seq"], stretch["messages"][-1]["seq"]
    claim = {
        "org": stretch["organisation"],
        "package": sha256(content).hexdigest(),
        "lastSeq": last,
    }
    about = {"format": RECEIPT_FORMAT, "region": stretch["region"], "firstSeq": first}
    return {**about, **signed(claim, key)}


def read_receipt(text: str) -> dict[str, Any]:
    """The receipt in a file that came back. Raises NotCanonical."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"not a receipt: {error}") from error
    if not isinstance(found, dict) or found.get("format") != RECEIPT_FORMAT:
        raise NotCanonical("not a receipt of a known format")
    if not isinstance(found.get("region"), str):
        raise NotCanonical("not a receipt: it names no region")
    return found


def payload_of(message: Mapping[str, Any]) -> bytes:
    """The bytes of one message of a stretch."""
    return base64.b64decode(message["payload"], validate=True)


def _readme(stretch: Mapping[str, Any], digest: str) -> str:
    first, last = stretch["messages"][0]["seq"], stretch["messages"][-1]["seq"]
    who, region = stretch["organisation"], stretch["region"]
    return f"""离线推送包  {region} → {who}，第 {first} 至 {last} 条
内容指纹 SHA-256 {digest}

核验（须另行取得日志公钥 log-{region}.vkey）:
  shenguan verify --file 本文件 --key log-{region}.vkey      结果 0 完好, 10 不完整, 20 已被篡改
签收（岗位密钥，权限 0600），把 receipt.json 送回:
  shenguan sign-package 本文件 --key 岗位.seed --to receipt.json

Offline package of the feed {region} → {who}, messages {first} to {last}.
Verify it with the log's public key, which you have from elsewhere; exit 0 sound, 10 incomplete,
20 tampered. Then sign for it with your post's key and send receipt.json back.
"""
