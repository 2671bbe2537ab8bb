"""裁定回写: what was ruled in a dispute becomes the record on who answers.

A record that was wrong from its first day is corrected; otherwise the ruling begins a new one that
ends where a later change is on record already. Where the case has a territory it is about that.
Source: 济南2023§5; domain.md §2.5.
"""

from datetime import date

from app.policies.policy import Cause, Desk, Intention, Policy, Reaction
from domain.registry.commands import AssignResponsibility
from domain.registry.institution import Institution
from domain.registry.power_commands import CorrectResponsibility
from domain.shared.command import Command
from domain.supervision import task as tasks
from domain.supervision.dispute_events import ResponsibilityRuled
from domain.supervision.task_state import SupervisionTask


def react(cause: Cause, desk: Desk) -> Reaction:
    """Nothing where the record says so already."""
    task = tasks.fold(desk.store.load(cause.stream))
    ruled = ResponsibilityRuled.model_validate(cause.data)
    command = written_back(desk.institution, task, ruled, cause.effective_on(desk.institution))
    return (Intention(command, cause.stream),) if command else ()


def written_back(
    institution: Institution, task: SupervisionTask, ruled: ResponsibilityRuled, today: date
) -> Command | None:
    """The command that makes the record say what was ruled, on the day of the ruling above all,
    however far back it reaches; None: it does."""
    item, function, on = task.item_code, task.function, ruled.valid_from
    if item is None or function is None:
        return None
    held = institution.responsible(item, function, today, territory=task.territory)
    if held and held.org == ruled.org:
        return None
    why = f"权责争议裁定 {ruled.ruling_number}：{ruled.legal_basis}"[:1000]
    if held and held.territory == task.territory and on <= held.valid_from:
        return CorrectResponsibility(
            item_code=item,
            function=function,
            corrects=held.ref,
            org=ruled.org,
            valid_from=on,
            valid_to=held.valid_to,
            reason=why,
            territory=task.territory,
        )
    return AssignResponsibility(
        item_code=item,
        function=function,
        org=ruled.org,
        valid_from=on,
        valid_to=_next_change(institution, task, on),
        legal_basis=why,
        territory=task.territory,
    )


def _next_change(institution: Institution, task: SupervisionTask, on: date) -> date | None:
    assert task.item_code
    assert task.function
    known = institution.competence.records.get((task.item_code, task.function), ())
    later = (one.valid_from for one in known if one.territory == task.territory)
    return min((day for day in later if day > on), default=None)


RECORD_RULING = Policy("record-ruling", frozenset({ResponsibilityRuled.TYPE}), react)
