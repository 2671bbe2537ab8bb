"""Rows of a file, whatever its format: one flat record of texts each, or the fault in its place."""

import gzip
import io
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from app.ingest.errors import fault
from domain.shared.errors import DomainError

CASE_PREFIX = "case:"
"""Attributes of the case carry it before their name, as pm4py writes XES traces to CSV."""

MAX_ROW = 1024 * 1024
"""Bytes of one row; longer ones are refused unread."""


class Row(NamedTuple):
    """Row `number` (from 1) of a file: its values, or the fault that stands in their place."""

    number: int
    values: dict[str, str]
    fault: DomainError | None = None


Reader = Callable[[BinaryIO], Iterator[Row]]


class BrokenFileError(Exception):
    """The file breaks off; what was read before it is sound."""

    def __init__(self, problem: DomainError) -> None:
        super().__init__(str(problem))
        self.problem = problem


@contextmanager
def opened(path: Path) -> Generator[BinaryIO]:
    """The file's bytes, unpacked where it is gzip (told by its first bytes, not by its name).

    Raises:
        DomainError: file-unreadable.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        raise fault("file-unreadable", str(error)) from None
    with raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if packed:
            with gzip.open(raw, "rb") as unpacked:
                yield io.BufferedReader(cast(io.RawIOBase, unpacked), 1 << 18)
        else:
            yield raw


@contextmanager
def telling_breaks() -> Generator[None]:
    """Turn a damaged or cut gzip stream into BrokenFileError."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error, OSError) as error:
        raise BrokenFileError(fault("file-broken", str(error))) from error
