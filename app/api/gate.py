"""The outermost layer: what every request passes before a route sees it.

Pure ASGI. It names the request, refuses what no route could read (NUL bytes, broken UTF-8),
lets it in when it is its turn (`admission`), counts body bytes and their time while they stream
in, writes the access line, and turns anything unexpected into a problem document without a trace
of our inside.
"""

import asyncio
import time
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from app import telemetry
from app.api import language as languages
from app.api.admission import BATCH_TYPES, REPORTS, Admission, kind_of, media_type
from app.api.problems import GONE, Problem, response
from app.metrics import DRAINING, PROBLEMS, REQUEST_SECONDS, REQUESTS
from app.settings import Settings

log = telemetry.logger("api")
CLOSE = {"connection": "close"}
DOCUMENTS = "/v1/documents"
"""Where whole documents come in, which are streamed."""


class Gate:
    """Wraps the application; see the module."""

    def __init__(self, app: FastAPI, settings: Settings, admission: Admission) -> None:
        self.inner = app
        self.admission = admission
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        passage = Passage(scope, send, self)
        try:
            limit = self._limit(scope, passage.headers)
            check_address(scope)
            self._check_sizes(scope)
            await self._admitted(passage, Body(receive, limit, self._settings))
        except Problem as problem:
            await passage.answer(problem, receive)
        except ClientDisconnect:
            passage.status = passage.status or GONE
        except Exception as error:  # noqa: BLE001 - the last line of defence
            log.error("request_failed", route=passage.route, **telemetry.told(error))  # noqa: TRY400
            await passage.answer(Problem("internal-error"), receive)
        finally:
            passage.end()

    async def _admitted(self, passage: "Passage", body: "Body") -> None:
        scope, admission = passage.scope, self.admission
        kind = kind_of(scope, passage.headers)
        caller = admission.named(scope, passage.headers.get(b"authorization"))
        if kind in REPORTS:
            scope["state"]["turn"] = lambda: admission.turns.take(caller)
        async with admission.entered(kind, caller, passage.trace_id):
            await self.inner(scope, body, passage.send)

    @property
    def draining(self) -> bool:
        """Whether no new work is taken."""
        return self.admission.draining

    async def drain(self) -> None:
        """Take no new work, end event streams, and give balancers and clients time to notice."""
        DRAINING.set(1)
        log.info("draining", notice=self._settings.drain_notice)
        self.admission.drain()
        self.end_streams()
        await asyncio.sleep(self._settings.drain_notice)

    def end_streams(self) -> None:
        """Ask open event streams to end."""
        if wakeups := getattr(self.inner.state, "wakeups", None):
            wakeups.end_streams()

    def _check_sizes(self, scope: Scope) -> None:
        raw = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
        if len(raw) + len(scope.get("query_string", b"")) > self._settings.address_limit:
            raise Problem("address-too-long", headers=CLOSE)
        size = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
        if size > self._settings.header_limit:
            raise Problem("headers-too-large", headers=CLOSE)

    def _limit(self, scope: Scope, headers: dict[bytes, bytes]) -> int:
        limit = self._settings.single_body_limit
        if scope["path"] == DOCUMENTS:
            limit = self._settings.document_limit
        elif media_type(headers) in BATCH_TYPES:
            limit = self._settings.batch_body_limit
        length = headers.get(b"content-length")
        if length is not None and not (length.isdigit() and len(length) < 19):
            raise Problem("malformed-request")
        if length is not None and int(length) > limit:
            raise too_large(limit)
        return limit


class Passage:
    """One request on its way through: its names, its status, its time."""

    def __init__(self, scope: Scope, send: Send, gate: Gate) -> None:
        self.scope = scope
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.started = time.perf_counter()
        self.status = 0
        self._send = send
        self._gate = gate
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
            own = [one for one in message["headers"] if one[0] != b"connection"]
            if len(own) < len(message["headers"]) or self._gate.draining:
                own.append((b"connection", b"close"))  # the only reason for which we name it
            message = {**message, "headers": [*own, *self._names()]}
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
        PROBLEMS.labels(problem.code).inc()
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


class Body:
    """`receive` that stops a body at `limit` bytes, whatever its length header said, and one that
    comes too slowly."""

    def __init__(self, receive: Receive, limit: int, settings: Settings) -> None:
        self._receive, self._limit = receive, limit
        self._silence, self._longest = settings.body_timeout, settings.body_seconds
        self._total, self._complete = 0, False
        self._begun: float | None = None

    async def __call__(self) -> Message:
        """The next message."""
        if self._complete:  # only its end can come: nobody is asked to hurry
            return await self._receive()
        now = time.monotonic()
        self._begun = self._begun or now
        left = self._begun + self._longest - now
        try:
            async with asyncio.timeout(min(self._silence, max(left, 0))):
                message = await self._receive()
        except TimeoutError:
            raise Problem("request-too-slow", headers=CLOSE) from None
        self._total += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._total > self._limit:
            raise too_large(self._limit)
        return message


def too_large(limit: int) -> Problem:
    """The refusal of a body of more than `limit` bytes."""
    return Problem(
        "body-too-large",
        f"上限为 {limit} 字节",
        f"the limit is {limit} bytes",
        headers=CLOSE,
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
