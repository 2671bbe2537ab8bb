"""双随机抽查: draws, the pools they are drawn from, and whether one repeats (R8)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, Scopes, note
from app.api.drawing import announced, pools_of
from app.api.parameters import Day
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, paged, reading, respond
from app.api.routes.cases import Filter
from app.draw_pools import assemble
from domain.shared.event import Code
from domain.supervision.draw import faults
from domain.supervision.draw_pool import digest_of
from domain.supervision.draw_state import DrawPhase
from domain.supervision.inspection_plan import inspects
from domain.timing.days import shanghai_date
from projections import draw_queries as views

router = APIRouter(prefix="/v1/draws", tags=["draws"], dependencies=[AtLeast])
OnDay = Annotated[Day | None, Query(description="The day of the draw; by default today")]


@router.get("")
def list_draws(
    request: Request,
    scope: Scopes,
    container: Containers,
    state: DrawPhase | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Draws by their day, the latest first."""
    with reading(container, cursor) as connection:
        wanted = state.value if state else None
        page = views.draws(connection, scope, state=wanted, cursor=cursor, limit=limit)
    return respond(request, paged(page))


@router.get("/pool")
def pool(
    request: Request,
    caller: Callers,
    scope: Scopes,
    container: Containers,
    item: Annotated[Code, Query(description="Item code")],
    on: OnDay = None,
    org: Filter = None,
) -> Response:
    """What would be drawn from, and why an object or an officer is out (R8). `org`: for who
    watches over the whole jurisdiction; others ask for their own organisation."""
    inspector = org or caller.org
    if inspector is None or (scope.orgs is not None and inspector not in scope.orgs):
        raise Problem("forbidden")
    day = on or shanghai_date(container.now())
    if not inspects(container.institutions.of(scope.region), inspector, item, day):
        raise Problem("not-found")
    found = assemble(container, scope, inspector, (item,), day)
    objects, inspectors = found.pools.objects, found.pools.inspectors
    subjects = {one.person_id: set(one.recused) for one in inspectors}
    return respond(
        request,
        {
            "item": item, "org": inspector, "on": day,
            "objects_digest": digest_of(objects), "inspectors_digest": digest_of(inspectors),
            "counts": {"objects": len(objects), "objects_out": len(found.objects) - len(objects),
                       "inspectors": len(inspectors),
                       "inspectors_out": len(found.officers) - len(inspectors)},
            "objects": [
                {**row, "out": out.value if out else None,
                 "recused": [who for who, from_ in subjects.items() if row["subject"] in from_]}
                for row, out in found.objects
            ],
            "inspectors": [
                {**line, "out": out.value if out else None} for line, out in found.officers
            ],
            "position": found.position,
        },
    )  # fmt: skip


@router.get("/{draw}")
def one_draw(draw: UUID, request: Request, scope: Scopes, container: Containers) -> Response:
    """One draw with its result."""
    with reading(container) as connection:
        found = views.draw(connection, scope, draw)
    if found is None:
        raise Problem("not-found")
    return respond(request, found)


@router.get("/{draw}/pools")
def pools(
    draw: UUID, request: Request, caller: Callers, scope: Scopes, container: Containers
) -> Response:
    """The exact lines of both pools, whose digests were announced; and, once the draw has been
    performed, whether its result follows from them: `faults` is empty then."""
    with reading(container) as connection:
        found = views.draw(connection, scope, draw)
    note(container, caller, "read-draw-pools", target=str(draw), allowed=found is not None)
    if found is None:
        raise Problem("not-found")
    state = announced(container, scope.region, draw)
    said, kept = state.announced, pools_of(container, state)
    assert said
    wrong = faults(said, state.performed, kept) if state.performed else None
    return respond(
        request,
        {
            "draw_id": draw,
            "objects_digest": said.objects_digest,
            "inspectors_digest": said.inspectors_digest,
            "objects": [one.model_dump(mode="json", by_alias=True) for one in kept.objects],
            "inspectors": [one.model_dump(mode="json", by_alias=True) for one in kept.inspectors],
            "faults": wrong,
            "position": found["as_of_position"],
        },
    )
