"""Rows out of a COPY in binary format (PostgreSQL manual, "COPY", "Binary Format"), and a log in
a backup as a `LogSource`: it can be proved without any database."""

import struct
from collections.abc import Iterable, Iterator, Sequence

from adapters.ledger.proof.leaf import instant_of_2000
from adapters.ledger.proof.source import Head, Row
from app.backup.archive import Reader
from app.backup.errors import BackupDamaged
from app.backup.manifest import LogHead, TablePart
from app.backup.tables import EVENTS

_SIGNATURE = b"PGCOPY\n\xff\r\n\0"
_HEADER = 19
_LONGEST = 64 * 1024 * 1024
"""Bytes of a row; a state has at most 60 KiB: more is read of nobody's file."""
_SHORT, _INT, _LONG = struct.Struct("!h"), struct.Struct("!i"), struct.Struct("!q")
_NO_INSTANT = "9999-99-99T99:99:99.999999Z"


def fields(chunks: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The raw fields of each row, NULL as empty. Raises ValueError for anything malformed."""
    buffer, at, begun = bytearray(), 0, False
    for chunk in chunks:
        del buffer[:at]
        buffer += chunk
        at = 0
        if not begun:
            if len(buffer) < _HEADER:
                continue
            if not buffer.startswith(_SIGNATURE):
                raise ValueError("no COPY data")
            at, begun = _HEADER, True
        try:
            while True:
                row, end = _row(buffer, at)
                if row is not None:
                    yield row
                at = end
        except (struct.error, IndexError):
            if len(buffer) - at > _LONGEST:
                raise ValueError("a row is longer than any of ours") from None
            continue  # the row goes on in the next chunk
    if not begun or at != len(buffer):
        raise ValueError("the COPY data end within a row")


def _row(buffer: bytearray, at: int) -> tuple[list[bytes] | None, int]:
    """One row and where it ends; None for the trailer. IndexError where it is not all there."""
    (count,) = _SHORT.unpack_from(buffer, at)
    at += 2
    if count < 0:
        return None, at
    row = []
    for _ in range(count):
        (size,) = _INT.unpack_from(buffer, at)
        at += 4
        end = at + max(size, 0)
        if end > len(buffer):
            raise IndexError
        row.append(bytes(buffer[at:end]))
        at = end
    return row, at


class BackupLog:
    """One log in a backup. What it says is claimed, not proved: `verify_log` proves it."""

    def __init__(self, reader: Reader, log: LogHead) -> None:
        self._reader, self._log = reader, log

    def head(self) -> Head:
        """The head in the manifest."""
        return Head(self._log.origin, self._log.size, bytes.fromhex(self._log.root))

    def rows(self, start: int = 0, end: int | None = None) -> Iterator[Row]:
        """Entries in the order of the file, which is that of their indexes."""
        part = self._part(EVENTS, self._log.id)
        names = ("position", "index", "stream", "version", "type", "recorded_at", "state",
                 "leaf_hash")  # fmt: skip
        for row in self._rows(part, names):
            index = _LONG.unpack(row[1])[0]
            if start <= index and (end is None or index < end):
                (position,), (version,) = _LONG.unpack(row[0]), _INT.unpack(row[3])
                kind = row[4].decode("utf-8", "replace")
                at = _instant(_LONG.unpack(row[5])[0])
                yield position, index, row[2], version, kind, at, row[6], row[7], None

    def subtrees(self) -> dict[tuple[int, int], bytes]:
        """(level, idx) → hash."""
        return {
            (_SHORT.unpack(level)[0], _LONG.unpack(idx)[0]): value
            for log, level, idx, value in self._rows(
                self._part("ledger.subtree"), ("log", "level", "idx", "hash")
            )
            if _INT.unpack(log)[0] == self._log.id
        }

    def checkpoints(self) -> list[str]:
        """The distinct notes."""
        found = self._rows(self._part("ledger.checkpoint"), ("log", "note"))
        notes = (note.decode("utf-8", "replace") for log, note in found
                 if _INT.unpack(log)[0] == self._log.id)  # fmt: skip
        return list(dict.fromkeys(notes))

    def _part(self, table: str, log: int | None = None) -> TablePart:
        for part in self._reader.manifest.tables:
            if (part.table, part.log) == (table, log):
                return part
        raise BackupDamaged(f"{self._reader.path} lacks {table} / 备份缺少 {table}")

    def _rows(self, part: TablePart, names: Sequence[str]) -> Iterator[list[bytes]]:
        known = [name for name, _ in part.columns]
        try:
            places = [known.index(name) for name in names]
            for row in fields(self._reader.chunks(part)):
                yield [row[place] for place in places]
        except (ValueError, IndexError) as error:
            raise BackupDamaged(
                f"{self._reader.path}: part {part.name}: {error} / 备份部分已损坏"
            ) from error


def _instant(micros: int) -> str:
    try:
        return instant_of_2000(micros)
    except OverflowError:
        return _NO_INSTANT
