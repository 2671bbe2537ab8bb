"""检查结果反馈: what an inspection or its penalty came to goes back to the approving side.

Source: 浙江§33; S2「双向推送机制」; S1「监管信息向审批局的反馈应用」. Where a task asks for just
this answer, the result is its result and the feedback its feedback; else the inspection's own.
Each outcome goes back once, however often this is asked.
"""

from uuid import UUID

from app.commands.inspection_tasks import Answer, answer_of
from app.policies.policy import Cause, Desk, Intention, Policy, Reaction
from domain.registry.standards import Function
from domain.supervision import inspection as inspections
from domain.supervision.commands import MOST_INSPECTORS, PushFeedback, RecordInspectionResult
from domain.supervision.events import Finding
from domain.supervision.inspection import Inspection
from domain.supervision.inspection_commands import PushInspectionFeedback
from domain.supervision.inspection_steps import OUTCOMES

_DETAIL = {Finding.COMPLIANT: "未发现问题", Finding.NON_COMPLIANT: "发现问题"}


def react(cause: Cause, desk: Desk) -> Reaction:
    """Nothing where the newest outcome has gone back, by itself or through a task, or there is none
    (yet)."""
    inspection = inspections.fold(desk.store.load(cause.stream))
    finding = inspection.finding
    if finding is None or inspection.fed_back:
        return ()
    answer = _answer(inspection, cause.stream, desk)
    if answer.carried:  # by this policy, perhaps before it was stopped half-way
        return [_feedback(answer.unsent)] if answer.unsent else ()
    if (task := answer.waiting) is not None:
        result = _result(inspection, finding, cause)
        return [Intention(result, task, part="result"), _feedback(task)]
    if not _decided_by_somebody(inspection, cause, desk):
        return ()
    return [Intention(PushInspectionFeedback(), cause.stream, part="inspection")]


def _result(inspection: Inspection, finding: Finding, cause: Cause) -> RecordInspectionResult:
    people = tuple(sorted(inspection.officers)) or (cause.meta["actor"]["personId"],)
    return RecordInspectionResult(
        finding=finding,
        inspectors=people[:MOST_INSPECTORS],  # a source may name a hundred
        detail=f"检查 {inspection.number or ''}: {_DETAIL[finding]}",
        inspection_id=cause.stream,
        inspection_version=inspection.version,
    )


def _feedback(task: UUID) -> Intention:
    return Intention(PushFeedback(), task, part="task")


def _decided_by_somebody(inspection: Inspection, cause: Cause, desk: Desk) -> bool:
    item = inspection.item_code
    on = cause.effective_on(desk.institution)
    return item is not None and desk.institution.responsible(item, Function.DECIDE, on) is not None


def _answer(inspection: Inspection, stream: UUID, desk: Desk) -> Answer:
    asking = answer_of(inspection, stream)
    try:
        wanted = next(asking)
        while True:
            wanted = asking.send(desk.store.load(wanted.stream))
    except StopIteration as done:
        return done.value


INSPECTION_FEEDBACK = Policy(
    "inspection-feedback", frozenset(event.TYPE for event in OUTCOMES), react
)
