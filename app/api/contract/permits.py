"""Shapes of what is shown of permits."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.api.contract.shapes import Count, Page, Position, Shape
from domain.permit.grounds import CancellationGround
from domain.permit.permit import Ending, PermitPhase


class Permit(Shape):
    """A permit; `dueOn`: its last day, or the day by which it must be cancelled once it has ended;
    `renewBy`: the last day for a timely renewal."""

    permit_id: UUID
    permit_number: str | None
    case_id: UUID | None
    case_number: str | None
    item: str | None
    region: str
    native: bool
    state: PermitPhase
    valid_from: date | None
    valid_to: date | None
    renew_by: date | None
    renewal_case: UUID | None
    renewal_late: bool
    suspended_until: date | None
    ended_by: Ending | None
    ended_on: date | None
    cancelled_on: date | None
    cancelled_for: CancellationGround | None
    due_on: date | None
    provisional: bool
    position: Position


class OnePermit(Permit):
    """`asOfPosition`: what the view had read."""

    as_of_position: Position


class PermitCounts(Shape):
    """By state."""

    by_state: dict[str, Count]


class Permits(Page[Permit]):
    """A page, and how many there are in each state."""

    counts: PermitCounts


class DuePermit(Permit):
    """`daysLeft`: calendar days; negative: overdue."""

    days_left: int
    bucket: Literal["EXPIRING", "TO_CANCEL", "OVERDUE"]


class WithoutPermit(Shape):
    """An inspection that a complaint or clue led to, of somebody for whom no permit is named."""

    inspection_id: UUID
    number: str
    org: str
    item: str
    subject: UUID | None
    planned_on: date
    clue: str | None
    position: Position


class AttentionCounts(Shape):
    """How many there are in each bucket."""

    expiring: Count = Field(alias="EXPIRING")
    to_cancel: Count = Field(alias="TO_CANCEL")
    overdue: Count = Field(alias="OVERDUE")
    without_permit: Count = Field(alias="WITHOUT_PERMIT")


class Attention(Page[WithoutPermit]):
    """What wants attention in one's field (R7)."""

    counts: AttentionCounts


class PermitToRenew(Permit):
    """`reminder`: which reminder has come, in calendar days before the last day."""

    days_left: int
    reminder: Annotated[int, Field(description="60 or 30")]


class PublicPermit(Shape):
    """What anybody may know of a permit: nothing of its holder. `reminder`: how many calendar days
    before the last day its holder is reminded of the renewal, once that time has come."""

    permit_number: str
    region: str
    item_code: str | None
    item_name: str | None
    state: PermitPhase
    state_name: str
    valid: bool
    valid_from: date | None
    valid_to: date | None
    ended_by: Ending | None
    renew_by: date | None
    reminder: int | None


class PublicPermits(Shape):
    """Every permit that bears the number."""

    items: list[PublicPermit]
    position: Position
