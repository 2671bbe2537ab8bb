"""What a webhook is asked before it is sent anything: a message of its channel, of no event."""

from typing import Any

from app.webhooks.challenge import TYPE

NAME = "webhook.verification"
_UUID = {"type": "string", "format": "uuid"}
_PROPERTIES: dict[str, Any] = {
    "specversion": {"const": "1.0"},
    "id": {"type": "string", "pattern": "^verify-"},
    "source": {"type": "string", "pattern": "^/regions/[0-9]{6}$"},
    "type": {"const": TYPE},
    "subject": {**_UUID, "description": "The subscription"},
    "time": {"type": "string", "format": "date-time"},
    "datacontenttype": {"const": "application/json"},
    "data": {
        "type": "object",
        "properties": {"challenge": {"type": "string"}},
        "required": ["challenge"],
        "additionalProperties": False,
    },
}
MESSAGE: dict[str, Any] = {
    "name": TYPE,
    "title": "回调核实",
    "summary": 'The receiver answers 2xx with `{"challenge": …}`, the same text, and so '
    "agrees to be sent to. Before the first message, and anew after a changed address or a pause.",
    "contentType": "application/cloudevents+json",
    "headers": {"$ref": "#/components/schemas/Headers"},
    "payload": {
        "type": "object",
        "properties": _PROPERTIES,
        "required": list(_PROPERTIES),
        "additionalProperties": False,
    },
}
