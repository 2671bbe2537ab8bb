"""What duty rules are made of: when a period is over, and which act has ended it."""

import datetime as dt
from collections.abc import Collection, Iterable
from functools import lru_cache

from domain.approval import events as case
from domain.approval import material_events as material
from domain.approval import ruling_events as ruling
from domain.monitoring.duties import Done
from domain.monitoring.watched import Seen
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays, end_of

DECIDING = frozenset(
    event.TYPE
    for event in (
        case.PermitGranted, case.PermitRefused, ruling.FilingRecorded, case.CaseEndedAtSource,
    )
)  # fmt: skip
CLOSING = frozenset(
    event.TYPE
    for event in (
        case.NotRequiredTold, case.AcceptanceRefused, case.ApplicationLapsed,
        case.ApplicationWithdrawn, case.CaseTerminated, case.CaseEndedAtSource,
        material.GapExpired,
    )
)  # fmt: skip
"""After these nobody owes the case anything but what the closing itself obliges to."""


@lru_cache(maxsize=8192)
def late_from(calendar: WorkCalendar, start: dt.date, days: WorkingDays) -> dt.datetime:
    """The first instant after `days` working days from `start`, which is not counted."""
    return end_of(calendar.add_workdays(start, days).date, calendar.zone)


@lru_cache(maxsize=8192)
def warned_from(calendar: WorkCalendar, due: dt.date, before: WorkingDays) -> dt.datetime:
    """The first instant of the day that lies `before` working days ahead of `due`."""
    warned = calendar.subtract_workdays(due, before).date
    return end_of(warned - dt.timedelta(days=1), calendar.zone)


def first(acts: Iterable[Seen], types: Collection[str]) -> Seen | None:
    """The first act of one of `types`."""
    return next((one for one in acts if one.type in types), None)


def following(acts: list[Seen], act: Seen) -> list[Seen]:
    """The acts after `act`."""
    return acts[acts.index(act) + 1 :]


def done(act: Seen | None) -> Done | None:
    """That an act has ended a step; None if there is no such act."""
    return Done(act.at, act.known, act.position) if act else None
