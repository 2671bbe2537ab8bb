"""Connections whose server may be silent for so long and no longer.

TCP's own limits notice a host that is gone. They do not notice a server that is there and says
nothing (stopped, swapped out, a disk that hangs): its kernel goes on acknowledging. Whoever serves
callers uses these, so that a caller gets an answer, and the thread that waited is free again.
"""

import time
from collections.abc import Generator
from typing import Any

import psycopg

SILENCE = 15.0
"""Seconds without one byte from the server, within a statement."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is closed, with an OperationalError, when its server falls silent."""

    def wait(self, gen: Any, *how: Any, **named: Any) -> Any:
        """As the library's; every wait of a connection comes through here."""
        return super().wait(self._limited(gen), *how, **named)

    def _limited(self, gen: Any) -> Generator[Any, Any, Any]:
        heard = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    heard = time.monotonic()
                elif time.monotonic() - heard > SILENCE:
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"the server said nothing for {SILENCE:.0f} s")
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value


def bounded(url: str) -> BoundedConnection:
    """A connection of one's own, in autocommit. OperationalError when nobody answers."""
    return BoundedConnection.connect(url, autocommit=True)
