"""Which task an inspection answers, so that its outcome goes back once: through it, or by itself.

The policy that feeds back and the guard of the command ask the same question.
"""

from collections.abc import Generator, Iterator
from typing import NamedTuple
from uuid import UUID

from app.commands.effects import Load
from domain.monitoring.watched import OUTCOMES as PUSHED_FOR
from domain.monitoring.watched import PERMIT_OUTCOMES
from domain.shared.act import Act
from domain.shared.ids import commitment_id, event_id, permit_id, task_id
from domain.supervision import task as tasks
from domain.supervision.events import SupervisionResultRecorded
from domain.supervision.inspection_state import Inspection
from domain.supervision.inspection_steps import taken_along
from domain.timing.days import shanghai_date

_PUSHING = frozenset({*PUSHED_FOR, *PERMIT_OUTCOMES})


class Answer(NamedTuple):
    """`waiting`: the task that asks for just this inspection. `carried`: a task has its newest
    outcome as a result. `unsent`: a task whose result that is and whose feedback is still to go."""

    waiting: UUID | None
    carried: bool
    unsent: UUID | None

    @property
    def through_task(self) -> bool:
        """The outcome goes back, or has gone, through a task."""
        return self.carried or self.waiting is not None


def answer_of(inspection: Inspection, stream: UUID) -> Generator[Load, list[Act], Answer]:
    """The task that the inspection names; else the only open one of its case or permit that is
    the inspecting organisation's. Of several nobody but a human can tell which is meant."""
    asked = [inspection.task_id] if inspection.task_id else (yield from _asked(inspection))
    waiting, carried, unsent = set[UUID](), False, None
    for one in asked:
        task = tasks.fold((yield Load(one)))
        ours = task.region == inspection.region and task.recipient == inspection.org
        if ours and task.phase in tasks.INSPECTABLE:
            waiting.add(one)
        if any(_tells(act, inspection, stream) for act in task.acts):
            carried = True
            unsent = one if task.phase is tasks.TaskPhase.RESULTED else unsent
    return Answer(waiting.pop() if len(waiting) == 1 else None, carried, unsent)


def _tells(act: Act, inspection: Inspection, stream: UUID) -> bool:
    result = act.event
    if not isinstance(result, SupervisionResultRecorded) or result.inspection_id != stream:
        return False
    return taken_along(inspection, act.meta.occurred_at, result.inspection_version)


def _asked(inspection: Inspection) -> Generator[Load, list[Act], list[UUID]]:
    case, org = inspection.case_id, inspection.org
    if case is None or org is None:
        return []
    found: dict[UUID, None] = {}
    for stream in (case, commitment_id(case), inspection.permit_id or permit_id(case)):
        acts = yield Load(stream)
        found |= dict.fromkeys(
            task_id(case, org, str(cause)) for cause in _causes(inspection, acts)
        )
    return list(found)


def _causes(inspection: Inspection, acts: list[Act]) -> Iterator[UUID]:
    """What was found before there was the permit, or its renewal, does not answer for it."""
    for act in acts:
        since = act.meta.effective_date or shanghai_date(act.meta.occurred_at)
        before = inspection.outcome_on is not None and inspection.outcome_on < since
        if act.event.TYPE in _PUSHING and not before:
            yield event_id(act.originator_id, act.originator_version)
