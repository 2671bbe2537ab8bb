"""One of our own programs (`shenguan api`, `shenguan worker …`) as a supervised child."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from adapters.servers import processes
from adapters.servers.errors import StartFailed
from adapters.servers.folders import prepare


class Command:
    """A child command; its output goes to `var/log/<name>.log`.

    `ready` is asked after each start until it says yes (at most `ready_seconds`); without it a
    start returns at once. `grace` seconds are left between SIGTERM and SIGKILL. `env` is added to
    ours.
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        var: Path,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        port: int | None = None,
        ready: Callable[[], bool] | None = None,
        ready_seconds: float = 60.0,
        grace: float = 20.0,
    ) -> None:
        self.name = name
        self.argv = tuple(argv)
        self.var = var.absolute()
        self.log = self.var / "log" / f"{name}.log"
        self.port = port
        self._env, self._cwd = dict(env or {}), cwd or Path.cwd()
        self._ready, self._ready_seconds, self._grace = ready, ready_seconds, grace
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the running child."""
        return self._process.pid if self._process and self.alive() else None

    def start(self) -> None:
        """Start (again). Raises StartFailed when the child ends or is not ready in time."""
        if self.alive():
            return
        if self._process:
            processes.kill_group(self._process)  # what a crashed child left in its group
        prepare(self.var, "log", min_free=0)
        since = self.log.stat().st_size if self.log.exists() else 0
        self._process = processes.spawn(
            self.argv,
            cwd=self._cwd,
            log=self.log,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self._env},
            death_signal=signal.SIGTERM,
        )
        if self._ready:
            try:
                self._wait(self._process, self._ready, since)
            except BaseException:
                self.stop()
                raise

    def _wait(
        self, process: subprocess.Popen[bytes], ready: Callable[[], bool], since: int
    ) -> None:
        deadline = time.monotonic() + self._ready_seconds
        while process.poll() is None and time.monotonic() < deadline:
            if ready():
                return
            time.sleep(0.05)
        ended = process.poll() is not None
        what = "ended while starting" if ended else f"was not ready in {self._ready_seconds:.0f} s"
        raise StartFailed(
            f"{self.name} {what}, see {self.log} / 启动失败:\n{processes.tail(self.log, since)}"
        )

    def stop(self) -> None:
        """SIGTERM, after the grace SIGKILL; harmless when nothing runs."""
        if self._process:
            processes.stop(self._process, ((signal.SIGTERM, self._grace),))
            self._process = None

    def kill(self) -> None:
        """SIGKILL for the child and its process group."""
        if self._process:
            processes.kill_group(self._process)

    def alive(self) -> bool:
        """Whether the child runs."""
        return self._process is not None and self._process.poll() is None
