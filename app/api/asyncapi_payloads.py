"""JSON schemas of what goes out, made of the tables that it is made of (`delivery_table`)."""

from collections.abc import Iterable
from typing import Any

from domain.shared.event import DomainEvent
from projections.deliveries_message import member, message_type
from projections.delivery_kinds import Family, Kind, stored_name

Schema = dict[str, Any]
REF = "#/components/schemas/{model}"
_COUNT: Schema = {"type": "integer", "minimum": 0}
_DATE: Schema = {"type": "string", "format": "date"}
_UUID: Schema = {"type": "string", "format": "uuid"}


def payload(family: Family, kind: Kind, shared: dict[str, Schema]) -> Schema:
    """The whole message of one type: CloudEvents 1.0 in structured mode. What several types refer
    to is left in `shared`."""
    event_type = message_type(kind.type)
    properties: Schema = {
        "specversion": {"const": "1.0"},
        "id": {**_UUID, "description": "The event's identifier; the same for every recipient"},
        "source": {"type": "string", "pattern": "^/regions/[0-9]{6}$"},
        "type": {"const": event_type},
        "subject": {**_UUID, "description": "The stream that the event belongs to"},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "dataref": {
            "type": "string",
            "format": "uri-reference",
            "description": f"Where whoever may know more finds it: {family.path}",
        },
        "data": _data(family, kind, shared),
    }
    return _object(properties, properties)


def _data(family: Family, kind: Kind, shared: dict[str, Schema]) -> Schema:
    properties: Schema = {family.identifier: _UUID, "position": {"type": "integer", "minimum": 1}}
    required = [*properties]
    if family.opening is not None:
        required += _take(family.opening, family.carried, properties, shared)
    if "recipient" in family.parties:
        properties["recipient"] = {"type": "string"}
        required.append("recipient")
    required += _take(kind.event, kind.says, properties, shared)
    for name in kind.counts:
        properties[f"{stored_name(kind.event, name)}Count"] = _COUNT
        required.append(f"{stored_name(kind.event, name)}Count")
    if kind.lines:
        properties[kind.lines.field] = {"type": "array", "items": _line(kind, shared)}
        required.append(kind.lines.field)
    properties |= {due.name: _DATE for due in kind.dues}
    return _object(properties, required)


def _take(
    event: type[DomainEvent],
    names: Iterable[str],
    properties: Schema,
    shared: dict[str, Schema],
) -> list[str]:
    """Add fields of an event; those that are always there."""
    own = _schema(event, shared)["properties"]
    always = []
    for name in names:
        stored = stored_name(event, name)
        properties[member(stored)] = own[stored]
        field = event.model_fields[name]
        if field.is_required() or field.default is False:
            always.append(member(stored))
    return always


def _line(kind: Kind, shared: dict[str, Schema]) -> Schema:
    assert kind.lines
    items = _schema(kind.event, shared)["properties"][kind.lines.field]["items"]
    whole = shared[items["$ref"].rpartition("/")[2]]
    parts = {part: whole["properties"][part] for part in kind.lines.parts}
    return _object(parts, [part for part in parts if part in whole.get("required", ())])


def _schema(event: type[DomainEvent], shared: dict[str, Schema]) -> Schema:
    found = _plain(event.model_json_schema(ref_template=REF, mode="serialization"))
    for name, one in found.pop("$defs", {}).items():
        if shared.setdefault(name, one) != one:
            raise ValueError(f"two shapes are called {name}")
    return found


def _plain(value: Any) -> Any:
    """Without null: what is None is left out of a message; without titles and defaults."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "anyOf" in value:
        (one,) = [one for one in value["anyOf"] if one != {"type": "null"}]
        value = {**one, **{key: rest for key, rest in value.items() if key != "anyOf"}}
    dropped = ("title", "default") if "properties" not in value else ("title",)
    kept = {name: _plain(one) for name, one in value.items() if name not in dropped}
    if "properties" in value:
        kept["properties"] = {name: _plain(one) for name, one in value["properties"].items()}
    return kept


def _object(properties: Schema, required: Iterable[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [*required],
        "additionalProperties": False,
    }
