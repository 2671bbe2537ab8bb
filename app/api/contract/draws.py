"""Shapes of yearly plans, recusals and random draws (双随机)."""

from datetime import date, datetime
from uuid import UUID

from app.api.contract.shapes import Count, Hash, Position, Shape
from domain.supervision.draw_eligibility import ObjectOut, OfficerOut
from domain.supervision.draw_pool import ObjectKind
from domain.supervision.draw_state import DrawPhase


class PlannedCheck(Shape):
    """One line of a published list."""

    name: str
    item_code: str
    legal_basis: str | None


class InspectionPlan(Shape):
    """One published version of a year's plan; the highest in force on a date counts."""

    org: str
    year: int
    plan_version: int
    published_on: date
    yearly_cap: int
    checks: list[PlannedCheck]
    position: Position


class Recusal(Shape):
    """Who must not inspect whom, as last stated."""

    recusal_id: UUID
    org: str | None
    person: str
    subject: UUID
    declared_on: date | None
    valid_to: date | None
    reason: str
    position: Position


class Ratio(Shape):
    """Share of the objects of one credit grade, in thousandths."""

    grade: str
    permille: Count


class Announcement(Shape):
    """What was fixed before the draw."""

    org: str
    draw_number: str
    state: DrawPhase
    draw_on: date
    inspect_by: date
    announced_at: datetime
    published_at: datetime | None
    cancelled_at: datetime | None
    region: str
    plan: str
    item_codes: list[str]
    checks: list[str]
    ratios: list[Ratio]
    crew: Count
    objects: Count
    objects_digest: Hash
    inspectors: Count
    inspectors_digest: Hash
    pool_position: Position
    seed_commitment: Hash
    public_value: str
    place: str | None
    reason: str | None


class Draw(Announcement):
    """A draw; `drawnCount`: objects that have their officers."""

    draw_id: UUID
    performed_at: datetime | None
    drawn_count: Count
    position: Position


class DrawnLine(Shape):
    """One object and its officers."""

    key: UUID
    grade: str
    officers: list[str]


class PassedOver(Shape):
    """An officer who would have been drawn."""

    key: UUID
    person_id: str
    reason: str


class Shown(Shape):
    """What repeats the draw, once it was performed."""

    secret: Hash | None
    seed: Hash | None
    public_value_given: str | None


class OneDraw(Draw, Shown):
    """A draw with its result."""

    drawn: list[DrawnLine]
    recused: list[PassedOver]
    undrawn: list[UUID]
    as_of_position: Position


class PublicResult(Shape):
    """One object that was drawn; of its officers how many there are."""

    key: UUID
    grade: str
    officers: Count


class PublicDraw(Announcement, Shown):
    """A draw as anybody may see it; nothing of the result before it is published."""

    org_name: str | None
    drawn_count: Count | None
    results: list[PublicResult]


class PoolCounts(Shape):
    """How many are in, how many out."""

    objects: Count
    objects_out: Count
    inspectors: Count
    inspectors_out: Count


class Candidate(Shape):
    """A permit or commitment; `out`: why it cannot be drawn; `recused`: officers who may not come;
    `inspections`: of this holder by this organisation in the year, complaints and clues apart."""

    key: UUID
    kind: ObjectKind
    item: str
    subject: UUID | None
    number: str | None
    case_id: UUID | None
    state: str | None
    valid_from: date | None
    valid_to: date | None
    grade: str
    inspections: Count
    out: ObjectOut | None
    recused: list[str]


class Officer(Shape):
    """An officer; `out`: why he cannot be drawn; `items` empty: any."""

    person_id: str
    post: str
    licence: str | None
    items: list[str]
    out: OfficerOut | None


class DrawPool(Shape):
    """What a draw of this item would be drawn from (R8)."""

    item: str
    org: str
    on: date
    objects_digest: Hash
    inspectors_digest: Hash
    counts: PoolCounts
    objects: list[Candidate]
    inspectors: list[Officer]
    position: Position


class ObjectLine(Shape):
    """A line of the object pool, as it was digested."""

    key: UUID
    kind: ObjectKind
    item: str
    grade: str
    subject: UUID | None


class InspectorLine(Shape):
    """A line of the inspector pool, as it was digested."""

    person_id: str
    licence: str
    items: list[str]
    recused: list[UUID]


class KeptPools(Shape):
    """The announced pools; `faults`: what is wrong with the result, null before there is one."""

    draw_id: UUID
    objects_digest: Hash
    inspectors_digest: Hash
    objects: list[ObjectLine]
    inspectors: list[InspectorLine]
    faults: list[str] | None
    position: Position
