"""Shapes of the public on-time rates."""

from typing import Annotated

from pydantic import Field

from app.api.contract.queue import Kept
from app.api.contract.shapes import Count, Position, Shape


class OnTime(Shape):
    """Decisions of one item in one month (Asia/Shanghai); the running month so far."""

    region: str
    month: Annotated[str, Field(pattern=r"^\d{4}-\d\d$", description="YYYY-MM")]
    item_code: str | None
    item_name: str | None
    decided: Count
    legal: Kept
    committed: Kept


class OnTimeRates(Shape):
    """Months and items of a region, newest first."""

    items: list[OnTime]
    next: str | None
    position: Position
