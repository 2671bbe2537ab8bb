"""The export file that an inspector takes away: NDJSON (gzip too), one log from entry 0.

Line 1, the manifest: format, log, size, root (hex), vkey, checkpoints (notes). Then one line an
entry: header (the leaf), leafHash (hex), state (base64). Every line is canonical JSON.
"""

import base64
import gzip
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from adapters.ledger.proof.leaf import check_header, event_id, state_digest, uuid_text
from adapters.ledger.proof.note import NoteError, decode_base64
from adapters.ledger.proof.source import Head, LogSource, Row
from adapters.ledger.proof.strict_json import NotCanonical, encode, parse_canonical

FORMAT = "shenguan-export/1"
MAX_LINE = 1_000_000
MAX_MANIFEST = 64_000_000
_MANIFEST = {"format", "log", "size", "root", "vkey", "checkpoints"}
_ENTRY = {"header", "leafHash", "state"}


def write_export(source: LogSource, vkey: str, out: IO[bytes]) -> int:
    """Write one log to a binary stream; returns the number of entries."""
    head = source.head()
    manifest = {
        "format": FORMAT,
        "log": head.origin,
        "size": head.size,
        "root": head.root.hex(),
        "vkey": vkey,
        "checkpoints": sorted(source.checkpoints()),
    }
    out.write(encode(manifest) + b"\n")
    count = 0
    for count, row in enumerate(source.rows(), 1):  # noqa: B007 - the count is the answer
        out.write(encode(_entry(head.origin, row)) + b"\n")
    return count


def _entry(log: str, row: Row) -> dict[str, Any]:
    position, index, stream, version, kind, recorded_at, state, stored, anchor = row
    header = {
        "format": 1,
        "log": log,
        "index": index,
        "position": position,
        "event": event_id(stream, version),
        "stream": uuid_text(stream),
        "version": version,
        "type": kind,
        "recordedAt": recorded_at,
        "state": state_digest(state),
        "anchor": anchor,
    }
    text = base64.b64encode(state).decode("ascii")
    return {"header": header, "leafHash": stored.hex(), "state": text}


class ExportSource:
    """A `LogSource` over an export file. Raises NotCanonical for a bad manifest.

    A malformed entry ends the rows; `problem` then says which line and why.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problem: str | None = None
        self.misquoted: list[int] = []
        """Indexes whose header quotes another digest than its content has (the first 1,000)."""
        with self._open() as file:
            manifest = parse_canonical(_line(file, MAX_MANIFEST))
        if not isinstance(manifest, dict) or set(manifest) != _MANIFEST:
            raise NotCanonical("not an export: wrong manifest")
        if manifest["format"] != FORMAT or type(manifest["size"]) is not int:
            raise NotCanonical("not an export of a known format")
        notes = manifest["checkpoints"]
        texts = [manifest["log"], manifest["root"], manifest["vkey"]]
        if not isinstance(notes, list) or not all(isinstance(x, str) for x in [*texts, *notes]):
            raise NotCanonical("not an export: wrong manifest")
        self.vkey: str = manifest["vkey"]
        self._notes: list[str] = notes
        self._head = Head(manifest["log"], manifest["size"], _hash(manifest["root"]))

    def head(self) -> Head:
        """What the manifest claims."""
        return self._head

    def subtrees(self) -> dict[tuple[int, int], bytes]:
        """None are exported."""
        return {}

    def checkpoints(self) -> list[str]:
        """The notes in the manifest."""
        return self._notes

    def rows(self, start: int = 0, end: int | None = None) -> Iterator[Row]:
        """The entries in the order of the file."""
        number = 1
        try:
            with self._open() as file:
                _line(file, MAX_MANIFEST)
                while raw := file.readline(MAX_LINE + 1):
                    number += 1
                    row, quoted = _row(self._head.origin, raw)
                    if quoted != state_digest(row[6]) and len(self.misquoted) < 1000:
                        self.misquoted.append(row[1])
                    if start <= row[1] and (end is None or row[1] < end):
                        yield row
        except (NotCanonical, NoteError, OSError, EOFError) as error:
            self.problem = f"line {number}: {error}"

    def _open(self) -> BufferedIOBase:
        with self._path.open("rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
        return gzip.open(self._path, "rb") if zipped else self._path.open("rb")


def _row(log: str, raw: bytes) -> tuple[Row, str]:
    """The row and the digest its header quotes, which the verifier does not use."""
    if not raw.endswith(b"\n"):
        raise NotCanonical("line too long, or cut off")
    entry = parse_canonical(raw[:-1])
    if not isinstance(entry, dict) or set(entry) != _ENTRY or type(entry["state"]) is not str:
        raise NotCanonical("not an entry")
    h = check_header(entry["header"])
    state = decode_base64(entry["state"])
    if h["log"] != log:
        raise NotCanonical(f"an entry of log {h['log']}")
    stream = UUID(h["stream"]).bytes
    if h["event"] != event_id(stream, h["version"]):
        raise NotCanonical("the event id is not that of stream and version")
    ids = (h["position"], h["index"], stream, h["version"])
    rest = (h["type"], h["recordedAt"], state, _hash(entry["leafHash"]), h["anchor"])
    return (*ids, *rest), h["state"]


def _hash(text: object) -> bytes:
    try:
        value = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        value = b""
    if len(value) != 32 or value.hex() != text:
        raise NotCanonical("a hash is 64 lower-case hex digits")
    return value


def _line(file: BufferedIOBase, limit: int) -> bytes:
    try:
        raw = file.readline(limit)
    except (OSError, EOFError) as error:
        raise NotCanonical(f"unreadable: {error}") from error
    if not raw.endswith(b"\n"):
        raise NotCanonical("not an export: no manifest line")
    return raw[:-1]
