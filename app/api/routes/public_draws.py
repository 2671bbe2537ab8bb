"""抽查公示: anybody may read announcements and published results (S3「一公开」; A8)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api.access import Containers
from app.api.parameters import refuse_strangers
from app.api.queries import Cursor, Limit, paged, reading, respond
from domain.shared.event import Code
from projections.draw_queries import public_draws

router = APIRouter(prefix="/v1/public", tags=["public"], dependencies=[Depends(refuse_strangers)])


@router.get("/draws")
def draws(
    request: Request,
    container: Containers,
    region: Annotated[Code, Query(description="区划, six digits of GB/T 2260")],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Announced draws with the digests of their pools, and published results without the names of
    the officers."""
    with reading(container, cursor) as connection:
        page = public_draws(connection, region, cursor=cursor, limit=limit)
    for row in page.items:
        institution = container.institutions.of(row["region"])
        row["org_name"] = institution.organisation(row["org"])
    return respond(request, paged(page))
