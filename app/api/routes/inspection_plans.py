"""年度检查计划、回避登记: what each organisation may check, and who must stand back."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Containers, Scopes
from app.api.parameters import Day
from app.api.queries import AtLeast, Cursor, Limit, paged, reading, respond
from app.api.routes.cases import Filter
from projections import draw_queries as views

router = APIRouter(prefix="/v1", tags=["inspection plans"], dependencies=[AtLeast])
Year = Annotated[int | None, Query(ge=1900, le=2200)]
InForce = Annotated[Day | None, Query(description="Only versions in force on this date")]


@router.get("/inspection-plans")
def plans(
    request: Request,
    scope: Scopes,
    container: Containers,
    year: Year = None,
    org: Filter = None,
    on: InForce = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Published plans with their lists and caps, the latest year first."""
    day: date | None = on
    with reading(container, cursor) as connection:
        page = views.plans(
            connection, scope, year=year, org=org, on=day, cursor=cursor, limit=limit
        )
    return respond(request, paged(page))


@router.get("/recusals")
def recusals(
    request: Request,
    scope: Scopes,
    container: Containers,
    person: Filter = None,
    subject: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Which officer of the organisation must not inspect which subject; `declaredOn` null: the
    ground no longer exists."""
    about = str(subject) if subject else None
    with reading(container, cursor) as connection:
        page = views.recusals(
            connection, scope, person=person, subject=about, cursor=cursor, limit=limit
        )
    return respond(request, paged(page))
