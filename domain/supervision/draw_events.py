"""Events of yearly plans and of random draws (双随机, domain.md §1.3; S3「两库一细则」).

A draw is announced before it is performed: the announcement fixes both pools by their digests and
the secret by its digest, and names the public value that will be mixed in. So nobody, neither who
holds the secret nor who knows the public value, chooses the result; anybody can repeat it.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.shared.event import Code, Digest, DomainEvent, Text, Value


class PublishedCheck(Value):
    """检查事项: one line of the published list, with its basis."""

    name: Text
    item_code: Code
    legal_basis: Text | None = None


class InspectionPlanPublished(DomainEvent):
    """已公布检查计划: an organisation's year, its list and its cap per company. Source: 54号.

    `yearly_cap`: inspections of one company in the year, complaints and clues apart. A later
    version of the same year replaces the earlier from its publication on.
    """

    TYPE: ClassVar[str] = "plan.published"
    org: Code
    year: int = Field(ge=1900, le=2200)
    plan_version: int = Field(ge=1)
    checks: tuple[PublishedCheck, ...] = Field(min_length=1)
    yearly_cap: int = Field(ge=1, le=366)


class GradeRatio(Value):
    """抽查比例: share of the objects of one credit grade, in thousandths."""

    grade: Code
    permille: int = Field(ge=0, le=1000)


class DrawAnnounced(DomainEvent):
    """抽查已公告: pools, ratios and secret are fixed before the draw. Source: S3「两库一细则」.

    `objects_digest` and `inspectors_digest`: SHA-256 of the canonical JSON of each pool, as it was
    at `pool_position` of the log. `seed_commitment`: SHA-256 of the secret's bytes. `public_value`:
    which value, not known yet, will be mixed in. `crew`: officers for each object.
    """

    TYPE: ClassVar[str] = "draw.announced"
    draw_number: Code
    org: Code
    plan: Text
    item_codes: tuple[Code, ...] = Field(min_length=1)
    checks: tuple[Text, ...] = ()
    ratios: tuple[GradeRatio, ...] = Field(min_length=1)
    crew: int = Field(default=2, ge=2, le=10)
    objects: int = Field(ge=0)
    objects_digest: Digest
    inspectors: int = Field(ge=0)
    inspectors_digest: Digest
    pool_position: int = Field(ge=0)
    seed_commitment: Digest
    public_value: Text
    draw_on: date
    inspect_by: date


class DrawnObject(Value):
    """抽中对象: one object and its officers."""

    key: UUID
    grade: Code
    officers: tuple[Code, ...]


class Recused(Value):
    """回避: an officer who was drawn for this object and passed over."""

    key: UUID
    person_id: Code
    reason: Text


class RandomDrawPerformed(DomainEvent):
    """双随机抽取: the secret is shown, the result follows from it. Source: S3「双随机、一公开」.

    `secret`: hexadecimal, its SHA-256 was announced. `seed`: SHA-256(secret ‖ public value as
    UTF-8). `undrawn`: objects that too few officers could be found for.
    """

    TYPE: ClassVar[str] = "draw.performed"
    secret: Digest
    public_value: Text
    seed: Digest
    drawn: tuple[DrawnObject, ...]
    recused: tuple[Recused, ...] = ()
    undrawn: tuple[UUID, ...] = ()


class DrawResultPublished(DomainEvent):
    """抽查结果已公布: who was drawn, without the officers' names. Source: S3「一公开」."""

    TYPE: ClassVar[str] = "draw.result_published"
    place: Text


class DrawCancelled(DomainEvent):
    """抽查已取消: announced and not performed, with the reason. Source: domain.md §1.3."""

    TYPE: ClassVar[str] = "draw.cancelled"
    reason: Text


class RecusalDeclared(DomainEvent):
    """回避事由登记: an officer must not inspect a subject, until a date. Source: 处罚§43."""

    TYPE: ClassVar[str] = "recusal.declared"
    person_id: Code
    subject_id: UUID
    reason: Text
    valid_to: date | None = None


class RecusalEnded(DomainEvent):
    """回避事由解除: the ground no longer exists. Source: 处罚§43."""

    TYPE: ClassVar[str] = "recusal.ended"
    person_id: Code
    subject_id: UUID
    reason: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    InspectionPlanPublished,
    DrawAnnounced,
    RandomDrawPerformed,
    DrawResultPublished,
    DrawCancelled,
    RecusalDeclared,
    RecusalEnded,
)
