"""One shenguan per folder: a lock that the kernel drops when its holder dies, however it dies."""

import fcntl
import os
from pathlib import Path

from adapters.servers.errors import AlreadyRunning
from adapters.servers.folders import explain


class FolderLock:
    """flock on a file that also names its holder; a file left behind by kill -9 is no obstacle.

    The descriptor is close-on-exec, so that an orphaned child never keeps the lock.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock or raise AlreadyRunning at once. Taking it twice in one object is fine."""
        if self._handle is not None:
            return
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise explain(error, self.path.parent) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(handle)
            raise AlreadyRunning(
                f"another shenguan (pid {holder}) already runs on {self.path.parent.parent}: "
                f"stop it first, or choose another folder / 该数据目录已有实例在运行"
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; the file stays (unlinking it would let two holders in)."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def holder(path: Path) -> int | None:
    """Pid that holds the lock right now, None if nobody does."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        text = os.read(handle, 32).strip()
        return int(text) if text.isdigit() else None
    finally:
        os.close(handle)
    return None
