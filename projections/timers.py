"""到期事项: what the clock must do, and when, for cases and tasks that are worked here.

Reported cases have no timers: there a passed deadline is a finding that a later report may moot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from domain.approval import events as case
from domain.supervision import events as task
from domain.timing.days import WorkingDays, end_of
from domain.timing.limits import CLAIMING, ONE_TIME_NOTICE
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import replace_rows

DEEM_ACCEPTED = "deem-accepted"
LAPSE = "lapse"
DEEM_CLAIMED = "deem-claimed"

_CLEARING = frozenset(
    event.TYPE
    for event in (
        case.NotRequiredTold, case.AcceptanceRefused, case.MaterialsResubmitted,
        case.ApplicationLapsed, case.CaseAccepted, case.CaseDeemedAccepted, case.PermitGranted,
        case.PermitRefused, case.ApplicationWithdrawn, case.CaseTerminated, case.CaseEndedAtSource,
        task.TaskClaimed, task.TaskDeemedClaimed, task.TaskReturned, task.SupervisionPlanned,
        task.NoOnSiteNeeded, task.SupervisionResultRecorded, task.TaskMooted,
    )
)  # fmt: skip
_SETTING = frozenset(
    event.TYPE
    for event in (
        case.MaterialsReceived, case.SupplementNoticed, task.SupervisionTaskPushed,
        task.TaskRerouted,
    )
)  # fmt: skip
_COLUMNS = ("stream", "region", "kind", "since", "days", "due_at", "provisional", "position")


@dataclass(frozen=True, slots=True)
class Timer:
    """Due at the first instant after the period's last day. `since` is its start day: for a deemed
    acceptance the day of receipt, from which the acceptance counts."""

    stream: UUID
    region: str
    kind: str
    since: date
    days: int
    due_at: datetime
    provisional: bool
    position: int


class Timers(Projection):
    """`proj.timer`: at most one running period a stream; `proj.claim_days`: how long the claim of
    a task may take, for the day when it is routed anew."""

    name: ClassVar = "timers"
    version: ClassVar = 1
    handles: ClassVar = _CLEARING | _SETTING
    tables: ClassVar = ("timer", "claim_days")
    institution: ClassVar = True

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("timer")} (
            stream uuid PRIMARY KEY, region text NOT NULL, kind text NOT NULL, since date NOT NULL,
            days int NOT NULL, due_at timestamptz NOT NULL, provisional boolean NOT NULL,
            position bigint NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("claim_days")} (
            stream uuid PRIMARY KEY, days int NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('timer')} (due_at, stream)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        claims = self._claim_days(page, session)
        changed: dict[str, tuple[str, str, date, int, int] | None] = {}
        for event in page:
            if event.native:
                # A notice without a period for the applicant still ends the office's own period.
                period = _period(event, claims) if event.type in _SETTING else None
                at = (event.region, *period, event.position) if period else None
                changed[event.stream_text] = at
        rows = [_row(key, *at, context=context) for key, at in changed.items() if at]
        replace_rows(session, self.table("timer"), _COLUMNS, rows, list(changed))
        if context.changed_calendars:
            self._again(session, context)

    def _claim_days(self, page: Sequence[Recorded], session: Session) -> dict[str, int]:
        pushed = {
            event.stream_text: event.data.get("claimDays", CLAIMING.days)
            for event in page
            if event.type == task.SupervisionTaskPushed.TYPE and _runs(event)
        }
        table = self.table("claim_days")
        replace_rows(session, table, ("stream", "days"), list(pushed.items()), list(pushed))
        rerouted = [event.stream_text for event in page if event.type == task.TaskRerouted.TYPE]
        if rerouted:
            found = session.read(
                f"SELECT stream::text, days FROM {table} WHERE stream = ANY(%s::uuid[])",
                (rerouted,),
            )
            pushed = dict(found) | pushed
        return pushed

    def _again(self, session: Session, context: Context) -> None:
        """A changed calendar moves every running period of its region."""
        found = session.read(
            f"""SELECT stream::text, region, kind, since, days, position FROM {self.table("timer")}
                 WHERE region = ANY(%s)""",
            (sorted(context.changed_calendars),),
        )
        rows = [_row(*row, context=context) for row in found]
        replace_rows(session, self.table("timer"), _COLUMNS, rows, [row[0] for row in found])


def _runs(event: Recorded) -> bool:
    return event.native and not event.data.get("historic", False)


def _period(event: Recorded, claims: dict[str, int]) -> tuple[str, date, int] | None:
    """(kind, start day, working days) of the period that an event starts; None: it starts none."""
    day = date.fromisoformat(event.legal_day)
    if event.type == case.MaterialsReceived.TYPE:
        return DEEM_ACCEPTED, day, ONE_TIME_NOTICE.days
    if event.type == case.SupplementNoticed.TYPE:
        days = event.data.get("applicantDays")
        return (LAPSE, day, days) if days else None
    days = claims.get(event.stream_text)
    return (DEEM_CLAIMED, day, days) if days else None


def _row(
    stream: str, region: str, kind: str, since: date, days: int, position: int, *, context: Context
) -> tuple[object, ...]:
    calendar = context.calendar(region)
    due = calendar.add_workdays(since, WorkingDays(days))
    at = end_of(due.date, calendar.zone)
    return stream, region, kind, since, days, at, due.provisional, position


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
            """SELECT stream, region, kind, since, days, due_at, provisional, position
                 FROM proj.timer WHERE due_at <= %(now)s AND (%(provisional)s OR NOT provisional)
                  AND (%(region)s::text IS NULL OR region = %(region)s)
                ORDER BY due_at, stream LIMIT %(limit)s""",
            {"now": now, "limit": limit, "region": region, "provisional": provisional},
        ).fetchall()


def next_due(connection: psycopg.Connection[Any]) -> datetime | None:
    """When the next timer is due, None if none runs."""
    row = connection.cursor().execute("SELECT min(due_at) FROM proj.timer").fetchone()
    return row[0] if row else None
