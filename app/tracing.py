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


def traceparent(trace_id: str, position: int) -> str:
    """`00-<trace>-<span>-01` of the event at a position."""
    span = sha256(f"{trace_id}:{position}".encode()).hexdigest()[:16]
    return f"00-{trace_id}-{span}-01"


def traceparents(connection: psycopg.Connection[Any], positions: Sequence[int]) -> dict[int, str]:
    """By position; an event that no traced request caused is absent. Blocking."""
    if not positions:
        return {}
    rows = connection.execute(_QUERY, [list(positions)]).fetchall()
    return {at: traceparent(one, at) for at, one in rows if one and _TRACE.fullmatch(one)}
