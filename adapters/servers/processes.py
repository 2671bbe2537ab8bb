"""Child processes: started on a leash, found again after a crash, stopped step by step.

Choice for kill -9 of the starter: children get a signal from the kernel (PR_SET_PDEATHSIG) and shut
down cleanly by themselves; the next start still looks for survivors and stops them first. Adopting
them was not chosen: a process that is not our child cannot be waited for, and its settings are old.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from adapters.servers.users import SystemUser

Steps = Sequence[tuple[signal.Signals, float]]
"""Signals with the seconds to wait after each; what remains gets SIGKILL."""

_LEASH = str(Path(__file__).with_name("leash.py"))


@cache
def _spawner() -> ThreadPoolExecutor:
    # The death signal comes at the end of the *thread* that started the child. One thread that
    # lives as long as the process starts them all, so that start() may be called from any thread.
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


def spawn(
    argv: Sequence[str],
    *,
    cwd: Path,
    log: Path,
    env: Mapping[str, str],
    death_signal: signal.Signals,
    user: SystemUser | None = None,
) -> subprocess.Popen[bytes]:
    """Start `argv` in a process group of its own, output appended to `log`; it ends when we end.

    The group keeps a terminal's Ctrl-C away from it: the supervisor decides the order of the stop.
    """
    who = f"{user.uid}:{user.gid}" if user else "-"
    leash = [sys.executable, "-I", "-S", _LEASH, str(int(death_signal)), str(os.getpid()), who]

    def start() -> subprocess.Popen[bytes]:
        with log.open("ab") as output:  # O_APPEND: the file can be cut while in use
            return subprocess.Popen(  # noqa: S603 - our own command, no shell
                [*leash, *argv],
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    return _spawner().submit(start).result()


def processes_in(folder: Path, program: str) -> list[int]:
    """Pids of live processes named `program` whose working folder is `folder` (links resolved).

    Safer than a pid file: a recycled pid of another program is never taken for ours.
    """
    try:
        wanted = folder.stat()
    except FileNotFoundError:
        return []
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):  # ended meanwhile, or not ours to look at
            if os.path.samestat((entry / "cwd").stat(), wanted):
                name = (entry / "stat").read_text().split("(", 1)[1].rsplit(")", 1)[0]
                if name == program[:15]:
                    found.append(int(entry.name))
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie that nobody reaps (containers without init) does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] not in "ZX"


def end(pids: Iterable[int], steps: Steps) -> None:
    """Stop processes that need not be our children; returns when none of them runs."""
    left = [pid for pid in pids if is_alive(pid)]
    for step, seconds in (*steps, (signal.SIGKILL, 10.0)):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, step)
        deadline = time.monotonic() + seconds
        while (left := [pid for pid in left if is_alive(pid)]) and time.monotonic() < deadline:
            time.sleep(0.02)
        if not left:
            return


def stop(process: subprocess.Popen[bytes], steps: Steps) -> None:
    """Stop a child of ours and reap it."""
    for step, seconds in steps:
        if process.poll() is not None:
            return
        process.send_signal(step)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for a child and everything in its process group, and reap it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tail(log: Path, since: int = 0, lines: int = 12) -> str:
    """The last lines that `log` got after byte `since`; empty when there is no file."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(since if since <= size else 0, size - 16_384))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
