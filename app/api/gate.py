"""The outermost layer: what every request passes before a route sees it.

Pure ASGI. It names the request, refuses what no route could read (NUL bytes, broken UTF-8),
counts body bytes while they stream in, writes the access line, and turns anything unexpected
into a problem document without a trace of our inside.
"""

import time
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from app import telemetry
from app.api import language as languages
from app.api.problems import Problem, response
from app.metrics import REQUEST_SECONDS, REQUESTS
from app.settings import Settings

log = telemetry.logger("api")
BATCH_TYPES = (b"application/cloudevents-batch+json", b"application/x-ndjson")


class Gate:
    """Wraps the application; see the module."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self.inner = app
        self._single = settings.single_body_limit
        self._batch = settings.batch_body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        passage = Passage(scope, send)
        try:
            limit = self._limit(passage.headers)
            check_address(scope)
            await self.inner(scope, counted(receive, limit), passage.send)
        except Problem as problem:
            await passage.answer(problem, receive)
        except ClientDisconnect:
            passage.status = passage.status or 499
        except Exception as error:  # noqa: BLE001 - the last line of defence
            log.error("request_failed", route=passage.route, **telemetry.told(error))  # noqa: TRY400
            await passage.answer(Problem("internal-error"), receive)
        finally:
            passage.end()

    def end_streams(self) -> None:
        """Ask open event streams to end."""
        if wakeups := getattr(self.inner.state, "wakeups", None):
            wakeups.end_streams()

    def _limit(self, headers: dict[bytes, bytes]) -> int:
        kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        limit = self._batch if kind in BATCH_TYPES else self._single
        length = headers.get(b"content-length")
        if length is not None and not (length.isdigit() and len(length) < 19):
            raise Problem("malformed-request")
        if length is not None and int(length) > limit:
            raise too_large(limit)
        return limit


class Passage:
    """One request on its way through: its names, its status, its time."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.started = time.perf_counter()
        self.status = 0
        self._send = send
        request_id = telemetry.request_id_of(self._header(b"x-request-id"))
        self.trace_id = telemetry.trace_id_of(self._header(b"traceparent"))
        self.request_id = request_id
        scope.setdefault("state", {}).update(trace_id=self.trace_id, request_id=request_id)
        telemetry.begin_request(request_id, self.trace_id)

    def _header(self, name: bytes) -> str | None:
        value = self.headers.get(name)
        return value.decode("latin-1") if value is not None else None

    @property
    def route(self) -> str:
        """The route's pattern: an address itself could hold personal data."""
        return getattr(self.scope.get("route"), "path", "-")

    async def send(self, message: Message) -> None:
        """Pass a message on, with the request's id on its head."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message["headers"], *self._names()]}
        await self._send(message)

    def _names(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"x-request-id", self.request_id.encode()),
            (b"x-content-type-options", b"nosniff"),
        ]

    async def answer(self, problem: Problem, receive: Receive) -> None:
        """Answer with a problem unless an answer has begun."""
        if self.status:
            return
        language = languages.of_headers(self.scope["headers"])
        await response(problem, language, self.trace_id)(self.scope, receive, self.send)

    def end(self) -> None:
        """Write the access line and count the request."""
        seconds = time.perf_counter() - self.started
        method = self.scope["method"] if len(self.scope["method"]) < 10 else "-"
        REQUESTS.labels(method, self.route, str(self.status)).inc()
        REQUEST_SECONDS.labels(method, self.route).observe(seconds)
        log.info(
            "request",
            method=method,
            route=self.route,
            status=self.status,
            ms=round(seconds * 1000, 2),
            post=self.scope["state"].get("post"),
        )


def counted(receive: Receive, limit: int) -> Receive:
    """`receive` that stops a body at `limit` bytes, whatever its length header said."""
    total = 0

    async def receive_counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise too_large(limit)
        return message

    return receive_counted


def too_large(limit: int) -> Problem:
    """The refusal of a body of more than `limit` bytes."""
    return Problem(
        "body-too-large",
        f"上限为 {limit} 字节",
        f"the limit is {limit} bytes",
        headers={"connection": "close"},
    )


def check_address(scope: dict[str, Any] | Scope) -> None:
    """Refuse a path or query that holds NUL, other control characters or broken UTF-8."""
    raw = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    for part in (raw, scope.get("query_string", b"").replace(b"+", b" ")):
        try:
            text = unquote_to_bytes(part).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Problem("malformed-request") from error
        if any(c < " " or c == "\x7f" for c in text):
            raise Problem("malformed-request")
