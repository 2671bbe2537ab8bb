"""States of the size that performance.md measures with, and stream ids in order of time."""

import base64
import itertools
import random
import time
from uuid import UUID

import orjson
from eventsourcing.persistence import StoredEvent

SIZE = 546
TYPE = "case.accepted"
REGION = "320412"
_random = random.Random(2026)


def state(size: int = SIZE) -> bytes:
    """Canonical JSON of an accepted case, exactly `size` bytes."""
    whole = {
        "data": {"committedDays": 10, "legalDays": 20, "note": ""},
        "meta": {
            "actor": {"org": "11320412014134021X", "personId": "p-7f3a", "post": "window-01"},
            "itemCode": "000168011000",
            "occurredAt": "2026-11-22T02:03:04.123456Z",
            "region": REGION,
        },
        "n": base64.urlsafe_b64encode(_random.randbytes(16)).decode().rstrip("="),
        "v": 1,
    }
    room = size - len(orjson.dumps(whole))
    whole["data"]["note"] = "x" * room
    return orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)


STATES = tuple(state() for _ in range(1000))
_next = itertools.cycle(STATES)


def next_state() -> bytes:
    """One of a thousand different states: making them is no part of what is measured."""
    return next(_next)


def new_stream() -> UUID:
    """A UUID of version 7 (RFC 9562 §5.7), as every new case gets."""
    low = _random.getrandbits(74)
    millis = time.time_ns() // 1_000_000
    high = (millis << 16) | 0x7000 | (low >> 62)
    return UUID(int=(high << 64) | (0b10 << 62) | (low & ((1 << 62) - 1)))


def new_event() -> StoredEvent:
    """The first event of a new stream."""
    return StoredEvent(new_stream(), 1, TYPE, next_state())
