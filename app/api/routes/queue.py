"""办件队列与今日概况: B1, B2, B4–B7, S1 (domain.md §5)."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, Scopes
from app.api.parameters import Day
from app.api.queries import AtLeast, Cursor, Limit, paged, reading, respond
from app.api.routes.cases import Filter
from app.pre_approvals import explained
from domain.approval.case_state import Phase
from domain.shared.act import Role
from projections import queue_queries as views
from projections.pre_approval_queries import pre_approvals
from projections.queue_queries import QueueFilter
from projections.today_queries import today

router = APIRouter(prefix="/v1/queue", tags=["queue"], dependencies=[AtLeast])

MINE: dict[Role, tuple[Phase, ...]] = {
    Role.REVIEWER: (Phase.ACCEPTED, Phase.REVIEWING, Phase.PAUSED),
    Role.SURVEYOR: (Phase.REVIEWING, Phase.PAUSED),
    Role.CHIEF_DECIDER: (Phase.TO_DECIDE,),
    Role.CERT_MAKER: (Phase.DECIDED,),
    Role.WINDOW: (Phase.CERTIFIED,),
}
"""What waits for a post by its role, of cases that have been accepted."""


class Owing(StrEnum):
    """What may be owed of a case."""

    SPECIAL_PROCEDURES = "special-procedures"
    STAGES = "stages"
    GAPS = "gaps"
    RESULTS = "results"


RULES: dict[Owing, tuple[str, ...]] = {
    Owing.SPECIAL_PROCEDURES: ("T-05",),
    Owing.STAGES: ("T-06",),
    Owing.GAPS: ("C-07",),
    Owing.RESULTS: ("T-07", "T-08"),
}


@router.get("")
def my_queue(
    request: Request,
    caller: Callers,
    scope: Scopes,
    container: Containers,
    mine: Annotated[bool, Query(description="Only what waits for a post of your role")] = False,
    phase: Phase | None = None,
    item: Filter = None,
    org: Filter = None,
    paused: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Accepted cases in the order of their acceptance, with both due dates and whether they are
    paused (B1)."""
    phases = (phase,) if phase else MINE.get(caller.role, ()) if mine else ()
    wanted = QueueFilter(tuple(one.value for one in phases), item, org, paused)
    with reading(container, cursor) as connection:
        page = views.queue(
            connection, scope, now=container.now(), wanted=wanted, cursor=cursor, limit=limit
        )
    return respond(request, paged(page))


@router.get("/coming")
def coming(
    request: Request,
    scope: Scopes,
    container: Containers,
    days: Annotated[int, Query(ge=1, le=60, description="Working days")] = 2,
    item: Filter = None,
    org: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Undecided cases that will be warned of within so many working days (B2)."""
    wanted = QueueFilter(item=item, org=org)
    with reading(container, cursor) as connection:
        page = views.coming(
            connection, scope, now=container.now(), days=days, wanted=wanted, cursor=cursor,
            limit=limit,
        )  # fmt: skip
    return respond(request, paged(page))


@router.get("/owed/{what}")
def owed(
    what: Owing,
    request: Request,
    scope: Scopes,
    container: Containers,
    late: Annotated[bool, Query(description="Only what is warned of or late by now")] = False,
    item: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What is still to be done of cases worked here, the most urgent first: special procedures
    under way (B4), materials that were allowed to follow (B5), deliveries and 双公示 (B6), stages
    with a limit of their own."""
    with reading(container, cursor) as connection:
        page = views.owed(
            connection, scope, now=container.now(), rules=RULES[what], late=late, item=item,
            cursor=cursor, limit=limit,
        )  # fmt: skip
    return respond(request, paged(page))


@router.get("/pre-approvals")
def pre_approved(
    request: Request,
    caller: Callers,
    scope: Scopes,
    container: Containers,
    ready: Annotated[bool, Query(description="Only those that wait for nothing any more")] = False,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Response:
    """Pre-approvals of undecided cases with what is missing, those ready to convert first (B7)."""
    with reading(container, cursor) as connection:
        page = pre_approvals(
            connection, scope, now=container.now(), ready=ready, cursor=cursor, limit=limit
        )
    explained(container, caller.region, page.items)
    return respond(request, paged(page))


@router.get("/today")
def figures(
    request: Request, scope: Scopes, container: Containers, since: Day | None = None
) -> Response:
    """Received, accepted and decided today, overdue now, and the share of decisions since `since`
    (default: the first of the month) that kept their legal and their committed limit (S1)."""
    with reading(container) as connection:
        return respond(request, today(connection, scope, now=container.now(), since=since))
