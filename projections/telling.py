"""Telling a channel how far a follower has come, without holding the follower up.

A transaction that notifies waits, before it commits, until every other one of the server that does
is on disk, an append to the log for instance: half of what a page of few events took. So where it
matters a page commits first, and a thread tells of it. Who dies between the two tells nobody:
listeners look for themselves now and then, and a follower tells once when it begins.
"""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg


class Teller:
    """Notifies one channel, in order; of several positions that wait, of the newest alone."""

    def __init__(self, url: str, channel: str) -> None:
        self._url, self._channel = url, channel
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"tell-{channel}")
        self._lock = threading.Lock()
        self._newest: int | None = None
        self._connection: psycopg.Connection[Any] | None = None

    def tell(self, position: int) -> None:
        """Returns at once."""
        with self._lock:
            waits, self._newest = self._newest is not None, position
        if not waits:
            self._thread.submit(self._say)

    def settle(self) -> None:
        """Wait until everything is told."""
        self._thread.submit(lambda: None).result()

    def close(self) -> None:
        """Settle, and disconnect for good."""
        self._thread.submit(self._hang_up)
        self._thread.shutdown()

    def _say(self) -> None:
        with self._lock:
            position, self._newest = self._newest, None
        try:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(self._url, autocommit=True)
                self._connection.execute("SET synchronous_commit = off")
            self._connection.execute("SELECT pg_notify(%s, %s)", (self._channel, str(position)))
        except psycopg.Error:
            self._hang_up()  # the follower notices, and tells again when it begins anew

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                connection.close()
