"""延长期限: whether a recorded extension counts, and if not, why not (行政许可法 §42)."""

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays
from domain.timing.facts import STATUTORY, CaseTimes, Clock, Extension
from domain.timing.pauses import pauses, run


class ExtensionFlaw(StrEnum):
    """Why an extension does not count; each is a finding of rule P-09."""

    NOT_FORESEEN = "not_foreseen"  # the law gives this handling no extension
    WRONG_APPROVER = "wrong_approver"
    AFTER_DUE = "after_due"
    SECOND = "second"
    NOT_TOLD = "not_told"


class ExtensionVerdict(NamedTuple):
    """What one extension adds to one clock: `granted` working days, 0 with a `flaw`.

    A grant below `extension.days` without flaw means that the legal maximum cut it.
    """

    extension: Extension
    granted: WorkingDays
    flaw: ExtensionFlaw | None


def judge_extensions(
    calendar: WorkCalendar, times: CaseTimes, clock: Clock, as_of: dt.date | None
) -> tuple[ExtensionVerdict, ...]:
    """A verdict on each extension, in order of approval; at most one is granted.

    "Before due" is asked of the clock itself, so one approved between the committed and the
    legal due date lengthens the legal clock alone.
    """
    verdicts: list[ExtensionVerdict] = []
    granted = False
    for one in sorted(times.extensions, key=lambda extension: extension.approved_on):
        flaw = ExtensionFlaw.SECOND if granted else _flaw(calendar, times, clock, as_of, one)
        most = STATUTORY[times.handling].extension
        days = 0 if flaw else min(most if one.days is None else one.days, most)
        granted = granted or flaw is None
        verdicts.append(ExtensionVerdict(one, WorkingDays(days), flaw))
    return tuple(verdicts)


def _flaw(
    calendar: WorkCalendar,
    times: CaseTimes,
    clock: Clock,
    as_of: dt.date | None,
    extension: Extension,
) -> ExtensionFlaw | None:
    rule = STATUTORY[times.handling]
    if rule.approver is None:
        return ExtensionFlaw.NOT_FORESEEN
    if extension.approver is not rule.approver:
        return ExtensionFlaw.WRONG_APPROVER
    if not extension.notice_served:
        return ExtensionFlaw.NOT_TOLD
    # A procedure still open on the day of approval had suspended the clock up to that day.
    seen = max(as_of or extension.approved_on, extension.approved_on)
    stops = pauses(calendar, times, clock, seen)
    due = run(calendar, times.start, times.limit(clock), stops).due
    return ExtensionFlaw.AFTER_DUE if extension.approved_on > due.date else None
