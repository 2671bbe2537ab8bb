"""JSON logs on standard error, and the request that a line belongs to.

A log line never holds personal data, a token or a body: the access line names the route, not the
address with its parameters, and `redact` drops keys that could carry a secret.
"""

import logging
import re
import secrets
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog
from structlog.contextvars import (
    bind_contextvars,
    clear_contextvars,
    get_contextvars,
    merge_contextvars,
)

from app.lossy import Lossy

SECRET_KEYS = frozenset({"authorization", "token", "password", "secret", "cookie", "body", "key"})
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def configure(level: str = "info") -> None:
    """Send structlog and standard logging to standard error as one JSON object a line."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    lines: Any = Lossy(sys.stderr)
    shared: list[Any] = [
        merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(lines),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(lines)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(level=number, handlers=[handler], force=True)
    logging.getLogger("uvicorn.access").disabled = True  # our own access line replaces it
    for client in ("httpx", "httpcore"):  # they tell addresses, in which receivers keep secrets
        logging.getLogger(client).setLevel(logging.WARNING)


def redact(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: blank every value whose key could carry a secret."""
    for key in line:
        if key.lower() in SECRET_KEYS:
            line[key] = "[redacted]"
    return line


def trace_id_of(traceparent: str | None) -> str:
    """The W3C trace id of a request (32 hexadecimal digits), or a new one."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    if match and match.group(1) != "0" * 32:
        return match.group(1)
    return secrets.token_hex(16)


def request_id_of(header: str | None) -> str:
    """The caller's X-Request-Id where it is harmless, or a new one."""
    return header if header and _REQUEST_ID.fullmatch(header) else secrets.token_hex(8)


def begin_request(request_id: str, trace_id: str) -> None:
    """Every line until the next request names this one."""
    clear_contextvars()
    bind_contextvars(request_id=request_id, trace_id=trace_id)


def current_trace() -> str | None:
    """The trace id of the request that is being served; None outside of one."""
    return get_contextvars().get("trace_id")


def logger(name: str) -> Any:
    """A structlog logger whose lines carry `part=name`."""
    return structlog.get_logger(part=name)


def told(error: BaseException) -> dict[str, Any]:
    """An unexpected error for a log line: its kind and where, not its message, which may quote
    what a caller sent."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    return {"error": type(error).__name__, "places": places}
