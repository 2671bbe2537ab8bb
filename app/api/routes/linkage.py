"""S3 联动健康度: the linkage in numbers by department, and the tasks behind them (domain.md §5)."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Containers, Scopes
from app.api.parameters import Day
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.bootstrap import Container
from domain.shared.event import Code
from domain.timing.days import shanghai_date
from projections import linkage_queries as views

router = APIRouter(prefix="/v1/linkage/health", tags=["tasks"], dependencies=[AtLeast])
USUAL = timedelta(days=90)
"""[D] How far back the numbers go where nobody says since when."""

Since = Annotated[Day | None, Query(description="First push on or after; by default 90 days ago")]
Until = Annotated[Day | None, Query(description="First push on or before; by default today")]


def _span(container: Container, since: date | None, until: date | None) -> views.Span:
    last = until or shanghai_date(container.now())
    first = since or max(last.toordinal() - USUAL.days, 1)
    return views.Span(date.fromordinal(first) if isinstance(first, int) else first, last)


@router.get("")
def health(
    request: Request,
    scope: Scopes,
    container: Containers,
    since: Since = None,
    until: Until = None,
) -> Response:
    """Signing rate, median hours to the claim, bounce rate, arbitration open, feedback in time:
    all together, and by the organisation that a task was first pushed to."""
    span = _span(container, since, until)
    with reading(container) as connection:
        whole, rows = views.health(connection, scope, span, now=container.now())
    told = {"since": span.since, "until": span.until, "by_organisation": rows}
    return respond(request, {**told, **counted(whole)})


@router.get("/tasks")
def tasks_behind(
    request: Request,
    scope: Scopes,
    container: Containers,
    measure: Annotated[views.Measure, Query()],
    org: Annotated[Code | None, Query()] = None,
    since: Since = None,
    until: Until = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The tasks that a number counts; `org`: those first pushed to it."""
    span, now = _span(container, since, until), container.now()
    with reading(container, cursor) as connection:
        page = views.behind(
            connection, scope, span, measure, now=now, org=org, cursor=cursor, limit=limit
        )
    return respond(request, paged(page))
