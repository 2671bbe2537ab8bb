"""Keeps the children of `shenguan up` running and stops them in order.

    with Supervisor(var) as supervisor:
        supervisor.start(EmbeddedPostgres(var))
        supervisor.start(Command("api", [...], var, ready=...))
        supervisor.run()

Ctrl-C (SIGINT) or SIGTERM once: clean stop, last started first. Twice: everything is killed.
Children of a supervisor that was killed -9 end by themselves (see processes.py); what is left of
them is stopped before the next start.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self, TextIO

from adapters.servers import processes
from adapters.servers.errors import ServerError
from adapters.servers.folders import prepare
from adapters.servers.lock import FolderLock
from adapters.servers.state import RunState, read_state, write_state
from adapters.servers.watched import Supervised, Watched

_TICK = 0.1


class Supervisor:
    """Owns `var` (lock `var/run/lock`), its children and `var/run/state.json`.

    `terminal` gets the children's log lines with a prefix; `say` gets what the supervisor does;
    `survivor_seconds` are left to commands of a killed predecessor between SIGTERM and SIGKILL.
    Use it from the main thread: it handles the signals while the `with` block lasts.
    """

    def __init__(
        self,
        var: Path,
        *,
        terminal: TextIO | None = None,
        say: Callable[[str], None] = lambda _: None,
        survivor_seconds: float = 15.0,
    ) -> None:
        self.var = var.absolute()
        self._terminal, self._say, self._survivor_seconds = terminal, say, survivor_seconds
        self._lock = FolderLock(self.var / "run/lock")
        self._watched: list[Watched] = []
        self._since = time.time()
        self._unwritten = False
        self._signals = 0
        self._handlers: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        prepare(self.var, "run", "log", min_free=0)
        self._lock.acquire()
        self._end_survivors()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue  # under nohup a closed terminal is no reason to stop
            self._handlers[number] = signal.signal(number, self._on_signal)
        self._write()
        return self

    def start(self, child: Supervised) -> Any:
        """Start a child and watch it from now on; what its `start` returns (an address).

        An error of the first start is the caller's: it is raised, and not tried again.
        """
        watched = Watched(child, self._terminal)
        self._watched.append(watched)
        self._write()
        try:
            result = watched.start()
        except BaseException:  # the child's start has cleaned up behind itself
            self._watched.remove(watched)
            self._write()
            raise
        self._say(f"{child.name} runs, pid {child.pid} / 已启动")
        self._write()
        return result

    def run(self, until: Callable[[], bool] = lambda: False) -> int:
        """Watch and restart until a signal (or `until`); the exit code: 0 after a clean stop."""
        try:
            while not until():
                self.tend()
                time.sleep(_TICK)
        except KeyboardInterrupt:
            pass
        self.stop()
        return 0

    def tend(self) -> None:
        """One round: show logs, restart what crashed and is due."""
        if self._unwritten:
            self._write()
        for watched in self._watched:
            watched.tail.pump()
            now = time.monotonic()
            if watched.state == "running" and not watched.child.alive():
                watched.crashed(now, "ended unexpectedly")
                self._say(f"{watched.child.name} ended unexpectedly, restart / 意外退出，正在重启")
                self._write()
            if watched.state == "waiting" and now >= watched.retry_at:
                self._restart(watched)

    def _restart(self, watched: Watched) -> None:
        watched.restarts += 1
        try:
            watched.start()
            self._say(f"{watched.child.name} runs again, pid {watched.child.pid} / 已恢复")
        except ServerError as error:  # a full disk may be cleared: keep trying
            watched.crashed(time.monotonic(), str(error))
            self._say(f"{watched.child.name}: {error}")
        self._write()

    def stop(self) -> None:
        """Stop all children, last started first; a second signal meanwhile kills the rest."""
        self._signals = max(self._signals, 1)
        for watched in reversed(self._watched):
            if watched.state != "stopped":
                self._say(f"{watched.child.name} stops / 正在停止")
                watched.child.stop()
                watched.state = "stopped"
                watched.tail.pump()
                self._write()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1
        if self._signals == 1:
            raise KeyboardInterrupt
        if self._signals == 2 and number == signal.SIGHUP:
            return  # a closing terminal often sends it after SIGINT: no reason for haste
        for watched in reversed(self._watched):
            watched.child.kill()
        os._exit(128 + number)

    def _end_survivors(self) -> None:
        """Stop commands that a killed supervisor left; the servers look after their own."""
        state = read_state(self.var)
        servers = ("postgres", "nats")
        children = state.children if state else ()
        left = [child.pid for child in children if child.pid and child.name not in servers]
        if left:
            self._say(f"stopping {len(left)} left-over processes / 正在停止遗留进程")
            processes.end(left, ((signal.SIGTERM, self._survivor_seconds),))

    def _write(self) -> None:
        children = tuple(watched.shown() for watched in self._watched)
        try:
            write_state(self.var, RunState(os.getpid(), self._since, children))
            self._unwritten = False
        except OSError:  # a full disk must not end who would bring the servers back
            self._unwritten = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._lock.release()
