"""证照批次: which certificates an organisation has been told of, in one urgency (S2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.delivery.batch_commands import PushCertificateBatch
from domain.delivery.batch_events import CertificateBatchPushed
from domain.registry.standards import PushPriority
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.errors import Refused
from domain.timing.calendar import WorkCalendar
from domain.timing.days import end_of

MOST_LINES = 500
"""[D] Certificates in one message: some 100 KB, well below what a receiver takes at once."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches(folding.History):
    """State of one organisation's batches of one urgency. `position`: up to which it was told."""

    position: int = 0


def _pushed(state: Batches, act: Act) -> folding.Changes:
    assert isinstance(act.event, CertificateBatchPushed)
    return {"position": max(state.position, act.event.position)}


def fold(acts: Iterable[Act]) -> Batches:
    """The state after all of its acts."""
    return folding.fold(acts, {CertificateBatchPushed: _pushed}, Batches())


def period_closed_by(calendar: WorkCalendar, priority: PushPriority, day: date) -> date | None:
    """First day of the period whose batch goes out when the working day `day` has ended; None if
    none does. URGENT: every working day, NORMAL: the last one of its week, LOW: of its month.

    Source: S2「根据事项轻重缓急定期」; which class has which period is [seed] domain.md §1.3.
    """
    if priority is PushPriority.URGENT:
        return day
    weekly = priority is PushPriority.NORMAL
    first = day - timedelta(days=day.weekday()) if weekly else day.replace(day=1)
    after = day + _DAY
    while after.weekday() != 0 if weekly else after.day != 1:
        if calendar.is_workday(after):
            return None
        after += _DAY
    return first


def push(
    state: Batches, command: PushCertificateBatch, at: datetime, calendar: WorkCalendar
) -> tuple[CertificateBatchPushed, ...]:
    """Each certificate that was not in a batch yet, once, in as many parts as it takes; none
    if there is nothing new.

    Raises:
        Refused: `last` has not ended.
    """
    if at < end_of(command.last, calendar.zone):
        raise Refused("period-running", "周期尚未结束", "the period has not ended")
    new = [line for line in command.certificates if line.position > state.position]
    parts = [tuple(new[at : at + MOST_LINES]) for at in range(0, len(new), MOST_LINES)]
    return tuple(
        CertificateBatchPushed(
            org=command.org,
            priority=command.priority,
            first=command.first,
            last=command.last,
            certificates=lines,
            part=number,
            parts=len(parts),
            position=command.position,
        )
        for number, lines in enumerate(parts, start=1)
    )
