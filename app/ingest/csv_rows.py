"""CSV (RFC 4180, UTF-8, header line) as a stream; a bad row is told and its neighbours go in."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from app.ingest.errors import fault
from app.ingest.rows import MAX_ROW, BrokenFileError, Row, telling_breaks
from domain.shared.errors import DomainError


def read_csv(stream: BinaryIO, delimiter: str = ",") -> Iterator[Row]:
    """Every data row with its columns by name.

    Raises:
        BrokenFileError: no header, a column named twice, or a cut file.
    """
    csv.field_size_limit(MAX_ROW)
    # bytes that are not UTF-8 become surrogates, so that one bad row cannot stop the file
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    lines = csv.reader(text, delimiter=delimiter)
    header = _next(lines)
    if not isinstance(header, list) or not header:
        raise BrokenFileError(fault("file-broken", "no header line"))
    if len(set(header)) != len(header):
        raise BrokenFileError(fault("file-broken", "a column is named twice"))
    number = 0
    while (cells := _next(lines)) is not None:
        if isinstance(cells, list) and not cells:
            continue  # an empty line
        number += 1
        if isinstance(cells, DomainError):
            yield Row(number, {}, cells)
        else:
            yield _row(number, header, cells)


def _next(lines: Iterator[list[str]]) -> list[str] | DomainError | None:
    with telling_breaks():
        try:
            return next(lines, None)
        except csv.Error as error:
            return fault("bad-row", str(error))


def _row(number: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        detail = f"{len(cells)} fields, the header has {len(header)}"
        return Row(number, _readable(header, cells), fault("bad-row", detail))
    whole = "".join(cells)
    if "\x00" in whole:
        return Row(number, _readable(header, cells), fault("nul-byte"))
    if not whole.isascii():
        try:
            whole.encode()
        except UnicodeEncodeError:
            return Row(number, _readable(header, cells), fault("bad-encoding"))
    return Row(number, dict(zip(header, cells, strict=True)))


def _readable(header: list[str], cells: list[str]) -> dict[str, str]:
    """What can be shown of a bad row; undecodable bytes as U+FFFD."""
    return {
        name: cell.encode(errors="surrogateescape").decode(errors="replace")
        for name, cell in zip(header, cells, strict=False)
    }
