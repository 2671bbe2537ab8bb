"""What a decision on a supervision task rests on, looked up in the institution."""

from datetime import datetime
from uuid import UUID

from domain.registry.institution import Institution
from domain.registry.standards import Function
from domain.shared.act import Actor
from domain.shared.command import Command
from domain.supervision.commands import PushFeedback, ReturnTask
from domain.supervision.dispute_events import InterimBasis
from domain.supervision.task_facts import Candidates, TaskFacts
from domain.supervision.task_state import SupervisionTask


def facts_of_task(
    institution: Institution, actor: Actor, at: datetime, task: SupervisionTask, command: Command
) -> TaskFacts:
    """Facts at `at`; what only a return rests on is looked up for a return alone."""
    on = institution.calendar.local_date(at)
    decided = None
    if task.item_code:
        decided = institution.responsible(task.item_code, Function.DECIDE, on)
    returning = isinstance(command, ReturnTask)
    return TaskFacts(
        at,
        actor,
        institution.calendar,
        decided.org if decided else None,
        lambda org: institution.organisation(org) is not None,
        institution.linkage_on(on),
        _candidates(institution, at, task) if returning else (),
        not returning or _is_record(institution, task.item_code, command.cited_record),
        _deciders(institution, task.item_code) if isinstance(command, PushFeedback) else (),
    )


def _deciders(institution: Institution, item: str | None) -> frozenset[str]:
    known = institution.competence.records.get((item or "", Function.DECIDE), ())
    return frozenset(record.org for record in known if record.org)


def _is_record(institution: Institution, item: str | None, cited: str) -> bool:
    try:
        ref = UUID(cited)
    except ValueError:
        return False
    return item is not None and institution.competence.record(item, ref) is not None


def _candidates(institution: Institution, at: datetime, task: SupervisionTask) -> Candidates:
    """Who answers during a dispute: the record on supervising, else on enforcing, else whom the
    region has named for it."""
    on = institution.calendar.local_date(at)
    rules = institution.linkage_on(on)
    found = [
        (
            institution.responsible(task.item_code or "", function, on, territory=task.territory),
            basis,
        )
        for function, basis in (
            (Function.SUPERVISE, InterimBasis.SUPERVISES),
            (Function.ENFORCE, InterimBasis.ENFORCES),
        )
    ]
    named = rules.interim_org if rules else None
    return (
        *((one.org if one else None, basis) for one, basis in found),
        (named, InterimBasis.POLICY),
    )
