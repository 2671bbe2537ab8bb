"""Turns, resolutions and changed standards as the log stood at a position: for agenda, bulletin
and assessment."""

from datetime import date, datetime
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg

from domain.consultation.rhythm_events import AgendaLine, AgendaTopic
from domain.consultation.scoring import Promise, Turn
from domain.timing.calendar import WorkCalendar
from projections.inspections_overdue import overdue_as_of

MOST = 116
"""Characters of a consultation's number in that of its resolution, which has 120 at most."""
_TURNS: LiteralString = """
SELECT task_id, interim, facts, next_org, next_at, next_interim FROM (
SELECT task_id, interim, facts, pushed, pushed_at, ended, lead(org) OVER own AS next_org,
       lead(pushed) OVER own AS next_at, lead(interim) OVER own AS next_interim
  FROM proj.linkage_turn
 WHERE region = %(region)s AND NOT historic AND pushed <= %(position)s
WINDOW own AS (PARTITION BY task_id ORDER BY turn)) AS turn
 WHERE (%(alive_since)s::timestamptz IS NULL OR ended IS NULL OR ended > %(position)s
        OR (facts::json #>> '{steps,ended,1}')::timestamptz >= %(alive_since)s)
   AND (NOT %(open)s OR next_at IS NULL AND (ended IS NULL OR ended > %(position)s
        OR facts::json #> '{steps,returned}' IS NOT NULL))
 ORDER BY pushed, task_id"""
_RESOLUTIONS: LiteralString = """
SELECT stream, consultation, number, owner, concluded, completed, completed_at, facts
  FROM proj.resolution WHERE region = %(region)s AND concluded <= %(position)s
 ORDER BY concluded, number"""
_CHANGES: LiteralString = """
SELECT change_id, number, addressee, notified_at FROM proj.standard_change
 WHERE region = %(region)s AND notified <= %(position)s
   AND coalesce(answered > %(position)s, true) ORDER BY notified"""


class Handed:
    """A turn, and what the agenda needs besides: whether it is the task's latest, or interim."""

    __slots__ = ("interim", "last", "turn")

    def __init__(self, turn: Turn, *, last: bool, interim: bool) -> None:
        self.turn, self.last, self.interim = turn, last, interim

    def open_as(self, today: date) -> AgendaTopic | None:
        """What it brings onto an agenda, if anything."""
        steps = self.turn.steps
        if not self.last or "mooted" in steps:
            return None
        if self.interim:
            return AgendaTopic.DISPUTE
        if "returned" in steps:
            return AgendaTopic.BOUNCED_TASK
        if "answered" not in steps:
            return AgendaTopic.UNCLAIMED_TASK
        if "fed_back" in steps and "acknowledged" not in steps:
            return AgendaTopic.UNACKNOWLEDGED_FEEDBACK
        over = self.turn.planned is not None and self.turn.planned < today
        waits = not {"resulted", "unneeded", "ended"} & set(steps)
        return AgendaTopic.OVERDUE_PLAN if over and waits else None


def handed(
    connection: psycopg.Connection[Any],
    region: str,
    position: int,
    *,
    alive_since: datetime | None = None,
    open_only: bool = False,
) -> list[Handed]:
    """The turns begun by `position`, with the steps recorded by then; history left out.

    `alive_since`: not ended before; `open_only`: what may be open still as of `position`.
    """
    params = {
        "region": region,
        "position": position,
        "alive_since": alive_since,
        "open": open_only,
    }
    rows = connection.execute(_TURNS, params).fetchall()
    found = []
    for task, interim, text, next_org, next_at, next_interim in rows:
        facts: Any = orjson.loads(text)
        last = next_at is None
        steps = {
            name: datetime.fromisoformat(at)
            for name, (at_position, at) in facts["steps"].items()
            if at_position <= position
        }
        upheld = None
        if "returned" in steps and not last and not next_interim:
            upheld = next_org != facts["org"]
        turn = Turn(
            task, facts["number"] or str(task), facts["org"], facts["steps"]["pushed"][0],
            date.fromisoformat(facts["on"]), *facts["days"], steps, upheld,
            date.fromisoformat(facts["planned"]) if facts["planned"] else None, facts["claimed"],
        )  # fmt: skip
        found.append(Handed(turn, last=last, interim=interim))
    return found


def promises(connection: psycopg.Connection[Any], region: str, position: int) -> list[Promise]:
    """Every resolution made by `position`, with the due date that was in force then."""
    rows = connection.execute(_RESOLUTIONS, {"region": region, "position": position}).fetchall()
    return [
        Promise(
            stream, f"{consultation[:MOST]}-{number}", owner, concluded,
            date.fromisoformat(_in_force(orjson.loads(facts)["dues"], position)),
            at if completed is not None and completed <= position else None,
        )
        for stream, consultation, number, owner, concluded, completed, at, facts in rows
    ]  # fmt: skip


def _in_force(dues: list[Any], position: int) -> str:
    return next(due for at, due in reversed(dues) if at <= position)


def agenda(
    connection: psycopg.Connection[Any],
    region: str,
    position: int,
    today: date,
    calendar: WorkCalendar,
) -> list[AgendaLine]:
    """Everything open as of `position` that a meeting beginning on `today` must look at: by topic,
    the oldest first."""
    lines = [
        _line(topic, one.turn.task, one.turn.number, one.turn.org, one.turn.on)
        for one in handed(connection, region, position, open_only=True)
        if (topic := one.open_as(today)) is not None
    ]
    for one in promises(connection, region, position):
        if one.completed is None and one.due < today:
            topic = AgendaTopic.OVERDUE_RESOLUTION
            lines.append(_line(topic, one.consultation, one.number, one.owner, one.due))
    lines += [
        _line(AgendaTopic.OVERDUE_INSPECTION, *late)
        for late in overdue_as_of(connection, region, position, today, calendar)
    ]
    changes = connection.execute(_CHANGES, {"region": region, "position": position}).fetchall()
    for change, number, addressee, at in changes:
        lines.append(_line(AgendaTopic.STANDARD_CHANGE, change, number, addressee, at.date()))
    order = list(AgendaTopic)
    return sorted(lines, key=lambda one: (order.index(one.topic), one.since, one.number))


def _line(topic: AgendaTopic, about: UUID, number: str, org: str | None, since: date) -> AgendaLine:
    return AgendaLine(topic=topic, about=about, number=number, org=org, since=since)
