"""Things that happen to processes and disks."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path

import psutil
import pytest


def family(pid: int) -> list[int]:
    """A process and everything below it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        return [pid, *(child.pid for child in top.children(recursive=True))]
    return []


def _send(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def pause(pids: Iterable[int], seconds: float) -> None:
    """SIGSTOP for so long: frozen, its connections open, its kernel still answering for it."""
    stopped = list(pids)
    _send(stopped, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        _send(stopped, signal.SIGCONT)


@contextlib.contextmanager
def sluggish(
    pids: Callable[[], list[int]], *, stopped: float = 0.15, running: float = 0.05
) -> Generator[None]:
    """Processes that run only `running` of every `stopped + running` seconds, at any point of what
    they do: so a disk whose every access takes that long looks to whoever waits for them."""
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(running):
            pause(pids(), stopped)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Generator[Path]:
    """A file system of its own (tmpfs). Skips where this user may not mount one."""
    folder.mkdir(parents=True)
    options = ["-o", f"size={megabytes}m", "tmpfs", str(folder)]
    done = subprocess.run(["mount", "-t", "tmpfs", *options], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("a small file system needs the right to mount (root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


class Ballast:
    """A file that takes the room of a file system; somebody else's, as far as we know."""

    def __init__(self, disk: Path) -> None:
        self.path = disk / "somebody-elses-file"

    def leave(self, free: int) -> None:
        """Grow until `free` bytes are left."""
        size = self.path.stat().st_size if self.path.exists() else 0
        step = 2**30
        with self.path.open("ab") as file:
            while step >= 4096:
                place = os.statvfs(self.path)
                more = min(step, place.f_bavail * place.f_frsize - free)
                if more <= 0:
                    return
                try:
                    os.posix_fallocate(file.fileno(), size, more)
                except OSError:  # others write too: what is left may be less
                    step //= 2
                else:
                    size += more

    def remove(self) -> None:
        """Give the room back."""
        self.path.unlink(missing_ok=True)
