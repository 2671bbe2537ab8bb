"""What posts are to be reminded of, and which reminders wait; for the worker alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

_SUBSCRIBED = """
SELECT subscription_id, region, org FROM proj.subscription
 WHERE channel = 'SMS' AND state = 'ACTIVE' ORDER BY subscription_id"""
_TASKS = """
SELECT 'CLAIM_DUE' AS reminder, task_id AS about, task_number AS number, claim_due AS due, item,
       function, priority
  FROM proj.task
 WHERE region = %(region)s AND recipient = %(org)s AND NOT historic
   AND state IN ('PUSHED', 'SIGNED') AND claim_due BETWEEN %(first)s AND %(last)s
 UNION ALL
SELECT 'PLAN_DUE', task_id, task_number, planned_date, item, function, priority FROM proj.task
 WHERE region = %(region)s AND recipient = %(org)s AND state = 'PLANNED'
   AND planned_date BETWEEN %(first)s AND %(last)s
 UNION ALL
SELECT DISTINCT 'INSPECTION_DUE', inspection_id, inspection_number, day, item, NULL, NULL
  FROM proj.inspection, unnest(dues) AS owed (day)
 WHERE region = %(region)s AND org = %(org)s AND inspection_number IS NOT NULL
   AND due_on <= %(last)s AND day BETWEEN %(first)s AND %(last)s
 UNION ALL
SELECT 'RESOLUTION_DUE', stream, case_number,
       (yellow_from AT TIME ZONE 'Asia/Shanghai' - interval '1 second')::date, item, NULL, NULL
  FROM proj.duty
 WHERE region = %(region)s AND rule = 'L-10' AND org = %(org)s AND yellow_from > %(now)s
   AND (yellow_from AT TIME ZONE 'Asia/Shanghai' - interval '1 second')::date <= %(last)s"""
_KNOWN = "SELECT sms_id FROM proj.sms WHERE sms_id = ANY(%s)"
_WAITING = """
SELECT s.sms_id, s.region, s.org, s.post, s.reminder, s.number, s.due,
       coalesce(a.attempts, 0) AS attempts
  FROM proj.sms s LEFT JOIN ops.sms_attempt a ON a.sms = s.sms_id
 WHERE s.state = 'QUEUED' AND (a.next_at IS NULL OR a.next_at <= %(now)s)
 ORDER BY s.queued_at LIMIT %(limit)s"""
_LATER = """
INSERT INTO ops.sms_attempt (sms, attempts, next_at) VALUES (%s, %s, %s)
ON CONFLICT (sms) DO UPDATE SET attempts = excluded.attempts, next_at = excluded.next_at"""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """An organisation whose posts are reminded."""

    subscription_id: UUID
    region: str
    org: str


@dataclass(frozen=True, slots=True)
class DueSoon:
    """Something of an organisation that is due on `due`."""

    reminder: str
    about: UUID
    number: str
    due: date
    item: str | None
    function: str | None
    priority: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder that no gateway has taken."""

    sms_id: UUID
    region: str
    org: str
    post: str
    reminder: str
    number: str
    due: date | None
    attempts: int


def subscribed(connection: psycopg.Connection[Any]) -> list[Subscribed]:
    """Every organisation that has subscribed to reminders."""
    with connection.cursor(row_factory=class_row(Subscribed)) as cur:
        return cur.execute(_SUBSCRIBED).fetchall()


def due_soon(
    connection: psycopg.Connection[Any], of: Subscribed, first: date, last: date, now: datetime
) -> list[DueSoon]:
    """What an organisation owes on the days from `first` to `last`."""
    said = {"region": of.region, "org": of.org, "first": first, "last": last, "now": now}
    with connection.cursor(row_factory=class_row(DueSoon)) as cur:
        return cur.execute(_TASKS, said).fetchall()


def known(connection: psycopg.Connection[Any], ids: Sequence[UUID]) -> set[UUID]:
    """Which of these reminders exist already."""
    return {row[0] for row in connection.execute(_KNOWN, [list(ids)])}


def waiting(connection: psycopg.Connection[Any], now: datetime, limit: int) -> list[Waiting]:
    """Reminders to be sent at `now`, the oldest first."""
    with connection.cursor(row_factory=class_row(Waiting)) as cur:
        return cur.execute(_WAITING, {"now": now, "limit": limit}).fetchall()


def later(connection: psycopg.Connection[Any], sms: UUID, attempts: int, at: datetime) -> None:
    """One more attempt was in vain; again at `at`."""
    connection.execute(_LATER, [sms, attempts, at])
