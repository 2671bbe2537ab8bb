"""证照核验: anybody may ask whether a permit is valid (domain.md §5 A4; 许可§40, §61)."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from app.api.access import Containers
from app.api.parameters import refuse_strangers
from app.api.queries import reading
from app.api.rendering import answer
from app.bootstrap import Container
from app.catalogue.terms import PERMIT_STATES
from domain.permit.permit import PermitPhase
from domain.shared.event import Code
from domain.timing.days import shanghai_date
from projections.pages import Row
from projections.permit_queries import numbered_permits, reminder_of

router = APIRouter(prefix="/v1/public", tags=["public"], dependencies=[Depends(refuse_strangers)])
_VALID = (PermitPhase.VALID, PermitPhase.RENEWING)


@router.get("/permits")
def check(
    container: Containers,
    number: Annotated[Code, Query(description="证照编号, as printed on the permit")],
) -> Response:
    """Whether a permit is valid, and until when; nothing of its holder. No items: nobody here has
    issued a permit of that number."""
    today = shanghai_date(container.now())
    with reading(container) as connection:
        regions = [log.region for log in container.database.logs()]
        rows, position = numbered_permits(connection, regions, number)
    items = [_shown(container, row, today) for row in rows]
    return answer({"items": items, "position": position}, {"cache-control": "no-store"})


def _shown(container: Container, row: Row, today: date) -> dict[str, Any]:
    state = PermitPhase(row["state"])
    institution = container.institutions.of(row["region"])
    item = institution.item(row["item"]) if row["item"] else None
    begun = row["valid_from"] is None or row["valid_from"] <= today
    over = row["valid_to"] is not None and row["valid_to"] < today and not _asked_in_time(row)
    return {
        "permit_number": row["permit_number"],
        "region": row["region"],
        "item_code": row["item"],
        "item_name": item.name if item else None,
        "state": state,
        "state_name": PERMIT_STATES[state],
        "valid": state in _VALID and begun and not over,
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
        "ended_by": row["ended_by"],
        "renew_by": row["renew_by"],
        "reminder": reminder_of(row, today),
    }


def _asked_in_time(row: Row) -> bool:
    """Then the law renews it, though the clock may be a moment behind the end of the last day."""
    return row["renewal_case"] is not None and not row["renewal_late"]
