"""监管任务: what a decision on a task rests on besides the task, and what most guards check."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from domain.registry.linkage import LinkagePolicySet
from domain.shared.act import Actor
from domain.shared.errors import Forbidden, Refused
from domain.supervision.dispute_events import InterimBasis
from domain.supervision.task_state import SupervisionTask, TaskPhase
from domain.timing.calendar import WorkCalendar

Candidates = tuple[tuple[str | None, InterimBasis], ...]


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """`decider`: who decided the case; `known`: whether an organisation is registered; `rules`: of
    the region's linkage, on this day; `candidates`: who may answer during a dispute, the first that
    is registered does; `cited`: whether the record that a return rests on counts for the item;
    `deciders`: who has ever decided on the item, by the record.
    """

    at: datetime
    actor: Actor
    calendar: WorkCalendar
    decider: str | None = None
    known: Callable[[str], bool] = lambda _: True
    rules: LinkagePolicySet | None = None
    candidates: Candidates = ()
    cited: bool = True
    deciders: Collection[str] = ()

    @property
    def on(self) -> date:
        """The date of the act."""
        return self.calendar.local_date(self.at)


def need(task: SupervisionTask, allowed: Collection[TaskPhase]) -> None:
    """Raises:
    Refused: the task is in another phase.
    """
    if task.phase not in allowed:
        expected = "、".join(sorted(allowed))
        raise Refused(
            "task-wrong-state",
            f"任务处于“{task.phase.value}”状态，此操作须在“{expected}”状态",
            f"the task is {task.phase.value}; this act needs {', '.join(sorted(allowed))}",
        )


def need_org(org: str | None, facts: TaskFacts) -> None:
    """Raises:
    Forbidden: the actor belongs to another organisation.
    """
    if org is None or facts.actor.org != org:
        raise Forbidden(
            "task-other-organisation",
            "该任务由其他机构办理",
            "the task belongs to another organisation",
        )
