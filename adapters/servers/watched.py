"""What the supervisor knows about each child."""

import time
from pathlib import Path
from typing import Any, Protocol, TextIO

from adapters.servers.logs import LogTail
from adapters.servers.state import ChildState, started_at

_FIRST_DELAY, _LAST_DELAY = 0.2, 15.0
_HEALTHY_AFTER = 5.0


class Supervised(Protocol):
    """What can be supervised: EmbeddedPostgres, EmbeddedNats, Command."""

    name: str
    log: Path

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""

    @property
    def port(self) -> int | None:
        """Port it listens on, if any."""

    def start(self) -> Any:
        """Start, or start again after a crash; returns when ready, raises ServerError."""

    def stop(self) -> None:
        """Clean stop with a time limit of its own."""

    def kill(self) -> None:
        """Stop at once."""

    def alive(self) -> bool:
        """Whether its process runs."""


class Watched:
    """A child with its history of crashes."""

    def __init__(self, child: Supervised, terminal: TextIO | None) -> None:
        self.child = child
        self.tail = LogTail(child.name, child.log, terminal)
        self.state, self.error = "starting", ""
        self.restarts = 0
        self.began = 0.0  # monotonic
        self.started_at: float | None = None  # wall clock
        self.retry_at = 0.0
        self.delay = 0.0

    def start(self) -> Any:
        """Start the child; what its own start returns."""
        self.state = "starting"
        result = self.child.start()
        self.state, self.error = "running", ""
        self.began = time.monotonic()
        self.started_at = started_at(self.child.pid) if self.child.pid else None
        return result

    def crashed(self, now: float, error: str) -> None:
        """Restart at once, then after 0.2, 0.4 … 15 s; forgotten once it has run for 5 s and for
        longer than it was last kept waiting, so that what always fails is not tried ever faster."""
        if now - self.began > max(_HEALTHY_AFTER, 2 * self.delay):
            self.delay = 0.0
        self.state, self.error = "waiting", error
        self.retry_at = now + self.delay
        self.delay = min(max(self.delay * 2, _FIRST_DELAY), _LAST_DELAY)

    def shown(self) -> ChildState:
        """Its line in the state file."""
        pid, port = self.child.pid, self.child.port
        return ChildState(
            self.child.name, self.state, pid, port, self.started_at, self.restarts, self.error
        )
