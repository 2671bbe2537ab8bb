"""监管任务: a regulator's inbox (domain.md §5 R1)."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, Scopes
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.api.routes.cases import Filter
from domain.registry.standards import PushPriority
from domain.shared.act import Role
from domain.shared.event import Code
from projections import task_queries as views
from projections.scope import Scope
from projections.task_inbox import STATES
from projections.task_queries import TaskFilter

router = APIRouter(prefix="/v1/tasks", tags=["tasks"], dependencies=[AtLeast])
TaskState = StrEnum("TaskState", {state: state for state in STATES})


@router.get("")
def list_tasks(
    request: Request,
    scope: Scopes,
    container: Containers,
    recipient: Filter = None,
    state: TaskState | None = None,
    item: Filter = None,
    case: UUID | None = None,
    priority: PushPriority | None = None,
    historic: bool | None = None,
    closed: Annotated[bool, Query(description="Closed tasks too")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Tasks by their next due instant, with the time left to sign and to claim; and counts."""
    wanted = TaskFilter(
        recipient=recipient,
        state=state.value if state else None,
        item=item,
        case=str(case) if case else None,
        priority=priority.value if priority else None,
        historic=historic,
        open=not closed,
    )
    now = container.now()
    with reading(container, cursor) as connection:
        page = views.tasks(connection, scope, now=now, wanted=wanted, cursor=cursor, limit=limit)
        counts = views.count_tasks(connection, scope, now=now, recipient=recipient)
    return respond(request, {**paged(page), **counted(counts)})


@router.get("/counts")
def count_tasks(
    request: Request,
    scope: Scopes,
    container: Containers,
    recipient: Annotated[Code | None, Query()] = None,
) -> Response:
    """Tasks by state; unclaimed, overdue, historic."""
    with reading(container) as connection:
        counts = views.count_tasks(connection, scope, now=container.now(), recipient=recipient)
    return respond(request, counted(counts))


@router.get("/disputed")
def disputed_tasks(
    request: Request,
    caller: Callers,
    scope: Scopes,
    container: Containers,
    state: TaskState | None = None,
    item: Filter = None,
    closed: Annotated[bool, Query(description="Closed tasks too")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """R6: tasks that were returned, with who answers meanwhile, at which level the dispute is, and
    until when; and how many there are at each stage. The staffing office sees those of all."""
    if caller.role is Role.ARBITER:
        scope = Scope(caller.region, items=caller.items or None)  # 编办 is often of no organisation
    wanted = TaskFilter(
        state=state.value if state else None, item=item, open=not closed, returned=True
    )
    now = container.now()
    with reading(container, cursor) as connection:
        page = views.tasks(connection, scope, now=now, wanted=wanted, cursor=cursor, limit=limit)
        counts = views.count_disputed(connection, scope)
    return respond(request, {**paged(page), **counted(counts)})


@router.get("/{task}")
def one_task(task: UUID, request: Request, scope: Scopes, container: Containers) -> Response:
    """One task."""
    with reading(container) as connection:
        found = views.task(connection, scope, task, now=container.now())
    if found is None:
        raise Problem("not-found")
    return respond(request, found)
