"""容缺逾期: what was allowed to follow has not come, and the case is still open (C-07)."""

import datetime as dt
from collections.abc import Iterator

from domain.approval import material_events as material
from domain.monitoring.duties import Done, Duty, DutyView, Step
from domain.monitoring.findings import Severity
from domain.monitoring.owing import CLOSING, DECIDING, following, late_from
from domain.monitoring.watched import Seen
from domain.timing.days import WorkingDays

_TICK = dt.timedelta(microseconds=1)
_OVER = CLOSING | DECIDING


def gap_overdue(view: DutyView) -> Iterator[Duty]:
    """容缺逾期: the period has ended, a material is missing, and the case goes on."""
    if not view.facts.worked_here:
        return
    for accepted in view.of(material.AcceptedWithGaps.TYPE):
        since = late_from(view.calendar, accepted.day, WorkingDays(accepted.data["gapDays"]))
        step = Step(Severity.YELLOW, since, "GAP_OVERDUE", _end(view, accepted, since))
        yield Duty("C-07", (step,), (accepted.position,), accepted.org)


def _end(view: DutyView, accepted: Seen, since: dt.datetime) -> Done | None:
    """The last missing material, or the end of the case. The clock closes a case at the very
    instant at which the period has ended: that is in time, whenever it was recorded."""
    missing = set(accepted.data["gaps"])
    for act in following(view.acts, accepted):
        if act.type == material.GapMaterialSupplied.TYPE:
            missing.discard(act.data["name"])
        if act.type == material.GapExpired.TYPE and act.at == since:
            return Done(since - _TICK, since - _TICK, act.position)
        if act.type in _OVER or not missing:
            return Done(act.at, act.known, act.position)
    return None
