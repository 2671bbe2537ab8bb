"""到期事项: what the clock must do, and when, for what is worked here.

Reported cases have no timers: there a passed deadline is a finding that a later report may moot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from domain.timing.days import WorkingDays, end_of
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows, delete_rows, replace_rows, text_array
from projections.timer_kinds import KINDS
from projections.timers_of_a_page import HANDLED, Changes, Started, changes_of, first_days

_COLUMNS = (
    "stream", "kind", "subject", "region", "since", "days", "until", "due_at", "provisional",
    "position",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timer:
    """Due at the first instant after the period's last day. `subject`: whom or what in the stream
    it is about, empty for the stream as a whole. `since` is its start day: for a deemed acceptance
    the day of receipt, from which the acceptance counts."""

    stream: UUID
    kind: str
    subject: str
    region: str
    since: date
    due_at: datetime
    provisional: bool
    position: int


class Timers(Projection):
    """`proj.timer`: what runs, by stream, kind and subject; `proj.timer_days`: how long a period
    that may start anew took the first time."""

    name: ClassVar = "timers"
    version: ClassVar = 3
    handles: ClassVar = HANDLED
    tables: ClassVar = ("timer", "timer_days")
    institution: ClassVar = True

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("timer")} (
            stream uuid NOT NULL, kind text NOT NULL, subject text NOT NULL, region text NOT NULL,
            since date NOT NULL, days int NOT NULL, until date, due_at timestamptz NOT NULL,
            provisional boolean NOT NULL, position bigint NOT NULL,
            PRIMARY KEY (stream, kind, subject))"""
        yield f"""CREATE UNLOGGED TABLE {self.table("timer_days")} (
            stream uuid PRIMARY KEY, days int NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('timer')} (due_at, stream)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        native = [event for event in page if event.native]
        changes = changes_of(native, self._first_days(native, session))
        self._delete(changes, session)
        rows = [_row(one, context) for one in changes.started]
        copy_rows(session, self.table("timer"), _COLUMNS, rows)
        if context.changed_calendars:
            self._again(session, context)

    def _first_days(self, page: Sequence[Recorded], session: Session) -> dict[str, int]:
        """Working days of the streams of a page in which a period starts anew."""
        first, again = first_days(page)
        table = self.table("timer_days")
        replace_rows(session, table, ("stream", "days"), list(first.items()), list(first))
        if again:
            found = session.read(
                f"SELECT stream::text, days FROM {table} WHERE stream = ANY(%s::uuid[])",
                (sorted(again),),
            )
            return dict(found) | first
        return first

    def _delete(self, changes: Changes, session: Session) -> None:
        table = self.table("timer")
        delete_rows(session, table, "stream", sorted(changes.over))
        for keys, names in ((changes.ended, _TWO), (changes.replaced, _THREE)):
            if keys:
                columns = [text_array(column) for column in zip(*sorted(keys), strict=True)]
                session.run(f"DELETE FROM {table} AS timer USING {names}", columns)

    def _again(self, session: Session, context: Context) -> None:
        """A changed calendar moves every running period of its region."""
        found = session.read(
            f"""SELECT stream::text, kind, subject, region, since, days, until, position
                  FROM {self.table("timer")} WHERE region = ANY(%s)""",
            (sorted(context.changed_calendars),),
        )
        rows = [_row(Started(*row), context) for row in found]
        delete_rows(session, self.table("timer"), "stream", sorted({row[0] for row in found}))
        copy_rows(session, self.table("timer"), _COLUMNS, rows)


_TWO: LiteralString = """unnest(%s::uuid[], %s::text[]) AS gone (stream, kind)
 WHERE timer.stream = gone.stream AND timer.kind = gone.kind"""
_THREE: LiteralString = """unnest(%s::uuid[], %s::text[], %s::text[])
    AS gone (stream, kind, subject)
 WHERE timer.stream = gone.stream AND timer.kind = gone.kind AND timer.subject = gone.subject"""


def _row(one: Started, context: Context) -> tuple[object, ...]:
    calendar = context.calendar(one.region)
    provisional, last = False, one.until
    if last is None:
        due = calendar.add_workdays(one.since, WorkingDays(one.days))
        last, provisional = due.date, due.provisional
    at = end_of(last, calendar.zone)
    return *one[:-1], at, provisional, one.position


def due(
    connection: psycopg.Connection[Any],
    now: datetime,
    limit: int = 100,
    region: str | None = None,
    *,
    provisional: bool = True,
) -> list[Timer]:
    """Timers that are due at `now`, the oldest first; for the clock alone.

    Provisional ones have no effect in law; a caller that would only pass them over leaves them out,
    else a limit's worth of them keeps all others waiting until the next calendar is published.
    """
    with connection.cursor(row_factory=class_row(Timer)) as cur:
        return cur.execute(
            """SELECT stream, kind, subject, region, since, due_at, provisional, position
                 FROM proj.timer WHERE due_at <= %(now)s AND (%(provisional)s OR NOT provisional)
                  AND (%(region)s::text IS NULL OR region = %(region)s)
                ORDER BY due_at, stream, kind, subject LIMIT %(limit)s""",
            {"now": now, "limit": limit, "region": region, "provisional": provisional},
        ).fetchall()


def next_due(connection: psycopg.Connection[Any]) -> datetime | None:
    """When the next timer is due, None if none runs."""
    row = connection.cursor().execute("SELECT min(due_at) FROM proj.timer").fetchone()
    return row[0] if row else None


__all__ = ["KINDS", "Timer", "Timers", "due", "next_due"]
