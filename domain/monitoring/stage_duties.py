"""环节超时: a stage takes longer than the item allows it, or acceptance waits (T-06).

A hint at the limit, a yellow card at twice the limit [D]; the total may still be in time. Special
procedures stop a stage that the item limits, as they stop the legal clock.
"""

from collections.abc import Iterator

from domain.monitoring.duties import Duty, DutyView, Step
from domain.monitoring.owing import done
from domain.monitoring.stage_turns import spans, turns
from domain.timing.days import end_of
from domain.timing.stages import stage_due


def stage_overtime(view: DutyView) -> Iterator[Duty]:
    """环节超时: a stage has taken longer than the item version allows, or twice as long."""
    if not view.facts.worked_here:
        return
    limits = view.standard.stage_limits if view.standard else ()
    stops = spans(view.facts) if limits else ()
    for turn in turns(view.facts, [(one.stage, one.days) for one in limits]):
        end, steps = done(turn.end), []
        for severity, days in turn.limits:
            due = stage_due(view.calendar, turn.start.day, days, stops)
            if due is not None:
                since = end_of(due.date, view.calendar.zone)
                steps.append(Step(severity, since, turn.name, end))
        if steps:
            yield Duty("T-06", tuple(steps), (turn.start.position,), turn.start.org)
