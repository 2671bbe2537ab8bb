"""Ids of native streams: RFC 9562 version 7, so that neighbours in time are neighbours on disk."""

import secrets
from datetime import datetime
from uuid import UUID


def new_stream(at: datetime) -> UUID:
    """A fresh UUIDv7 of the millisecond of `at` (aware)."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    random = secrets.randbits(74)
    value = (
        milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (2**62 - 1)
    )
    return UUID(int=value)
