"""What goes out: one message per event and recipient, numbered without gaps."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.bus.names import DELIVERY_HEADER, MESSAGE_ID_HEADER


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message. `number` counts from 1 over everything that goes out and becomes the sequence
    in the stream, so the same number must mean the same subject, id and payload for ever."""

    number: int
    subject: str
    message_id: str
    headers: dict[str, str] = field(default_factory=dict)
    payload: bytes = b""

    def wire_headers(self) -> dict[str, str]:
        """The caller's headers, the id that the server removes duplicates by, and the number."""
        return {
            **self.headers,
            MESSAGE_ID_HEADER: self.message_id,
            DELIVERY_HEADER: str(self.number),
        }


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message read back from the stream."""

    sequence: int
    subject: str
    headers: dict[str, str]
    payload: bytes

    @classmethod
    def from_api(cls, message: Mapping[str, Any]) -> "StoredMessage":
        """Read the `message` object of a STREAM.MSG.GET answer (headers and data in base64)."""
        lines = base64.b64decode(message.get("hdrs", "")).decode(errors="replace").split("\r\n")[1:]
        pairs = (line.partition(":") for line in lines if ":" in line)
        return cls(
            sequence=message["seq"],
            subject=message["subject"],
            headers={name.strip(): value.strip() for name, _, value in pairs},
            payload=base64.b64decode(message.get("data", "")),
        )

    def is_numbered(self) -> bool:
        """Whether the number it carries is its place in the stream."""
        return self.headers.get(DELIVERY_HEADER) == str(self.sequence)

    def is_copy_of(self, delivery: Delivery) -> bool:
        """Whether it is this delivery, by number, id, subject and payload."""
        return (
            self.is_numbered()
            and self.sequence == delivery.number
            and self.subject == delivery.subject
            and self.headers.get(MESSAGE_ID_HEADER) == delivery.message_id
            and self.payload == delivery.payload
        )
