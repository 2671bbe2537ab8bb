"""证照批次: what was pushed by period, to whom, with which certificates (S2)."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.access import Containers, Scopes
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, paged, reading, respond
from app.api.routes.cases import Filter
from domain.registry.standards import PushPriority
from projections import certificate_queries as views
from projections.certificate_queries import BatchFilter

router = APIRouter(prefix="/v1/push-batches", tags=["feeds"], dependencies=[AtLeast])


@router.get("")
def list_batches(
    request: Request,
    scope: Scopes,
    container: Containers,
    priority: PushPriority | None = None,
    org: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Batches of certificates, the newest first."""
    wanted = BatchFilter(priority=priority.value if priority else None, org=org)
    with reading(container, cursor) as connection:
        page = views.batches(connection, scope, wanted, cursor=cursor, limit=limit)
    return respond(request, paged(page))


@router.get("/{batch}")
def one_batch(batch: UUID, request: Request, scope: Scopes, container: Containers) -> Response:
    """One batch with its certificates; its identifier is that of its event."""
    with reading(container) as connection:
        found = views.batch(connection, scope, batch)
    if found is None:
        raise Problem("not-found")
    return respond(request, found)
