"""年度频次: how often each company is inspected in a year, against the published cap (R4)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from adapters.ledger.store import ActStore
from app.api.access import Containers
from app.api.queries import Limit, reading, respond
from app.api.routes.cases import Filter
from app.api.routes.permits import Fields
from domain.shared.ids import plan_id
from domain.supervision import inspection_plan
from domain.timing.days import shanghai_date
from projections import inspection_caps as views
from projections.pages import Row

router = APIRouter()
"""Part of that of the inspections."""
Year = Annotated[int | None, Query(ge=1900, le=2200, description="By default this year")]


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
    """How often each company is inspected in a year, against the published cap (R4). What sources
    report counts too: where the cap is exceeded, the inspections beyond it are named."""
    today = shanghai_date(container.now())
    asked = year or today.year
    jurisdiction = container.institutions.of(field.scope.region).jurisdiction
    with reading(container) as connection:
        rows, position = views.caps(
            connection,
            field,
            year=asked,
            org=org,
            subject=str(subject) if subject else None,
            limit=limit,
        )
        known = {
            one: _cap(container.store, jurisdiction, one, asked, today)
            for one in {row["org"] for row in rows}
        }
        over = [
            (row["org"], row["subject"], cap)
            for row in rows
            if (cap := known[row["org"]]) is not None and row["used"] > cap
        ]
        beyond = views.beyond(connection, field, asked, over)
    items = [
        _usage(row, known[row["org"]], beyond.get((row["org"], row["subject"]), [])) for row in rows
    ]
    return respond(request, {"items": items, "position": position})


def _cap(
    store: ActStore, jurisdiction: UUID | None, org: str, year: int, today: date
) -> int | None:
    if jurisdiction is None:
        return None
    plan = inspection_plan.fold(store.load(plan_id(jurisdiction, org, year))).on(today)
    return plan.yearly_cap if plan else None


def _usage(row: Row, cap: int | None, beyond: list[Row]) -> Row:
    return {
        "org": row["org"],
        "subject": row["subject"],
        "year": row["cap_year"],
        "used": row["used"],
        "reported": row["reported"],
        "yearly_cap": cap,
        "left": None if cap is None else cap - row["used"],
        "exceeded": cap is not None and row["used"] > cap,
        "beyond": beyond,
        "last_planned": row["last_planned"],
    }
