"""The clock: due deadlines of natively worked streams become commands.

It looks at what the projector has reached and lets the guards judge the stream as it is now: a row
that is behind is refused and passed over, without a trace, since nobody attempted anything.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from psycopg_pool import ConnectionPool

from app.commands.caller import Caller
from app.commands.handle import CommandHandler
from domain.approval.commands import DeemAccepted, LapseApplication
from domain.approval.material_commands import ExpireGaps
from domain.approval.opinion_commands import LapseReviewerOpinion
from domain.consultation.commands import LapseOpinion as LapseConsultationOpinion
from domain.permit.follow_up_commands import EndSuspension, RunOutPermit
from domain.shared.command import Command
from domain.shared.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from domain.supervision.commands import DeemClaimed
from domain.supervision.dispute_commands import EscalateDispute
from domain.supervision.dispute_events import ArbitrationLevel
from projections import timer_kinds, timers
from projections.timers import Timer

LIMIT = 500

COMMANDS: dict[str, Callable[[str], Command]] = {
    timer_kinds.DEEM_ACCEPTED: lambda _: DeemAccepted(),
    timer_kinds.LAPSE: lambda _: LapseApplication(),
    timer_kinds.EXPIRE_GAPS: lambda _: ExpireGaps(),
    timer_kinds.DEEM_CLAIMED: lambda _: DeemClaimed(),
    timer_kinds.RUN_OUT_PERMIT: lambda _: RunOutPermit(),
    timer_kinds.END_SUSPENSION: lambda _: EndSuspension(),
    timer_kinds.ESCALATE: lambda level: EscalateDispute(
        level=ArbitrationLevel(level), reason="本层级处理期限届满，自动提级"
    ),
    timer_kinds.LAPSE_OPINION: lambda org: LapseReviewerOpinion(org=org),
    timer_kinds.LAPSE_CONSULTATION: lambda org: LapseConsultationOpinion(org=org),
}
"""What carries out a kind of period (projections/timer_kinds.py), of the period's subject."""

Due = Callable[[datetime, int], Sequence[Timer]]
"""Timers whose last day has ended at an instant, oldest first, at most so many."""


def due_from(queries: ConnectionPool) -> Due:
    """The projection `timers` behind a pool of read-only connections."""

    def due(now: datetime, limit: int) -> Sequence[Timer]:
        with queries.connection() as connection:
            return timers.due(connection, now, limit, provisional=False)

    return due


class Clock:
    """Issues timer commands. Blocking; one holder at a time (advisory lock of the worker)."""

    def __init__(self, handler: CommandHandler, due: Due) -> None:
        self._handler = handler
        self._due = due

    def tick(self, now: datetime, limit: int = LIMIT) -> int:
        """Carry out what is due at `now`; the number of commands that took effect.

        Provisional deadlines have no effect in law and are passed over.
        """
        return sum(self._issue(one) for one in self._due(now, limit) if not one.provisional)

    def _issue(self, timer: Timer) -> bool:
        try:
            result = self._handler.handle_sync(
                COMMANDS[timer.kind](timer.subject),
                target=timer.stream,
                caller=Caller.system(timer.region, "clock"),
                occurred_at=timer.due_at,
                record_refusals=False,
            )
        except (Refused, Forbidden, Invalid, NotFound, Conflict):
            return False  # one that cannot be must not keep those behind it waiting
        return not result.replayed
