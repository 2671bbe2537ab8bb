"""What supervision has noted on a subject, by the view and by what the log has recorded since."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg

from domain.catalogue import by_type
from domain.monitoring.facts import UNORDERED
from domain.supervision.feedback import Noted
from domain.supervision.feedback_acts import OPENING
from domain.upcasts import upcast
from projections.generations import PROJECTOR

FARTHEST = 20_000
"""[D] Positions that may be read beyond the view; at the pace of a county, hours of work."""
_NEWEST = {name: event.VERSION for name, event in by_type().items()}
_REACHED: LiteralString = """
SELECT coalesce((SELECT position FROM ops.follower WHERE name = %s), 0), position
  FROM ledger.head WHERE id = 1"""
_IN_VIEW: LiteralString = """
SELECT DISTINCT a.stream FROM proj.linkage_act a
 WHERE a.type = ANY(%s) AND a.stream IN (
   SELECT stream FROM proj.linkage_stream WHERE circle = %s
    UNION
   SELECT m.stream FROM proj.linkage_stream m JOIN proj.linkage_stream c ON c.stream = m.via
    WHERE c.circle = %s)"""
_SINCE: LiteralString = """
SELECT DISTINCT stream FROM ledger.event
 WHERE position > %s AND position <= %s AND type = ANY(%s)"""
_ACTS: LiteralString = """
SELECT position, stream, version, type, recorded_at, state FROM ledger.event
 WHERE stream = ANY(%s) ORDER BY stream, version"""


def subject_circle(region: str, subject: UUID) -> str:
    """The circle of everything that is about one subject."""
    return f"{region} subject {subject}"


def noted_on(
    connection: psycopg.Connection[Any], region: str, subject: UUID, named: Collection[UUID] = ()
) -> dict[UUID, list[Noted]] | None:
    """The acts of each stream that is, or may be, about a subject and of those named, by stream.

    None while the log has run so far ahead of the view that it cannot be read here.
    """
    row = connection.execute(_REACHED, [PROJECTOR]).fetchone()
    position, head = row if row else (0, 0)
    streams, since = set(named), position
    try:
        circle = subject_circle(region, subject)
        found = connection.execute(_IN_VIEW, [sorted(OPENING), circle, circle]).fetchall()
        streams |= {stream for (stream,) in found}
    except psycopg.errors.UndefinedTable:  # the projector has never run yet
        since = 0
    if head - since > FARTHEST:
        return None
    if head > since:
        later = connection.execute(_SINCE, [since, head, sorted(OPENING)]).fetchall()
        streams |= {stream for (stream,) in later}
    return acts_of(connection, region, streams)


def acts_of(
    connection: psycopg.Connection[Any], region: str, streams: Iterable[UUID]
) -> dict[UUID, list[Noted]]:
    """What supervision said on these streams, as far as they belong to a region."""
    found: dict[UUID, list[Noted]] = defaultdict(list)
    wanted = list(streams)
    if not wanted:
        return found
    for position, stream, version, kind, known, state in connection.execute(
        _ACTS, [wanted], prepare=True
    ):
        stored = orjson.loads(bytes(state))
        data, meta = stored["data"], stored["meta"]
        if meta["region"] != region:
            continue
        if stored["v"] != _NEWEST.get(kind, stored["v"]):
            data = upcast(kind, stored["v"], data)
        order = meta.get("sourceOrder")
        found[stream].append(
            Noted(
                stream,
                kind,
                datetime.fromisoformat(meta["occurredAt"]),
                known,
                position,
                data,
                meta["actor"].get("org"),
                UNORDERED if order is None else order,
                version,
            )
        )
    return found
