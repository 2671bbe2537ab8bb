"""Commands of the yearly plan, of recusals and of random draws (domain.md §1.3, §3.5)."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Code, Day, Digest, Text, Value
from domain.supervision.draw_events import GradeRatio, PublishedCheck
from domain.supervision.draw_pool import Pools


class PublishInspectionPlan(Command):
    """公布检查计划: the whole list and the yearly cap per company; versions count from 1."""

    NAME: ClassVar[str] = "publish-inspection-plan"
    org: Code
    year: int = Field(ge=1900, le=2200)
    plan_version: int = Field(ge=1)
    checks: tuple[PublishedCheck, ...] = Field(min_length=1, max_length=300)
    yearly_cap: int = Field(ge=1, le=366)


class DeclareRecusal(Command):
    """登记回避: an officer must not inspect a subject; `valid_to` exclusive, absent: for good."""

    NAME: ClassVar[str] = "declare-recusal"
    person_id: Code
    subject_id: UUID
    reason: Text
    valid_to: Day | None = None


class EndRecusal(Command):
    """解除回避: the ground no longer exists."""

    NAME: ClassVar[str] = "end-recusal"
    person_id: Code
    subject_id: UUID
    reason: Text


DrawNumber = Annotated[Code, Field(max_length=110)]
"""Short enough for the numbers of the inspections that follow."""


class DrawTerms(Value):
    """What whoever announces a draw states; the pools are the county's own and are added to it.

    `ratios`: share of each credit grade in thousandths. `seed_commitment`: SHA-256 of a secret of
    32 bytes that stays with the announcer. `public_value`: which value will be mixed in that
    nobody knows yet.
    """

    draw_number: DrawNumber
    org: Code
    plan: Text
    item_codes: tuple[Code, ...] = Field(min_length=1, max_length=100)
    checks: tuple[Text, ...] = Field(default=(), max_length=100)
    ratios: tuple[GradeRatio, ...] = Field(min_length=1, max_length=10)
    crew: int = Field(default=2, ge=2, le=10)
    seed_commitment: Digest
    public_value: Text
    draw_on: Day
    inspect_by: Day


class AnnounceDraw(DrawTerms, Command):
    """公告抽查: pools, ratios, secret and public value are fixed from now on."""

    NAME: ClassVar[str] = "announce-draw"
    pools: Pools
    pool_position: int = Field(ge=0)


PublicValue = Annotated[str, Field(max_length=200, pattern=r"^[0-9a-f]+( [0-9a-f]+)*$")]
"""Figures and one space between them, nothing else: who could also choose how to write it, once it
is known, could try spellings until the draw is to their liking."""


class Showing(Value):
    """The secret, and the public value as it has become known: its figures alone, in their order
    and as published (`03 07 12`)."""

    secret: Digest
    public_value: PublicValue


class PerformDraw(Showing, Command):
    """双随机抽取: the result follows from the secret, the public value and the announced pools."""

    NAME: ClassVar[str] = "perform-draw"
    pools: Pools


class PublishDrawResult(Command):
    """公布抽查结果: `place` says where; officers are not named."""

    NAME: ClassVar[str] = "publish-draw-result"
    place: Text


class CancelDraw(Command):
    """取消抽查: announced and not performed, with the reason."""

    NAME: ClassVar[str] = "cancel-draw"
    reason: Text
