"""What can go wrong at an address: its statuses with the stable codes behind them, as OpenAPI."""

from collections.abc import Iterable
from typing import Any

from app.api.problems import MEDIA_TYPE

REF = "#/components/schemas/{model}"
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457; `code` is stable, texts are in the language asked for",
    "required": ["type", "title", "status", "code", "traceId"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "pattern": "^urn:shenguan:problem:"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "detail": {"type": "string"},
        "traceId": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "fields": {
            "type": "array",
            "description": "What is wrong where: the path of each member, and what to do",
            "items": {
                "type": "object",
                "required": ["name", "reason"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
_TEXT = {"schema": {"type": "string"}}
REQUEST_ID = {"X-Request-Id": {**_TEXT, "required": True}}
ETAG = {"schema": {"type": "string", "pattern": '^"[^"]+"$'}, "required": True}
_LANGUAGE = {"schema": {"type": "string", "enum": ["zh-CN", "en"]}, "required": True}
_SECONDS = {"schema": {"type": "string", "pattern": "^[0-9]+$"}, "required": True}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {**_TEXT, "required": True}},
    405: {"Allow": {**_TEXT, "required": True}},
    429: {"Retry-After": _SECONDS},
    503: {"Retry-After": _SECONDS},
    507: {"Retry-After": _SECONDS},
}
MEANING = {
    400: "malformed: `malformed-request`, `malformed-json`, `invalid-cursor`, "
    "`invalid-precondition`, `invalid-idempotency-key`, `proof-out-of-range`, `not-cloudevents`",
    401: "`unauthenticated`: no bearer token, or one that is not valid",
    403: "the post may not do that; an attempted act is in the trail: `forbidden`, "
    "`unknown-post` and the codes of the rules",
    404: "not there, or outside what the post may see: `not-found`, `no-such-route` and others",
    405: "`method-not-allowed`; Allow names those that are (HEAD for contents of documents "
    "alone, OPTIONS never)",
    408: "`request-too-slow`: the body did not come in time",
    409: "a rule forbids the act in this state (it is in the trail), somebody was faster "
    "(`version-conflict`), or an identifier was used with other content",
    412: "`precondition-failed`: the version is not the one in If-Match",
    413: "`body-too-large`, `too-large`, `too-many`",
    414: "`address-too-long`",
    415: "`unsupported-media-type`: another media type or charset, or a compressed body",
    422: "`invalid-fields`, each named, and codes of the content such as `item-unknown`",
    429: "`too-many-requests`, `too-many-streams`: wait for Retry-After",
    431: "`headers-too-large`",
    500: "`internal-error`, `document-damaged`: a fault of ours, never of the input",
    503: "`unavailable`, `overloaded`, `draining`, `view-behind`, `log-unavailable`: send the "
    "same again later",
    507: "`storage-full`: no act can be recorded before there is room; reading goes on",
}
EVERYWHERE = (400, 405, 408, 413, 414, 429, 431, 500, 503)
"""What the gate and the router answer at any address, before a route sees the request."""
SIGNED_IN = (401, 403, 422)
"""What any address that asks for a token may answer as well."""


def problems(statuses: Iterable[int]) -> dict[str, Any]:
    """The `responses` members of statuses that answer with a problem document."""
    return {str(status): _problem(status) for status in sorted(set(statuses))}


def _problem(status: int) -> dict[str, Any]:
    return {
        "description": MEANING[status],
        "headers": {**REQUEST_ID, "Content-Language": _LANGUAGE, **_HEADERS.get(status, {})},
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}},
    }
