"""会商、议定事项 (S7) and changed supervision standards (R9)."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Containers, Scopes
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.api.routes.cases import Filter
from domain.consultation.consultation_state import ConsultationPhase
from domain.timing.days import shanghai_date
from projections import consultation_queries as views
from projections import standard_changes as changes

router = APIRouter(prefix="/v1", tags=["consultations"], dependencies=[AtLeast])
ResolutionState = StrEnum("ResolutionState", {one: one for one in ("OPEN", "OVERDUE", "COMPLETED")})
ChangeState = StrEnum("ChangeState", {one: one for one in ("OPEN", "ADOPTED", "DECLINED")})


@router.get("/consultations")
def list_consultations(
    request: Request,
    scope: Scopes,
    container: Containers,
    state: ConsultationPhase | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Consultations that the caller's organisation takes part in."""
    with reading(container, cursor) as connection:
        page = views.consultations(
            connection, scope, state=state.value if state else None, cursor=cursor, limit=limit
        )
    return respond(request, paged(page))


@router.get("/consultations/{consultation}")
def one_consultation(
    consultation: UUID, request: Request, scope: Scopes, container: Containers
) -> Response:
    """One consultation with its opinions, minutes and resolutions."""
    today = shanghai_date(container.now())
    with reading(container) as connection:
        found = views.consultation(connection, scope, consultation, today)
    if found is None:
        raise Problem("not-found")
    return respond(request, found)


@router.get("/resolutions")
def list_resolutions(
    request: Request,
    scope: Scopes,
    container: Containers,
    state: ResolutionState | None = None,
    owner: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Resolutions by due date, overdue ones among them (S7), with counts by owner and state."""
    today = shanghai_date(container.now())
    wanted = state.value if state else None
    with reading(container, cursor) as connection:
        page = views.resolutions(
            connection, scope, today=today, state=wanted, owner=owner, cursor=cursor, limit=limit
        )
        counts = views.count_resolutions(connection, scope, today=today)
    return respond(request, {**paged(page), **counted(counts)})


@router.get("/standard-changes")
def list_standard_changes(
    request: Request,
    scope: Scopes,
    container: Containers,
    state: ChangeState | None = None,
    everything: Annotated[bool, Query(description="Answered ones too")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Changed standards told or to be answered, open ones unless asked otherwise (R9)."""
    wanted = state.value if state else None if everything else "OPEN"
    with reading(container, cursor) as connection:
        page = changes.standard_changes(connection, scope, state=wanted, cursor=cursor, limit=limit)
    return respond(request, paged(page))


@router.get("/standard-changes/{change}")
def one_standard_change(
    change: UUID, request: Request, scope: Scopes, container: Containers
) -> Response:
    """One changed standard."""
    with reading(container) as connection:
        found = changes.standard_change(connection, scope, change)
    if found is None:
        raise Problem("not-found")
    return respond(request, found)
