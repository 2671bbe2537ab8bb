"""`var/run/state.json`: who runs where, for `shenguan status` and for tests that kill."""

import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psutil

from adapters.servers.folders import write_private
from adapters.servers.lock import holder


@dataclass(frozen=True)
class ChildState:
    """One supervised child. `started_at` is seconds since the epoch, UTC; `restarts` since `up`.

    `state`: starting, running, waiting (for the next try after a crash) or stopped.
    """

    name: str
    state: str
    pid: int | None = None
    port: int | None = None
    started_at: float | None = None
    restarts: int = 0
    last_error: str = ""


@dataclass(frozen=True)
class RunState:
    """All of a `shenguan up`. `supervisor` is None when nobody holds the folder's lock."""

    supervisor: int | None
    since: float
    children: tuple[ChildState, ...]

    def child(self, name: str) -> ChildState:
        """The child of that name; KeyError if there is none."""
        for child in self.children:
            if child.name == name:
                return child
        raise KeyError(name)


def write_state(var: Path, state: RunState) -> None:
    """Replace the file atomically."""
    write_private(var / "run/state.json", json.dumps(asdict(state), indent=1, ensure_ascii=False))


def read_state(var: Path) -> RunState | None:
    """What runs on `var` now; None if nothing ever did.

    The file of a killed supervisor is corrected: pids that do not run any more (or were given to
    another program) are taken out.
    """
    try:
        raw = json.loads((var / "run/state.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    children = tuple(_checked(ChildState(**child)) for child in raw["children"])
    return RunState(holder(var / "run/lock"), raw["since"], children)


def _checked(child: ChildState) -> ChildState:
    if child.pid is None or same_process(child.pid, child.started_at or 0):
        return child
    return replace(child, pid=None, state="stopped")


def same_process(pid: int, started_at: float) -> bool:
    """Whether `pid` runs and began at `started_at` (±2 s): a pid alone may have a new owner."""
    try:
        process = psutil.Process(pid)
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and abs(process.create_time() - started_at) < 2.0
        )
    except psutil.Error:
        return False


def started_at(pid: int) -> float:
    """When a process began, as the kernel has it; now if it ended already."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return time.time()
