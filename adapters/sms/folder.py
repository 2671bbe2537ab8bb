"""The default: a line a message in `var/sms/<date>.ndjson`, readable by its owner alone."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import orjson

from adapters.sms.port import NotTaken, Text


class Folder:
    """Satisfies `Gateway`; for a county whose gateway fetches files, and for trying out."""

    name = "folder"

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder, self._now = folder, now

    def send(self, text: Text) -> str | None:
        """Append one line, written through to the disk."""
        at = self._now()
        line = {
            "id": str(text.sms), "at": at.isoformat(), "region": text.region, "post": text.post,
            "number": text.number, "text": text.body,
        }  # fmt: skip
        path = self._folder / f"{at:%Y-%m-%d}.ndjson"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "ab") as file:
                file.write(orjson.dumps(line) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise NotTaken(f"file not written: {error.strerror}") from error
        return None
