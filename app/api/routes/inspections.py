"""检查: for whoever inspects, and for the side that approves (domain.md §5 R4, R10)."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Containers
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.api.routes import inspection_caps
from app.api.routes.cases import Filter
from app.api.routes.permits import Fields
from app.bootstrap import Container
from domain.registry.standards import Function
from domain.supervision.inspection import InspectionPhase
from domain.supervision.inspection_dues import Owed
from domain.supervision.penalty_state import PenaltyPhase
from domain.timing.days import shanghai_date
from projections import inspection_queries as views
from projections.inspection_queries import InspectionFilter
from projections.permit_queries import Field
from projections.unfed_queries import count_not_fed_back, not_fed_back

router = APIRouter(prefix="/v1/inspections", tags=["inspections"], dependencies=[AtLeast])
router.include_router(inspection_caps.router)


def _text(one: UUID | date | None) -> str | None:
    return str(one) if one else None


@router.get("")
def list_inspections(
    request: Request,
    field: Fields,
    container: Containers,
    state: InspectionPhase | None = None,
    penalty: PenaltyPhase | None = None,
    item: Filter = None,
    org: Filter = None,
    subject: UUID | None = None,
    case: UUID | None = None,
    permit: UUID | None = None,
    task: UUID | None = None,
    due: Annotated[date | None, Query(description="Something is owed by that date")] = None,
    owed: Annotated[Owed | None, Query(description="Just this is owed (by that date)")] = None,
    overdue: Annotated[bool, Query(description="It was owed before today")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Inspections by the date on which something is due; those that owe nothing last (R4)."""
    if overdue:
        yesterday = shanghai_date(container.now()) - timedelta(days=1)
        due = min(due or yesterday, yesterday)
    wanted = InspectionFilter(
        state=state.value if state else None,
        penalty=penalty.value if penalty else None,
        item=item,
        org=org,
        subject=_text(subject),
        case=_text(case),
        permit=_text(permit),
        task=_text(task),
        due=_text(due),
        owed=owed.value if owed else None,
    )
    with reading(container, cursor) as connection:
        page = views.inspections(connection, field, wanted, cursor=cursor, limit=limit)
    return respond(request, paged(page))


@router.get("/counts")
def counts(request: Request, field: Fields, container: Containers) -> Response:
    """How many there are in each state, overdue by what is owed, and not fed back; those of which
    no approving side is to be told are counted apart."""
    today = shanghai_date(container.now())
    decided = _decided(container, field, today)
    with reading(container) as connection:
        found = views.count_inspections(connection, field, today=today)
        unfed = count_not_fed_back(connection, field, decided=decided, today=today)
    found.buckets.update(unfed.buckets)
    return respond(request, counted(found))


@router.get("/not-fed-back")
def list_not_fed_back(
    request: Request,
    field: Fields,
    container: Containers,
    approver: Annotated[
        bool, Query(description="`false`: those of which no approving side is to be told")
    ] = True,
    overdue: Annotated[bool, Query(description="Only those that should have been told")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Penalties and findings that the approving side has not been told of yet (R10): those of items
    that somebody decides on, or of a subject with a permit or commitment in force."""
    today = shanghai_date(container.now())
    decided = _decided(container, field, today)
    with reading(container, cursor) as connection:
        page = not_fed_back(
            connection,
            field,
            decided=decided,
            approver=approver,
            late=today if overdue else None,
            cursor=cursor,
            limit=limit,
        )
    return respond(request, paged(page))


def _decided(container: Container, field: Field, today: date) -> list[str]:
    institution = container.institutions.of(field.scope.region)
    return [
        code
        for code in institution.items
        if institution.responsible(code, Function.DECIDE, today) is not None
    ]


@router.get("/{inspection}")
def one_inspection(
    inspection: UUID, request: Request, field: Fields, container: Containers
) -> Response:
    """One inspection with its penalty."""
    with reading(container) as connection:
        found = views.inspection(connection, field, inspection)
    if found is None:
        raise Problem("not-found")
    return respond(request, found)
