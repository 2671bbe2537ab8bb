"""检查: for whoever inspects, and for the side that approves (domain.md §5 R4, R10)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from adapters.ledger.store import ActStore
from app.api.access import Containers
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.api.routes.cases import Filter
from app.api.routes.permits import Fields
from domain.shared.ids import plan_id
from domain.supervision import inspection_plan
from domain.supervision.inspection import InspectionPhase
from domain.supervision.penalty_state import PenaltyPhase
from domain.timing.days import shanghai_date
from projections import inspection_queries as views
from projections.inspection_queries import InspectionFilter
from projections.pages import Row

router = APIRouter(prefix="/v1/inspections", tags=["inspections"], dependencies=[AtLeast])
Year = Annotated[int | None, Query(ge=1900, le=2200, description="By default this year")]


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
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Inspections by the date on which something is due; those that owe nothing last (R4)."""
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
    )
    with reading(container, cursor) as connection:
        page = views.inspections(connection, field, wanted, cursor=cursor, limit=limit)
    return respond(request, paged(page))


@router.get("/counts")
def counts(request: Request, field: Fields, container: Containers) -> Response:
    """How many there are in each state, overdue, and not fed back."""
    today = shanghai_date(container.now())
    with reading(container) as connection:
        found = views.count_inspections(connection, field, today=today)
    return respond(request, counted(found))


@router.get("/not-fed-back")
def not_fed_back(
    request: Request,
    field: Fields,
    container: Containers,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Penalties and findings that the approving side has not been told of yet (R10)."""
    with reading(container, cursor) as connection:
        page = views.not_fed_back(connection, field, cursor=cursor, limit=limit)
    return respond(request, paged(page))


@router.get("/caps")
def caps(
    request: Request,
    field: Fields,
    container: Containers,
    year: Year = None,
    org: Filter = None,
    subject: UUID | None = None,
    limit: Limit = 50,
) -> Response:
    """How often each company is inspected in a year, against the published cap (R4)."""
    today = shanghai_date(container.now())
    asked = year or today.year
    with reading(container) as connection:
        rows, position = views.caps(
            connection, field, year=asked, org=org, subject=_text(subject), limit=limit
        )
    jurisdiction = container.institutions.of(field.scope.region).jurisdiction
    known = {
        one: _cap(container.store, jurisdiction, one, asked, today)
        for one in {row["org"] for row in rows}
    }
    items = [_usage(row, known[row["org"]]) for row in rows]
    return respond(request, {"items": items, "position": position})


def _cap(
    store: ActStore, jurisdiction: UUID | None, org: str, year: int, today: date
) -> int | None:
    if jurisdiction is None:
        return None
    plan = inspection_plan.fold(store.load(plan_id(jurisdiction, org, year))).on(today)
    return plan.yearly_cap if plan else None


def _usage(row: Row, cap: int | None) -> Row:
    return {
        "org": row["org"],
        "subject": row["subject"],
        "year": row["cap_year"],
        "used": row["used"],
        "yearly_cap": cap,
        "left": None if cap is None else cap - row["used"],
        "last_planned": row["last_planned"],
    }


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
