"""From a pushed message back to the request: the W3C traceparent of recorded events.

The trace id is the act's `correlationId`; a policy's answer keeps that of its cause. The span is
derived from the position, so that the same message always carries the same header.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import psycopg

_TRACE = re.compile(r"[0-9a-f]{32}")
_QUERY = """
SELECT position, convert_from(state, 'UTF8')::jsonb -> 'meta' ->> 'correlationId'
  FROM ledger.event WHERE position = ANY(%s)"""


def traceparent(correlation: str | None, position: int) -> str | None:
    """`00-<trace>-<span>-01` of the event at a position; None where it was no traced request."""
    if not correlation or not _TRACE.fullmatch(correlation):
        return None
    span = sha256(f"{correlation}:{position}".encode()).hexdigest()[:16]
    return f"00-{correlation}-{span}-01"


def traceparents(connection: psycopg.Connection[Any], positions: Sequence[int]) -> dict[int, str]:
    """By position; an event that no traced request caused is absent. Blocking."""
    if not positions:
        return {}
    rows = connection.execute(_QUERY, [list(positions)]).fetchall()
    return {at: trace for at, one in rows if (trace := traceparent(one, at))}
