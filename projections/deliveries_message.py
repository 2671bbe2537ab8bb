"""What goes out to a regulator: one CloudEvents 1.0 message per event and recipient.

Information-poor on purpose: identifiers, numbers, item and due dates; no personal data, no free
text. Whoever may know more follows `dataref`. The bytes enter a hash chain, so the shape of one
version never changes: a new shape is a new `…v2` (design.md, External contract).
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

START = "0" * 64
"""Feed-Hash before the first message of a feed."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def is_address(recipient: str) -> bool:
    """Whether an organisation's code can stand in a subject; if not, nobody can be reached."""
    return _TOKEN.fullmatch(recipient) is not None


def subject_of(region: str, recipient: str, event_type: str) -> str:
    """`linkage.<province>.<city>.<county>.<organisation>.<aggregate>.<event>` (GB/T 2260 pairs)."""
    pairs = f"{region[0:2]}.{region[2:4]}.{region[4:6]}"
    return f"linkage.{pairs}.{recipient}.{event_type}"


def message(
    *,
    event_id: UUID,
    event_type: str,
    region: str,
    task_id: UUID,
    occurred_at: str,
    data: Mapping[str, Any],
) -> bytes:
    """The canonical bytes (sorted keys, no spaces) of one message; `occurred_at` as stored."""
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": str(event_id),
            "source": f"/regions/{region}",
            "type": f"cn.shenguan.linkage.{event_type}.v1",
            "subject": str(task_id),
            "time": occurred_at,
            "datacontenttype": "application/json",
            "dataref": f"/v1/tasks/{task_id}",
            "data": dict(data),
        },
        option=orjson.OPT_SORT_KEYS,
    )


def chained(previous: str, payload: bytes) -> str:
    """Feed-Hash: SHA-256(previous hash ‖ SHA-256(payload)), hexadecimal."""
    return sha256(bytes.fromhex(previous) + sha256(payload).digest()).hexdigest()
