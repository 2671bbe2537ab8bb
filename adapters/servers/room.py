"""How much room is left below a data folder, asked often and looked at twice a second."""

import shutil
import time
from pathlib import Path

from adapters.servers.folders import MIN_FREE_BYTES

_LOOK = 0.5  # seconds


class Room:
    """Whether acts may still be recorded on the disk of `folder`.

    They stop at `reserve` free bytes, not at none: the followers go on with what is recorded, the
    database can checkpoint, crash and recover, and everything can be read. PostgreSQL without a
    byte left for its write-ahead log ends, and cannot even be read until somebody makes room.
    """

    def __init__(self, folder: Path, reserve: int = MIN_FREE_BYTES) -> None:
        self._folder, self._reserve = folder, reserve
        self._looked_at = float("-inf")
        self._enough = True

    def __call__(self) -> bool:
        now = time.monotonic()
        if now - self._looked_at > _LOOK:
            self._enough = shutil.disk_usage(self._folder).free >= self._reserve
            self._looked_at = now
        return self._enough
