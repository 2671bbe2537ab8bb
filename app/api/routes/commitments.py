"""告知承诺: what was promised and must be verified (domain.md §5 R2)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Containers, Scopes
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.api.routes.cases import Filter
from projections import commitment_queries as views

router = APIRouter(prefix="/v1/commitments", tags=["commitments"], dependencies=[AtLeast])


@router.get("/due")
def due(
    request: Request,
    scope: Scopes,
    container: Containers,
    working_days: Annotated[int, Query(alias="workingDays", ge=0, le=400)] = 5,
    verifier: Filter = None,
    item: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Commitments overdue, due today, or due within so many working days, the most urgent first,
    with counts by department and item."""
    now = container.now()
    with reading(container, cursor) as connection:
        page = views.due_commitments(
            connection,
            scope,
            now=now,
            days=working_days,
            verifier=verifier,
            item=item,
            cursor=cursor,
            limit=limit,
        )
        counts = views.count_commitments(
            connection, scope, now=now, days=working_days, verifier=verifier
        )
    return respond(request, {**paged(page), **counted(counts)})


@router.get("/{commitment}")
def one_commitment(
    commitment: UUID, request: Request, scope: Scopes, container: Containers
) -> Response:
    """One commitment."""
    with reading(container) as connection:
        found = views.commitment(connection, scope, commitment)
    if found is None:
        raise Problem("not-found")
    return respond(request, found)
