"""Shapes of what is shown of inspections and their penalties."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.api.contract.shapes import Count, Page, Position, Shape
from domain.supervision.events import Finding, SupervisionMode
from domain.supervision.inspection import InspectionPhase
from domain.supervision.inspection_dues import Owed
from domain.supervision.inspection_terms import InspectionTrigger, PenaltyKind
from domain.supervision.penalty_state import PenaltyPhase


class OwedAct(Shape):
    """What is owed, by the end of which day."""

    what: Owed
    on: date


class Inspection(Shape):
    """An inspection with its penalty. `dueOn`, `dueWhat`: what is owed next of one worked here,
    `dues`: everything that is; amounts in 分 (cents)."""

    inspection_id: UUID
    inspection_number: str | None
    region: str
    item: str | None
    org: str | None
    native: bool
    state: InspectionPhase
    penalty_state: PenaltyPhase
    trigger: InspectionTrigger | None
    mode: SupervisionMode | None
    planned_date: date | None
    due_on: date | None
    due_what: Owed | None
    provisional: bool
    dues: list[OwedAct]
    subject: UUID | None
    case_id: UUID | None
    permit_id: UUID | None
    task_id: UUID | None
    draw_id: UUID | None
    commitment_id: UUID | None
    finding: Finding | None
    recorded_on: date | None
    correct_by: date | None
    decide_by: date | None
    decided_on: date | None
    decision_number: str | None
    kinds: list[PenaltyKind]
    fine_cents: int | None
    owed_cents: int
    resulted_on: date | None
    published_on: date | None
    penalty_published_on: date | None
    addressee: str | None
    fed_back: bool
    acknowledged: bool
    feedback_due: date | None
    position: Position


class OneInspection(Inspection):
    """`asOfPosition`: what the view had read."""

    as_of_position: Position


class InspectionCounts(Shape):
    """By state of the inspection and of its penalty. `overdue`: something was due before today, in
    `overdueBy` by what. `notFedBack`: the approving side waits for it, `notFedBackOverdue` since
    before today; `withoutApprover`: there is no approving side to tell."""

    by_state: dict[str, Count]
    by_penalty: dict[str, Count]
    overdue: Count
    overdue_by: dict[Owed, Count]
    not_fed_back: Count
    not_fed_back_overdue: Count
    without_approver: Count


class CountedInspections(Shape):
    """How many there are."""

    counts: InspectionCounts
    position: Position


class BeyondCap(Shape):
    """An inspection that exceeds the cap; `native` false: a source reported it."""

    inspection_id: UUID
    inspection_number: str | None
    planned_date: date
    native: bool


class CapUsage(Shape):
    """How often a company is inspected in a year, `reported` of them in other systems. `yearlyCap`
    null: no plan is published. `beyond`: the first inspections that exceed it, as planned."""

    org: str
    subject: UUID
    year: int
    used: int
    reported: int
    yearly_cap: int | None
    left: Annotated[int | None, Field(description="Negative: more than the cap was reported")]
    exceeded: bool
    beyond: list[BeyondCap]
    last_planned: date


class CapUsages(Shape):
    """The companies that are inspected most first."""

    items: list[CapUsage]
    position: Position


class PublicInspection(Shape):
    """A published result: who inspected what, and what came of it; not whom."""

    inspection_id: UUID
    region: str
    org: str | None
    org_name: str | None
    item_code: str | None
    item_name: str | None
    mode: SupervisionMode | None
    finding: Finding | None
    published_on: date


class PublicInspections(Page[PublicInspection]):
    """The latest first."""
