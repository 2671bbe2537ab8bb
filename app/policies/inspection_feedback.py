"""检查结果反馈: what an inspection or its penalty came to goes back to the approving side.

Source: 浙江§33; S2「双向推送机制」; S1「监管信息向审批局的反馈应用」. Where a task asks for just
this answer, the result is its result and the feedback its feedback; else the inspection's own.
"""

from collections.abc import Iterator
from uuid import UUID

from app.policies.policy import Cause, Desk, Intention, Policy, Reaction
from domain.monitoring.watched import OUTCOMES as PUSHED_FOR
from domain.monitoring.watched import PERMIT_OUTCOMES
from domain.registry.standards import Function
from domain.shared.act import Act
from domain.shared.ids import commitment_id, event_id, permit_id, task_id
from domain.supervision import inspection as inspections
from domain.supervision import task as tasks
from domain.supervision.commands import MOST_INSPECTORS, PushFeedback, RecordInspectionResult
from domain.supervision.events import Finding
from domain.supervision.inspection import Inspection
from domain.supervision.inspection_commands import PushInspectionFeedback
from domain.supervision.inspection_steps import OUTCOMES
from domain.supervision.task import INSPECTABLE
from domain.timing.days import shanghai_date

_DETAIL = {Finding.COMPLIANT: "未发现问题", Finding.NON_COMPLIANT: "发现问题"}
_PUSHING = frozenset({*PUSHED_FOR, *PERMIT_OUTCOMES})


def react(cause: Cause, desk: Desk) -> Reaction:
    """Nothing where the newest outcome has been fed back, or there is none (yet)."""
    inspection = inspections.fold(desk.store.load(cause.stream))
    finding = inspection.finding
    if finding is None or inspection.fed_back:
        return ()
    task = _task(inspection, desk)
    if task is not None:
        people = tuple(sorted(inspection.officers)) or (cause.meta["actor"]["personId"],)
        people = people[:MOST_INSPECTORS]  # a source may name a hundred
        result = RecordInspectionResult(
            finding=finding,
            inspectors=people,
            detail=f"检查 {inspection.number or ''}: {_DETAIL[finding]}",
            inspection_id=cause.stream,
        )
        return [
            Intention(result, task, part="result"),
            Intention(PushFeedback(), task, part="task"),
        ]
    if not _decided_by_somebody(inspection, cause, desk):
        return ()
    return [Intention(PushInspectionFeedback(), cause.stream, part="inspection")]


def _decided_by_somebody(inspection: Inspection, cause: Cause, desk: Desk) -> bool:
    item = inspection.item_code
    on = cause.effective_on(desk.institution)
    return item is not None and desk.institution.responsible(item, Function.DECIDE, on) is not None


def _task(inspection: Inspection, desk: Desk) -> UUID | None:
    """The task that the inspection names; else the only open one of its case or permit that is
    the inspecting organisation's. Of several nobody but a human can tell which is meant."""
    if inspection.task_id is not None:
        return inspection.task_id if _open(inspection, inspection.task_id, desk) else None
    found = {one for one in _tasks(inspection, desk) if _open(inspection, one, desk)}
    return found.pop() if len(found) == 1 else None


def _open(inspection: Inspection, stream: UUID, desk: Desk) -> bool:
    task = tasks.fold(desk.store.load(stream))
    ours = task.region == inspection.region and task.recipient == inspection.org
    return ours and task.phase in INSPECTABLE


def _tasks(inspection: Inspection, desk: Desk) -> Iterator[UUID]:
    case, org = inspection.case_id, inspection.org
    if case is None or org is None:
        return
    permit = inspection.permit_id or permit_id(case)
    for stream in (case, commitment_id(case), permit):
        for act in desk.store.load(stream):
            if act.event.TYPE in _PUSHING and not _before(inspection, act):
                yield task_id(case, org, str(_caused_by(act)))


def _before(inspection: Inspection, act: Act) -> bool:
    """What was found before there was the permit, or its renewal, does not answer for it."""
    since = act.meta.effective_date or shanghai_date(act.meta.occurred_at)
    return inspection.outcome_on is not None and inspection.outcome_on < since


def _caused_by(act: Act) -> UUID:
    return event_id(act.originator_id, act.originator_version)


INSPECTION_FEEDBACK = Policy(
    "inspection-feedback", frozenset(event.TYPE for event in OUTCOMES), react
)
