"""检查结果公示: what anybody may see of published results (domain.md §5 A8; 国发〔2019〕5号)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api.access import Containers
from app.api.parameters import refuse_strangers
from app.api.queries import Cursor, Limit, paged, reading, respond
from app.bootstrap import Container
from domain.shared.event import Code
from projections.inspection_queries import published
from projections.pages import Row

router = APIRouter(prefix="/v1/public", tags=["public"], dependencies=[Depends(refuse_strangers)])


@router.get("/inspections")
def results(
    request: Request,
    container: Containers,
    region: Annotated[Code, Query(description="区划, six digits of GB/T 2260")],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Results of inspections that are public, the latest first; whom they are about is not told."""
    with reading(container, cursor) as connection:
        page = published(connection, region, cursor=cursor, limit=limit)
    shown = paged(page)
    return respond(request, {**shown, "items": [_shown(container, row) for row in page.items]})


def _shown(container: Container, row: Row) -> dict[str, Any]:
    institution = container.institutions.of(row["region"])
    item = institution.item(row["item"]) if row["item"] else None
    return {
        "inspection_id": row["inspection_id"],
        "region": row["region"],
        "org": row["org"],
        "org_name": institution.organisation(row["org"]) if row["org"] else None,
        "item_code": row["item"],
        "item_name": item.name if item else None,
        "mode": row["mode"],
        "finding": row["finding"],
        "published_on": row["published_on"],
    }
