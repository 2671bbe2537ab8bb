"""按时办结率公开: anybody may ask how many decisions came in time (domain.md §5 A8)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api.access import Containers
from app.api.parameters import refuse_strangers
from app.api.queries import Cursor, Limit, paged, reading, respond
from domain.shared.event import Code
from domain.timing.days import shanghai_date
from projections.on_time_queries import on_time

router = APIRouter(prefix="/v1/public", tags=["public"], dependencies=[Depends(refuse_strangers)])


@router.get("/on-time")
def rates(
    request: Request,
    container: Containers,
    region: Annotated[Code, Query(description="区划, six digits of GB/T 2260")],
    months: Annotated[int, Query(ge=1, le=24, description="This month and those before it")] = 12,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Of each month and item: how many cases were decided, and how many of them within the legal
    and within the committed limit (A8). Where no limit ran there is nothing to judge."""
    since = _first(shanghai_date(container.now()), months)
    with reading(container, cursor) as connection:
        page = on_time(connection, region, since=since, cursor=cursor, limit=limit)
    for row in page.items:
        item = container.institutions.of(row["region"]).item(row["item_code"] or "")
        row["item_name"] = item.name if item else None
    return respond(request, paged(page))


def _first(today: date, months: int) -> date:
    """The first day of the earliest of so many months, that of `today` included."""
    number = today.year * 12 + today.month - months
    return date(number // 12, number % 12 + 1, 1)
