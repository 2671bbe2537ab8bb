"""NDJSON as a stream: one object a line; nested objects become dotted names."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from app.ingest.errors import fault
from app.ingest.rows import MAX_ROW, Row, telling_breaks


def read_ndjson(stream: BinaryIO) -> Iterator[Row]:
    """Every object, values as texts (null as empty); empty lines are skipped.

    Raises:
        BrokenFileError: a cut file.
    """
    number = 0
    while line := _line(stream):
        if not line.strip():
            continue
        number += 1
        if len(line) > MAX_ROW:
            while line and not line.endswith(b"\n"):
                line = _line(stream)
            yield Row(number, {}, fault("too-large", f"more than {MAX_ROW} bytes"))
        else:
            yield _row(number, line)


def _line(stream: BinaryIO) -> bytes:
    with telling_breaks():
        return stream.readline(MAX_ROW + 1)


def _row(number: int, line: bytes) -> Row:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Row(number, {}, fault(_kind(line), str(error)))
    if not isinstance(found, dict):
        return Row(number, {}, fault("bad-row", "a line is a JSON object"))
    values: dict[str, str] = {}
    _flatten(found, "", values)
    if b"\\u0000" in line and any("\x00" in text for pair in values.items() for text in pair):
        shown = {k.replace("\x00", "�"): v.replace("\x00", "�") for k, v in values.items()}
        return Row(number, shown, fault("nul-byte"))
    return Row(number, values)


def _kind(line: bytes) -> str:
    try:
        line.decode()
    except UnicodeDecodeError:
        return "bad-encoding"
    return "malformed-json"


def _flatten(found: dict[str, Any], prefix: str, values: dict[str, str]) -> None:
    for key, value in found.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", values)
        elif value is None:
            values[prefix + key] = ""
        else:
            values[prefix + key] = value if isinstance(value, str) else orjson.dumps(value).decode()
