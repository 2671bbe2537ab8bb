"""Connections before there is a request: how many, how long a head may take, how large it may be.

The server's own protocol waits for a head for ever and keeps whatever comes of it (slowloris);
takes any byte for a sign that a next request is coming; and waits for ever for a client to read.
"""

import asyncio
from collections import Counter
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.api import language as languages
from app.api.problems import MEDIA_TYPE, Problem, response
from app.metrics import CONNECTIONS, REFUSED
from app.settings import Settings

CLOSE = {"connection": "close"}


class GuardedProtocol(HttpToolsProtocol):
    """One connection; `guarded` makes the class that knows the limits."""

    settings: Settings
    open_by: Counter[str]

    def connection_made(self, transport: Any) -> None:
        """Count it, and give it time for its first head. One too many is told so in answer to its
        request; far too many are not even listened to."""
        super().connection_made(transport)
        self.head_bytes, self.head_timer, self.read_timer = 0, None, None
        self.address = self.client[0] if self.client else "-"
        self.open_by[self.address] += 1
        CONNECTIONS.set(self.open_by.total())
        own = self.open_by[self.address] / self.settings.connections_each
        all_ = self.open_by.total() / self.settings.connections
        if max(own, all_) > 2:
            self.transport.abort()
        elif max(own, all_) > 1:
            self.app = refusing(Problem("too-many-requests" if own > 1 else "overloaded"))
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._head_came()
        self.resume_writing()
        self.open_by[self.address] -= 1
        if self.open_by[self.address] <= 0:
            del self.open_by[self.address]
        CONNECTIONS.set(self.open_by.total())
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Let the parser have it; a head that grows without end is refused. Only the beginning of
        a request ends the time for which an idle connection is kept, not an empty line or the
        rest of a body that was answered before it came."""
        idle, self.timeout_keep_alive_task = self.timeout_keep_alive_task, None
        super().data_received(data)
        if self._busy():
            if idle is not None:
                idle.cancel()
        elif self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = idle
        if self.head_timer is not None:
            self.head_bytes += len(data)
            if self.head_bytes > self.settings.header_limit + self.settings.address_limit:
                self._refuse(Problem("headers-too-large", headers=CLOSE))

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        if self.head_timer is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        """The head is there; the gate judges its parts."""
        self._head_came()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """What is still to be read of a last answer is not waited for without end."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._await_reader()

    def timeout_keep_alive_handler(self) -> None:
        """Idle for too long."""
        super().timeout_keep_alive_handler()
        self._await_reader()

    def pause_writing(self) -> None:
        """The client reads too slowly; it must go on reading."""
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """It has read."""
        super().resume_writing()
        if self.read_timer is not None:
            self.read_timer.cancel()
            self.read_timer = None

    def _await_reader(self) -> None:
        if self.read_timer is None:
            self._look_again(self.transport.get_write_buffer_size())

    def _look_again(self, unread: int) -> None:
        wait = self.settings.write_timeout
        self.read_timer: asyncio.TimerHandle | None = self.loop.call_later(
            wait, self._has_read, unread
        )

    def _has_read(self, unread: int) -> None:
        left = self.transport.get_write_buffer_size()
        if left < unread:
            self._look_again(left)
        else:
            self.transport.abort()

    def _busy(self) -> bool:
        begun = self.head_timer is not None or bool(self.pipeline)
        return begun or (self.cycle is not None and not self.cycle.response_complete)

    def _await_head(self) -> None:
        self.head_bytes = 0
        self.head_timer = self.loop.call_later(self.settings.header_timeout, self._too_slow)

    def _head_came(self) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
        self.head_timer: asyncio.TimerHandle | None = None

    def _too_slow(self) -> None:
        self.head_timer = None
        self._refuse(Problem("request-too-slow", headers=CLOSE))

    def _refuse(self, problem: Problem) -> None:
        """Answer without a request, and hang up."""
        self._head_came()
        REFUSED.labels("connection", problem.code).inc()
        if self.transport.is_closing():
            return
        body = orjson.dumps(problem.body("zh"))
        head = f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n"
        self.transport.write(STATUS_LINE[problem.status] + head.encode() + b"\r\n" + body)
        self.transport.close()
        self._await_reader()


def guarded(settings: Settings) -> type[GuardedProtocol]:
    """The protocol of one server."""
    return type("Guarded", (GuardedProtocol,), {"settings": settings, "open_by": Counter()})


def refusing(problem: Problem) -> Any:
    """An application that answers every request with a problem and hangs up."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        REFUSED.labels("connection", problem.code).inc()
        answer = response(problem, languages.of_headers(scope["headers"]))
        answer.headers["connection"] = "close"
        await answer(scope, receive, send)

    return app
