"""Shapes of what is shown of certificate batches."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.api.contract.shapes import Count, Position, Shape


class PushBatch(Shape):
    """A batch, or one part of it. `lines`: how many certificates; `countedAt`: the position up to
    which it reaches."""

    batch_id: UUID
    region: str
    org: str
    priority: Literal["URGENT", "NORMAL", "LOW"]
    first: date
    last: date
    part: Annotated[int, Field(ge=1)]
    parts: Annotated[int, Field(ge=1)]
    lines: Count
    counted_at: Position
    sent_at: datetime
    position: Position


class Certificate(Shape):
    """One certificate and what happened to it; `position` of the act in the log."""

    permit_id: UUID
    permit_number: str
    item_code: str
    reason: str
    position: Position


class OnePushBatch(PushBatch):
    """`asOfPosition`: what the view had read."""

    certificates: list[Certificate]
    as_of_position: Position
