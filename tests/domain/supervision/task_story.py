"""A task worked step by step through decide and evolve."""

from dataclasses import dataclass, field, replace
from typing import Self
from uuid import uuid5

from domain.registry.linkage import LinkagePolicySet
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.shared.command import Command
from domain.supervision import commands as c
from domain.supervision import task as tasks
from domain.supervision.dispute_events import InterimBasis
from domain.supervision.events import Finding, PushReason, SupervisionMode
from domain.supervision.task_facts import Candidates
from tests.domain.acts import BUREAU, CALENDAR, CASE_ID, REGULATOR, act, actor, at

TASK_ID = uuid5(CASE_ID, "a task in tests")
OTHER = "11320412MB0000003C"
THIRD = "11320412MB0000004A"
RECORD = "01a20383-4b58-7177-9358-e4b7de1262b9"
PUSH = c.PushTask(
    task_number="JG-1",
    case_id=CASE_ID,
    case_number="1",
    item_code="XK-0001",
    recipient=REGULATOR,
    function=Function.SUPERVISE,
    reason=PushReason.GRANTED,
)
PLAN = c.PlanSupervision(mode=SupervisionMode.SPECIAL, planned_date=at("2026-10-15").date())
RESULT = c.RecordResult(finding=Finding.COMPLIANT, inspectors=("p-1", "p-2"), detail="符合")


@dataclass
class Story:
    """`when(command, org, on)` decides and evolves."""

    task: tasks.SupervisionTask = field(default_factory=tasks.SupervisionTask)
    rules: LinkagePolicySet | None = None
    candidates: Candidates = ((REGULATOR, InterimBasis.SUPERVISES),)
    deciders: tuple[str, ...] = (BUREAU,)

    def when(
        self,
        command: Command,
        org: str | None = REGULATOR,
        on: str = "2026-09-28",
        role: Role = Role.REGULATOR,
        person: str | None = None,
    ) -> Self:
        acting = actor(person or f"p-{org}", role, org)
        facts = tasks.TaskFacts(
            at(on),
            acting,
            CALENDAR,
            BUREAU,
            (REGULATOR, OTHER, BUREAU, THIRD).__contains__,
            self.rules,
            self.candidates,
            getattr(command, "cited_record", RECORD) == RECORD,
            self.deciders,
        )
        for event in tasks.decide(self.task, command, facts):
            made = act(event, at(on), self.task.version + 1, stream=TASK_ID)
            made = replace(made, meta=made.meta.model_copy(update={"actor": acting}))
            self.task = tasks.evolve(self.task, made)
        return self

    def pushed(self, on: str = "2026-09-28", *, historic: bool = False) -> Self:
        return self.when(PUSH.model_copy(update={"historic": historic}), on=on)

    def claimed(self, on: str = "2026-09-28") -> Self:
        return self.pushed(on).when(c.SignTask(), on=on).when(c.ClaimTask(), on=on)
