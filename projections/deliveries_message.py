"""What goes out: one CloudEvents 1.0 message per event and recipient.

Information-poor on purpose: identifiers, numbers, closed lists, dates and counts; no personal data,
no free text. Whoever may know more follows `dataref`. The bytes enter a hash chain, so what an
event has once said it says for ever: a new shape is a new `…v2` (design.md, External contract).
"""

import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from domain.timing.days import WorkingDays
from projections.context import Context
from projections.delivery_kinds import Family, Kind, stored_name
from projections.delivery_streams import Stream
from projections.reader import Recorded

START = "0" * 64
"""Feed-Hash before the first message of a feed."""
VERSION = 1
"""Of every message's shape; part of its `type`."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def is_address(recipient: str) -> bool:
    """Whether an organisation's code can stand in a subject; if not, nobody can be reached."""
    return _TOKEN.fullmatch(recipient) is not None


def subject_of(region: str, recipient: str, event_type: str) -> str:
    """`linkage.<province>.<city>.<county>.<organisation>.<aggregate>.<event>` (GB/T 2260 pairs)."""
    pairs = f"{region[0:2]}.{region[2:4]}.{region[4:6]}"
    return f"linkage.{pairs}.{recipient}.{event_type}"


def message_type(event_type: str) -> str:
    """The CloudEvents type of what goes out of an event."""
    return f"cn.shenguan.linkage.{event_type}.v{VERSION}"


def member(name: str) -> str:
    """How a message calls a stored field: `position` is its own place in the log."""
    return "asOfPosition" if name == "position" else name


def message(event: Recorded, family: Family, data: Mapping[str, Any]) -> bytes:
    """The canonical bytes (sorted keys, no spaces) of one message; the time as stored."""
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": str(event.event_id),
            "source": f"/regions/{event.region}",
            "type": message_type(event.type),
            "subject": event.stream_text,
            "time": event.meta["occurredAt"],
            "datacontenttype": "application/json",
            "dataref": family.path.format(stream=event.stream_text, event=event.event_id),
            "data": dict(data),
        },
        option=orjson.OPT_SORT_KEYS,
    )


def data_of(
    event: Recorded, family: Family, kind: Kind, stream: Stream, institution: Context
) -> dict[str, Any]:
    """What the tables allow to be said; what is None is left out."""
    said = event.data
    data = {
        **stream.data,
        family.identifier: event.stream_text,
        "position": event.position,
    }
    if family.opening is not None and "recipient" in stream.parties:
        data["recipient"] = stream.parties["recipient"][0]
    for name in kind.says:
        stored = stored_name(kind.event, name)
        if stored in said:
            data[member(stored)] = said[stored]
    for name in kind.counts:
        stored = stored_name(kind.event, name)
        data[f"{stored}Count"] = len(said.get(stored, ()))
    if kind.lines:
        parts = kind.lines.parts
        data[kind.lines.field] = [_line(line, parts) for line in said.get(kind.lines.field, ())]
    if kind.dues and not stream.historic:
        data |= _dues(event, kind, institution)
    return data


def own_lines(data: Mapping[str, Any], kind: Kind, recipient: str) -> dict[str, Any]:
    """The same with the recipient's own lines alone, where lines are one's own."""
    if kind.lines is None or kind.lines.own is None:
        return dict(data)
    mine = [line for line in data[kind.lines.field] if line.get(kind.lines.own) == recipient]
    return {**data, kind.lines.field: mine}


def chained(previous: str, payload: bytes) -> str:
    """Feed-Hash: SHA-256(previous hash ‖ SHA-256(payload)), hexadecimal."""
    return sha256(bytes.fromhex(previous) + sha256(payload).digest()).hexdigest()


def _line(line: Mapping[str, Any], parts: tuple[str, ...]) -> dict[str, Any]:
    return {part: line[part] for part in parts if part in line}


def _dues(event: Recorded, kind: Kind, institution: Context) -> dict[str, str]:
    calendar = institution.calendar(event.region)
    days: dict[str | None, date] = {None: date.fromisoformat(event.legal_day)}
    for due in kind.dues:
        field = kind.event.model_fields[due.days]
        count = event.data.get(stored_name(kind.event, due.days), field.default)
        days[due.name] = calendar.add_workdays(days[due.after], WorkingDays(count)).date
    return {due.name: days[due.name].isoformat() for due in kind.dues}
