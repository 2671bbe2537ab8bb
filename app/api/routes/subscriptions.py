"""订阅: an organisation's own subscriptions, their dead letters, and its reminders."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.access import Containers, Scopes
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, paged, reading, respond
from projections import subscription_queries as views

router = APIRouter(prefix="/v1", tags=["subscriptions"], dependencies=[AtLeast])


@router.get("/subscriptions")
def list_subscriptions(
    request: Request,
    scope: Scopes,
    container: Containers,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Subscriptions by the time of their request, with how far they are and what they lack."""
    with reading(container, cursor) as connection:
        page = views.subscriptions(connection, scope, cursor=cursor, limit=limit)
    return respond(request, paged(page))


@router.get("/subscriptions/{subscription}")
def one_subscription(
    subscription: UUID, request: Request, scope: Scopes, container: Containers
) -> Response:
    """One subscription."""
    with reading(container) as connection:
        found = views.subscription(connection, scope, subscription)
    if found is None:
        raise Problem("not-found")
    return respond(request, found)


@router.get("/subscriptions/{subscription}/dead-letters")
def list_dead_letters(
    subscription: UUID,
    request: Request,
    scope: Scopes,
    container: Containers,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Messages that were given up, by feed number; `redrive-deliveries` sends them again."""
    with reading(container, cursor) as connection:
        page = views.dead_letters(connection, scope, subscription, cursor=cursor, limit=limit)
    if page is None:
        raise Problem("not-found")
    return respond(request, paged(page))


@router.get("/reminders")
def list_reminders(
    request: Request,
    scope: Scopes,
    container: Containers,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Reminders by SMS to the posts of one's organisation, the newest first."""
    with reading(container, cursor) as connection:
        page = views.reminders(connection, scope, cursor=cursor, limit=limit)
    return respond(request, paged(page))
