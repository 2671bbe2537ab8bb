"""证照: for whoever decides, supervises or enforces their item (domain.md §5 R7, A5)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, Scopes
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.api.routes.cases import Filter
from domain.permit.permit import PermitPhase
from domain.registry.standards import Function
from domain.timing.days import shanghai_date
from projections import permit_queries as views
from projections.attention_queries import attention
from projections.permit_queries import Field, PermitFilter

router = APIRouter(prefix="/v1/permits", tags=["permits"], dependencies=[AtLeast])
FIELD = (Function.DECIDE, Function.SUPERVISE, Function.ENFORCE)


def field_of(caller: Callers, scope: Scopes, container: Containers) -> Field:
    """The scope of the caller, and the items that its organisation answers for today."""
    if scope.orgs is None or caller.org is None:
        return Field(scope)
    institution = container.institutions.of(caller.region)
    on = shanghai_date(container.now())
    answers = (
        code
        for code in institution.items
        if any(
            (found := institution.responsible(code, function, on)) and found.org in scope.orgs
            for function in FIELD
        )
    )
    return Field(scope, tuple(answers) if scope.orgs else ())


Fields = Annotated[Field, Depends(field_of)]
Days = Annotated[int, Query(ge=0, le=3660, description="Calendar days ahead")]


@router.get("")
def list_permits(
    request: Request,
    field: Fields,
    container: Containers,
    state: PermitPhase | None = None,
    item: Filter = None,
    number: Filter = None,
    case: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Permits by the date on which something is due, with counts by state."""
    wanted = PermitFilter(
        state=state.value if state else None,
        item=item,
        number=number,
        case=str(case) if case else None,
    )
    with reading(container, cursor) as connection:
        page = views.permits(connection, field, wanted, cursor=cursor, limit=limit)
        counts = views.count_permits(connection, field)
    return respond(request, {**paged(page), **counted(counts)})


@router.get("/due")
def due(
    request: Request,
    field: Fields,
    container: Containers,
    days: Days = 30,
    item: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What runs out within so many days, and what has ended and is not cancelled yet (R7)."""
    today = shanghai_date(container.now())
    with reading(container, cursor) as connection:
        page = views.due_permits(
            connection, field, today=today, days=days, item=item, cursor=cursor, limit=limit
        )
    return respond(request, paged(page))


@router.get("/attention")
def to_attend(
    request: Request,
    field: Fields,
    container: Containers,
    days: Days = 30,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """How many permits of one's field run out, or have ended and are not cancelled (`/due` lists
    them); and whom a complaint or clue shows operating without one (R7)."""
    today = shanghai_date(container.now())
    with reading(container, cursor) as connection:
        page, counts = attention(
            connection, field, today=today, days=days, cursor=cursor, limit=limit
        )
    return respond(request, {**paged(page), "counts": counts})


@router.get("/reminders")
def reminders(
    request: Request,
    field: Fields,
    container: Containers,
    item: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Permits whose holders are to be reminded to renew: 60 days or 30 before the last (A5)."""
    today = shanghai_date(container.now())
    with reading(container, cursor) as connection:
        page = views.to_remind(
            connection, field, today=today, item=item, cursor=cursor, limit=limit
        )
    return respond(request, paged(page))


@router.get("/{permit}")
def one_permit(permit: UUID, request: Request, field: Fields, container: Containers) -> Response:
    """One permit."""
    with reading(container) as connection:
        found = views.permit(connection, field, permit)
    if found is None:
        raise Problem("not-found")
    return respond(request, found)
