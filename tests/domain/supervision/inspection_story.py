"""An inspection worked step by step through decide and evolve."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self
from uuid import uuid5

from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.subject import SubjectKind, SubjectRef
from domain.supervision import inspection as inspections
from domain.supervision import inspection_commands as c
from domain.supervision import penalty_commands as p
from domain.supervision.draw_events import InspectionPlanPublished, PublishedCheck
from domain.supervision.events import SupervisionMode
from domain.supervision.inspection_events import InspectionPlanned
from domain.supervision.inspection_terms import (
    CheckedItem,
    CheckOutcome,
    Gravity,
    InspectionTrigger,
    PenaltyKind,
)
from tests.domain.acts import BUREAU, CALENDAR, CASE_ID, REGULATOR, act, actor, at

STREAM = uuid5(CASE_ID, "an inspection in tests")
COMPANY = SubjectRef(subject_id=uuid5(CASE_ID, "a company"), kind=SubjectKind.ORGANISATION)
PERSON = SubjectRef(subject_id=uuid5(CASE_ID, "a person"), kind=SubjectKind.PERSON)
CHECK, ITEM = "消防通道", "XK-0001"
PLAN_2026 = InspectionPlanPublished(
    org=REGULATOR, year=2026, plan_version=1, yearly_cap=2,
    checks=(PublishedCheck(name=CHECK, item_code=ITEM),),
)  # fmt: skip
LICENCES = {"p-1": "ZF-1", "p-2": "ZF-2", "p-3": None, "p-4": "ZF-4"}
PLAN = c.PlanInspection(
    inspection_number="JC-1", org=REGULATOR, item_code=ITEM, trigger=InspectionTrigger.PLAN,
    mode=SupervisionMode.SPECIAL, planned_date=date(2026, 10, 15), checks=(CHECK,),
    officers=("p-1", "p-2"), subject=COMPANY,
)  # fmt: skip
NOTICE = c.NoticeInspection(unannounced=True, reason="防止通风报信")
START = c.StartInspection(officers=("p-1", "p-2"), licences_shown=True, scan_code="SM-1")
PASSED = (CheckedItem(name=CHECK, outcome=CheckOutcome.PASSED),)
FAILED = (CheckedItem(name=CHECK, outcome=CheckOutcome.FAILED, gravity=Gravity.MINOR),)
GRAVE = (CheckedItem(name=CHECK, outcome=CheckOutcome.FAILED, gravity=Gravity.SERIOUS),)
ORDER = c.OrderCorrection(demands=("清理通道",), correct_by=date(2026, 11, 30))
FILE = p.FilePenalty(filing_number="LA-1", violation="占用通道", violated_on=date(2026, 10, 15))
SMALL = {"fine_cents": 5_000_00}
TOLD = p.NoticePenalty(
    facts="占用通道", legal_basis="消防法§60", intended=(PenaltyKind.FINE,), hearing_right=False,
    **SMALL,
)  # fmt: skip
DECIDE = p.DecidePenalty(
    decision_number="CF-1", kinds=(PenaltyKind.FINE,), facts="占用通道", legal_basis="消防法§60",
    remedies="六十日内复议", **SMALL,
)  # fmt: skip


@dataclass
class Story:
    """`when(command, …)` decides and evolves; who acts is p-1 unless told, or the head."""

    inspection: inspections.Inspection = field(default_factory=inspections.Inspection)
    used: int = 0
    plan: InspectionPlanPublished | None = PLAN_2026
    barred: frozenset[str] = frozenset()

    def facts(self, command: Command, on: str, **who: Any) -> inspections.InspectionFacts:
        planned = None
        if isinstance(command, c.PlanInspection):
            planned = InspectionPlanned(**dict(command))
        return inspections.InspectionFacts(
            at(on),
            actor(who.get("by", "p-1"), who.get("role", Role.ENFORCER), who.get("org", REGULATOR)),
            CALENDAR,
            planned,
            self.plan,
            LICENCES,
            self.barred,
            self.used,
            BUREAU,
        )

    def when(self, command: Command, on: str = "2026-10-15", **who: Any) -> Self:
        facts = self.facts(command, on, **who)
        for event in inspections.decide(self.inspection, command, facts):
            made = act(
                event, at(on), self.inspection.version + 1, facts.actor.person_id, stream=STREAM
            )
            self.inspection = inspections.evolve(self.inspection, made)
        return self

    def head(self, command: Command, on: str = "2026-10-15") -> Self:
        return self.when(command, on, by="p-head", role=Role.LEADER)

    def started(self) -> Self:
        self.when(PLAN, "2026-10-09").head(c.ApproveInspection(form_number="S-1"), "2026-10-09")
        return self.when(NOTICE).when(START)

    def recorded(self, items: tuple[CheckedItem, ...] = FAILED) -> Self:
        return self.started().when(c.RecordInspection(items=items, signed_by_subject=True))

    def noticed(self, told: p.NoticePenalty = TOLD) -> Self:
        return self.recorded().when(FILE).when(told)

    def decided(self) -> Self:
        return self.noticed().when(p.HearDefence()).head(DECIDE)
