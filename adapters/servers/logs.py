"""Logs of the children: shown on the terminal with a prefix, and kept from filling the disk."""

import os
import shutil
from pathlib import Path
from typing import TextIO

MAX_BYTES = 64 * 1024 * 1024


class LogTail:
    """Follows one log file from its present end."""

    def __init__(self, name: str, path: Path, terminal: TextIO | None) -> None:
        self.name, self.path = name, path
        self._terminal = terminal
        self._position = path.stat().st_size if path.exists() else 0
        self._rest = b""

    def pump(self) -> None:
        """Show the whole lines that came since, then cut the file if it is too long.

        The child writes by itself (O_APPEND), so that neither a slow terminal nor the death of the
        supervisor holds it up; the price: lines written during the cut (microseconds) can be lost.
        """
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            return
        if size < self._position:
            self._position = 0
        if self._terminal and size > self._position:
            self._show(self._terminal, size)
        self._position = size
        if size > MAX_BYTES:
            shutil.copyfile(self.path, self.path.with_suffix(".log.1"))
            os.truncate(self.path, 0)
            self._position = 0

    def _show(self, terminal: TextIO, size: int) -> None:
        with self.path.open("rb") as file:
            file.seek(self._position)
            *lines, self._rest = (self._rest + file.read(size - self._position)).split(b"\n")
        for line in lines:
            terminal.write(f"{self.name:>10} | {line.decode('utf-8', 'replace')}\n")
        terminal.flush()
