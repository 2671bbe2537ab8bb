"""The rows that did not go in, with the reason: `<file>.rejected.ndjson`."""

from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import orjson

from app.ingest.errors import fault
from app.ingest.rows import Row
from domain.shared.errors import DomainError


class Rejects:
    """One JSON object a line: row, code, reasons in zh and en, fields, values as read.

    The file is made with its first line; one of an earlier run is replaced, or removed when
    nothing is rejected any more.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO | None = None

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.close()
        elif kind is None:
            self.path.unlink(missing_ok=True)

    def write(self, row: Row, error: DomainError, *, header: bool) -> None:
        """Add a row.

        Raises:
            DomainError: file-unreadable, when the folder cannot be written.
        """
        if self._file is None:
            try:
                self._file = self.path.open("wb")
            except OSError as wrong:
                raise fault("file-unreadable", f"{wrong}; name another place") from None
        line = {
            "row": row.number,
            "of": "header" if header else "row",
            "code": error.code,
            "reason": error.en,
            "reasonZh": error.zh,
            "fields": error.fields,
            "values": row.values,
        }
        self._file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
