"""Errors as `application/problem+json` (RFC 9457). The only place that knows HTTP statuses.

Nothing of our inside reaches a client: not a message of a library, not a value that was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.responses import Response

from app.api.catalogue import FIELD_REASONS, OTHER_REASON, TITLES
from app.api.language import CONTENT_LANGUAGE, Language
from domain.shared.errors import DomainError, Kind

MEDIA_TYPE = "application/problem+json"
OK = 200
CREATED = 201
MULTI_STATUS = 207
NOT_MODIFIED = 304
NOT_READY = 503
GONE = 499
"""For our own log: the client had left before there was an answer."""

_STATUS = {
    "malformed-request": 400,
    "malformed-json": 400,
    "invalid-cursor": 400,
    "invalid-precondition": 400,
    "invalid-idempotency-key": 400,
    "proof-out-of-range": 400,
    "invalid-fields": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "unknown-post": 403,
    "not-in-demo": 404,
    "not-found": 404,
    "no-such-route": 404,
    "method-not-allowed": 405,
    "version-conflict": 409,
    "duplicate-with-other-content": 409,
    "precondition-failed": 412,
    "body-too-large": 413,
    "not-cloudevents": 400,
    "too-large": 413,
    "too-many": 413,
    "unsupported-media-type": 415,
    "request-too-slow": 408,
    "address-too-long": 414,
    "headers-too-large": 431,
    "too-many-requests": 429,
    "too-many-streams": 429,
    "overloaded": 503,
    "draining": 503,
    "view-behind": 503,
    "unavailable": 503,
    "storage-full": 507,
    "document-damaged": 500,
    "internal-error": 500,
}
_STATUS_OF_KIND = {
    Kind.INVALID: 422,
    Kind.NOT_FOUND: 404,
    Kind.REFUSED: 409,
    Kind.FORBIDDEN: 403,
    Kind.CONFLICT: 409,
    Kind.UNAVAILABLE: 503,
}
_CODE_OF_STATUS = {404: "no-such-route", 405: "method-not-allowed", 413: "body-too-large"}
Fields = tuple[tuple[str, str, str], ...]  # name, reason in Chinese, reason in English


@dataclass(eq=False)  # not frozen: Python writes tracebacks into exceptions
class Problem(Exception):
    """One problem: `code` is stable; details may be None; `fields` are (name, zh, en)."""

    code: str
    zh: str | None = None
    en: str | None = None
    fields: Fields = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: Kind | None = None

    @property
    def status(self) -> int:
        """The HTTP status: of the code where it is the transport's, else of the kind."""
        if self.code in _STATUS:
            return _STATUS[self.code]
        return _STATUS_OF_KIND[self.kind or Kind.INVALID]

    def body(self, language: Language, trace_id: str | None = None) -> dict[str, Any]:
        """The members of the problem document in one language."""
        titles = TITLES.get(self.code, (self.zh or self.code, self.en or self.code))
        zh = language == "zh"
        body: dict[str, Any] = {
            "type": f"urn:shenguan:problem:{self.code}",
            "title": titles[0] if zh else titles[1],
            "status": self.status,
            "code": self.code,
        }
        detail = self.zh if zh else self.en
        if detail and detail != body["title"]:
            body["detail"] = detail
        if self.fields:
            body["fields"] = [{"name": n, "reason": z if zh else e} for n, z, e in self.fields]
        if trace_id:
            body["traceId"] = trace_id
        return body


def of_domain(error: DomainError) -> Problem:
    """A domain error with its own code and wording."""
    fields = tuple((name, error.zh, error.en) for name in error.fields)
    return Problem(error.code, error.zh, error.en, fields, kind=error.kind)


def of_validation(errors: Sequence[Mapping[str, Any]], drop: tuple[str, ...] = ()) -> Problem:
    """Pydantic's findings as a problem; `drop`: leading parts of a location to leave out."""
    if any(error["type"] == "json_invalid" for error in errors):
        return Problem("malformed-json")
    fields = tuple(_field(error, drop) for error in errors[:50])
    return Problem("invalid-fields", fields=fields)


def _field(error: Mapping[str, Any], drop: tuple[str, ...]) -> tuple[str, str, str]:
    parts = [str(part) for part in error["loc"]]
    if parts and parts[0] in drop:
        parts = parts[1:]
    name = printable(".".join(parts))[:200]
    zh, en = FIELD_REASONS.get(error["type"], OTHER_REASON)
    return name, zh, en


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Problem:
    """A problem for a bare status that the framework raised; a 405 keeps its Allow header."""
    code = _CODE_OF_STATUS.get(status)
    if code is None:
        code = "internal-error" if status >= 500 else "malformed-request"
    kept = {name: value for name, value in (headers or {}).items() if name.lower() == "allow"}
    return Problem(code, headers=kept)


def printable(text: str) -> str:
    """Text that was sent, made harmless to send back."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def response(problem: Problem, language: Language, trace_id: str | None = None) -> Response:
    """The problem as an HTTP answer."""
    headers = {
        "content-language": CONTENT_LANGUAGE[language],
        "vary": "Accept-Language",
        "cache-control": "no-store",
        **problem.headers,
    }
    if problem.status == 401:
        headers["www-authenticate"] = 'Bearer realm="shenguan"'
    if problem.status in (429, 503, 507):
        headers.setdefault("retry-after", "1")
    content = orjson.dumps(problem.body(language, trace_id))
    return Response(content, problem.status, headers, MEDIA_TYPE)
