"""AsyncAPI 3.0 of everything that goes out: by NATS, as server-sent events, by webhook.

One message a type of event, the same bytes on every channel.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from app.api import asyncapi_challenge as challenge
from app.api.asyncapi_payloads import Schema, payload
from projections.deliveries_message import message_type
from projections.delivery_kinds import Family, Kind
from projections.delivery_table import FAMILIES, KINDS

EXAMPLES = Path(__file__).parents[1] / "data" / "linkage_messages.json"
"""One message of each type, as the tests' county sent it."""
CONTENT_TYPE = "application/cloudevents+json"
DESCRIPTION = """What regulators and the bureau are told, one message an event and recipient.
Messages hold identifiers, numbers, closed lists, dates and counts; more is at `dataref`, for
whoever may read it. A feed is everything of one county to one organisation: `Feed-Seq` counts it
from 1 without a gap, `Feed-Hash` is SHA-256(previous hash, 64 zeros at first ‖ SHA-256(payload)),
both as bytes, hexadecimal. Webhooks deliver at least once, the others exactly once after one's own
cursor; the order within a stream is kept. Types only grow: a changed shape is another `…v2`."""


@cache
def document() -> dict[str, Any]:
    """The whole of it."""
    schemas: dict[str, Schema] = {}
    examples = json.loads(EXAMPLES.read_text("utf-8"))
    messages = {
        kind.type: _message(family, kind, schemas, examples[kind.type])
        for family in FAMILIES
        for kind in family.kinds
    }
    return {
        "asyncapi": "3.0.0",
        "id": "urn:cn:shenguan:linkage",
        "info": {"title": "shenguan 审管联动", "version": "1", "description": DESCRIPTION},
        "defaultContentType": CONTENT_TYPE,
        "servers": SERVERS,
        "channels": {name: {**one, "messages": _refs(name)} for name, one in CHANNELS.items()},
        "operations": {
            f"send_{name}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{name}"},
                "summary": one["title"],
                "messages": [
                    {"$ref": f"#/channels/{name}/messages/{kind}"} for kind in _refs(name)
                ],
            }
            for name, one in CHANNELS.items()
        },
        "components": {
            "messages": {**messages, challenge.NAME: challenge.MESSAGE},
            "schemas": {**_used(schemas, messages), "Headers": HEADERS},
            "securitySchemes": SECURITY,
        },
    }


def _refs(channel: str) -> dict[str, Any]:
    names = [*sorted(KINDS), *([challenge.NAME] if channel == "webhook" else [])]
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _message(
    family: Family, kind: Kind, schemas: dict[str, Schema], example: dict[str, Any]
) -> dict[str, Any]:
    title, _, _ = (kind.event.__doc__ or "").partition(":")
    return {
        "name": message_type(kind.type),
        "title": title.strip(),
        "contentType": CONTENT_TYPE,
        "headers": {"$ref": "#/components/schemas/Headers"},
        "payload": payload(family, kind, schemas),
        "examples": [{"name": kind.type, "payload": example}],
    }


def _used(schemas: dict[str, Schema], messages: dict[str, Any]) -> dict[str, Schema]:
    """Those that a message refers to, directly or not."""
    found: dict[str, Schema] = {}
    text = json.dumps(messages)
    while new := {
        name: one
        for name, one in schemas.items()
        if name not in found and f'"#/components/schemas/{name}"' in text
    }:
        found |= new
        text += json.dumps(new)
    return found


def _server(host: str, protocol: str, description: str, security: str) -> dict[str, Any]:
    return {
        "host": "{host}",
        "protocol": protocol,
        "description": description,
        "variables": {"host": {"default": host, "description": "As the county's operator says"}},
        "security": [{"$ref": f"#/components/securitySchemes/{security}"}],
    }


SERVERS = {
    "nats": _server("localhost:4222", "nats", "The stream LINKAGE; an account a reader", "nkey"),
    "api": _server("localhost:8000", "https", "Server-sent events (WHATWG HTML §9.2)", "bearer"),
    "receiver": _server("example.org", "https", "A subscriber's own endpoint", "signature"),
}
CHANNELS: dict[str, dict[str, Any]] = {
    "nats": {
        "title": "The linkage stream",
        "address": "linkage.{province}.{city}.{county}.{organisation}.{aggregate}.{event}",
        "servers": [{"$ref": "#/servers/nats"}],
        "parameters": {
            "province": {"description": "GB/T 2260, first pair of digits"},
            "city": {"description": "GB/T 2260, second pair"},
            "county": {"description": "GB/T 2260, third pair"},
            "organisation": {"description": "USCC of the recipient (GB 32100)"},
            "aggregate": {
                "description": "First part of the event's type",
                "enum": sorted({kind.partition(".")[0] for kind in KINDS}),
            },
            "event": {
                "description": "Second part of the event's type",
                "enum": sorted({kind.partition(".")[2] for kind in KINDS}),
            },
        },
    },
    "sse": {
        "title": "The caller's own messages as they go out; `Last-Event-ID` resumes",
        "address": "/v1/stream",
        "servers": [{"$ref": "#/servers/api"}],
        "bindings": {"http": {"bindingVersion": "0.3.0"}},
    },
    "webhook": {
        "title": "Standard Webhooks, by subscription",
        "address": "{endpoint}",
        "servers": [{"$ref": "#/servers/receiver"}],
        "parameters": {"endpoint": {"description": "Path of the subscription's endpoint"}},
        "bindings": {"http": {"bindingVersion": "0.3.0"}},
    },
}
HEADERS: Schema = {
    "type": "object",
    "description": "On NATS `Feed-…` and `Nats-Msg-Id`; on webhooks `webhook-…`; as server-sent "
    "event the id is the delivery's number and the event's name its type",
    "properties": {
        "Feed-Seq": {"type": "string", "pattern": "^[1-9][0-9]*$"},
        "Feed-Hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "Nats-Msg-Id": {"type": "string", "description": "<position>-<recipient>"},
        "traceparent": {"type": "string", "description": "W3C Trace Context"},
        "webhook-id": {"type": "string"},
        "webhook-timestamp": {"type": "string", "pattern": "^[0-9]+$"},
        "webhook-signature": {"type": "string", "description": "v1,<base64>, one a secret"},
    },
}
SECURITY = {
    "nkey": {
        "type": "asymmetricEncryption",
        "description": "Ed25519 user key (nkey) of a post with the role LIAISON, REGULATOR or "
        "ENFORCER; each organisation's account reads its own feed alone",
    },
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "signature": {
        "type": "httpApiKey",
        "name": "webhook-signature",
        "in": "header",
        "description": "HMAC-SHA-256 over `id.timestamp.body` (Standard Webhooks)",
    },
}
