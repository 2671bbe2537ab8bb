"""A stream for log lines that may be lost: a full disk must not fail the work that is logged."""

import contextlib
from typing import TextIO


class Lossy:
    """Writes to `stream` while that is possible. Has what loggers use of a text stream."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.flush()
