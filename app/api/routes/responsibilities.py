"""职责: who answered for what on a date, as known at an instant (domain.md §5, S5).

The institution is public within its jurisdiction (许可§30): every post may read all of it.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Callers, Containers
from app.api.parameters import Day, Moment
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.api.routes.cases import Filter
from app.bootstrap import Container
from domain.registry.standards import Function
from domain.shared.event import Code
from domain.timing.days import shanghai_date
from projections import responsibility_queries as views
from projections.scope import Scope

router = APIRouter(prefix="/v1/responsibilities", tags=["institution"], dependencies=[AtLeast])

ValidAt = Annotated[Day | None, Query(alias="validAt")]
AsOf = Annotated[Moment | None, Query(alias="asOf")]
Of = Annotated[Function | None, Query()]


def _when(container: Container, valid_at: date | None, as_of: datetime | None) -> views.When:
    now = container.now()
    return views.When(valid_at or shanghai_date(now), as_of or now)


@router.get("")
def responsibilities(
    request: Request,
    caller: Callers,
    container: Containers,
    item: Filter = None,
    function: Of = None,
    valid_at: ValidAt = None,
    as_of: AsOf = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Who answered on `validAt` (default: today), as known at `asOf` (default: now), and the record
    that says so. Nobody answers where there is no row, or one without `org`."""
    when = _when(container, valid_at, as_of)
    filters = {"item": item, "function": function.value if function else None}
    with reading(container, cursor) as connection:
        when, page = views.responsible(
            connection, Scope(caller.region), when, **filters, cursor=cursor, limit=limit
        )
    return respond(request, {**asdict(when), **paged(page)})


@router.get("/history")
def history(
    request: Request,
    caller: Callers,
    container: Containers,
    item: Annotated[Code, Query()],
    function: Annotated[Function, Query()],
) -> Response:
    """Every statement about one function of one item, in the order of recording, and what
    corrected it."""
    with reading(container) as connection:
        scope = Scope(caller.region)
        page = views.history(connection, scope, item=item, function=function.value)
    return respond(request, paged(page))


@router.get("/gaps")
def gaps(
    request: Request,
    caller: Callers,
    container: Containers,
    function: Annotated[Function, Query()] = Function.SUPERVISE,
    valid_at: ValidAt = None,
    as_of: AsOf = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """监管空白: items in force on `validAt` with a function that nobody answered for, as known at
    `asOf`; and how many there are for each function."""
    when = _when(container, valid_at, as_of)
    with reading(container, cursor) as connection:
        scope = Scope(caller.region)
        when, page = views.gaps(
            connection, scope, when, function=function.value, cursor=cursor, limit=limit
        )
        counts = views.count_gaps(connection, scope, when, [one.value for one in Function])
    return respond(request, {**asdict(when), **paged(page), **counted(counts)})
