"""环节期限: how long one stage of a case may take; special procedures stop it as they stop the
legal clock (行政许可法 §45)."""

import datetime as dt
from collections.abc import Iterable

from domain.timing.calendar import WorkCalendar
from domain.timing.days import DueDate, WorkingDays
from domain.timing.facts import ProcedureSpan
from domain.timing.pauses import Pause, run


def stage_due(
    calendar: WorkCalendar,
    start: dt.date,
    days: WorkingDays,
    procedures: Iterable[ProcedureSpan] = (),
) -> DueDate | None:
    """The last day of a stage that began on `start`; None while an open procedure holds it."""
    spans = list(procedures)
    stops = [Pause(one.started, one.ended, one, False) for one in spans if one.ended is not None]
    due = run(calendar, start, days, stops).due
    if any(one.is_open and one.started <= due.date for one in spans):
        return None
    return due
