"""A regulator at both doors: a terminal on NATS, and an event stream over HTTP."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from itertools import cycle

import httpx

from tests.support.running import MARKET, REGION, Running, until

ENFORCEMENT, HEALTH = "11329901MB06A90132", "11329901MB03A90101"


class Watch(threading.Thread):
    """What a regulator's terminal shows, line by line."""

    def __init__(self, lines: Iterator[str]) -> None:
        super().__init__(daemon=True)
        self.lines: list[str] = []
        self._from = lines

    def run(self) -> None:
        for line in self._from:
            self.lines.append(line.rstrip("\n"))

    def messages(self) -> list[bytes]:
        """The messages alone: the terminal also logs its reconnects."""
        return [line.encode() for line in self.lines if '"specversion"' in line]

    def said(self) -> list[str]:
        """The last of the other lines."""
        return [line for line in self.lines if '"specversion"' not in line][-20:]


class Listener(threading.Thread):
    """An EventSource: comes back with the last id it has seen, as a browser would."""

    def __init__(self, running: Running, post: str) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.connects = 0
        self._running, self._post = running, post
        self._last = "0"
        self._seen: list[bytes] = []

    def run(self) -> None:
        while not self.ended.is_set():
            with contextlib.suppress(httpx.HTTPError):
                self._listen()
            self.ended.wait(0.2)

    def messages(self) -> list[bytes]:
        """The data of every event, in the order in which they came."""
        return list(self._seen)

    def said(self) -> list[str]:
        """Where it stands."""
        return [f"{self.connects} connections, last id {self._last}"]

    def _listen(self) -> None:
        headers = {"last-event-id": self._last}
        with (
            self._running.client(self._post, timeout=20) as client,  # heartbeats come every 15 s
            client.stream("GET", "/v1/stream", headers=headers) as answer,
        ):
            self.connects += answer.status_code == 200
            number = data = None
            for line in answer.iter_lines():
                if self.ended.is_set():
                    return
                if line.startswith("id: "):
                    number = line[4:]
                elif line.startswith("data: "):
                    data = line[6:]
                elif not line and number and data:  # only a whole event counts
                    self._seen.append(data.encode())
                    self._last, number, data = number, None, None


READERS: tuple[tuple[str, str], ...] = (
    ("liaison-market", MARKET),
    ("regulator-market", MARKET),
    ("liaison-enforcement", ENFORCEMENT),
    ("regulator-enforcement", ENFORCEMENT),
    ("enforcer-enforcement", ENFORCEMENT),
    ("regulator-health", HEALTH),
)
"""Posts that may read a feed, and whose."""


class Crowd:
    """Several subscribers at once: a terminal of two organisations over NATS, the rest by HTTP.

    One organisation has one consumer in a county, so further terminals of it would share it.
    """

    def __init__(self, running: Running, number: int) -> None:
        """`number` in all, at least two."""
        self.watches: list[tuple[Watch, str]] = []
        self.listeners = [
            (Listener(running, post), org)
            for (post, org), _ in zip(cycle(READERS), range(number - 2), strict=False)
        ]
        self._running = running
        self._open = contextlib.ExitStack()

    def __enter__(self) -> "Crowd":
        for post, org in (READERS[0], READERS[2]):
            watching = ("watch", post, "--region", REGION, "--after", "0", "--json")
            terminal = self._open.enter_context(self._running.command(*watching))
            assert terminal.stdout
            self.watches.append((Watch(iter(terminal.stdout)), org))
        for one, _ in self.everybody():
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        for one, _ in self.listeners:
            one.ended.set()
        self._open.close()

    def everybody(self) -> list[tuple[Watch | Listener, str]]:
        """Each with the organisation that it reads for."""
        return [*self.watches, *self.listeners]


def wait_for(one: Watch | Listener, count: int) -> None:
    """Until so many messages have come. Whoever compares them waits a moment longer, for one too
    many."""
    complete: Callable[[], bool] = lambda: len(one.messages()) >= count  # noqa: E731
    try:
        until(complete, "the subscriber has all", 60)
    except AssertionError as error:
        raise AssertionError(f"{len(one.messages())} of {count}: {one.said()}") from error
