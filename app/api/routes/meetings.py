"""日报、议程、通报、考核: what the rhythm has recorded, and each score down to its acts (S4)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, Scopes
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, paged, reading, respond
from app.api.routes.cases import Filter
from app.meeting_duties import year_of
from domain.consultation.periods import Cycle, period_of
from domain.consultation.rhythm_events import MeetingKind
from domain.consultation.scoring import MEASURES
from projections import meeting_queries as views

router = APIRouter(prefix="/v1", tags=["meetings"], dependencies=[AtLeast])
AYear = Annotated[int, Path(ge=1900, le=2200)]
ADay = Annotated[date | None, Query()]


@router.get("/digests")
def list_digests(
    request: Request,
    scope: Scopes,
    container: Containers,
    day: ADay = None,
    org: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Daily digests with their four counts, the newest first."""
    with reading(container, cursor) as connection:
        page = views.digests(connection, scope, day=day, org=org, cursor=cursor, limit=limit)
    return respond(request, paged(page))


@router.get("/meetings")
def list_meetings(
    request: Request,
    scope: Scopes,
    container: Containers,
    kind: MeetingKind | None = None,
    first: ADay = None,
) -> Response:
    """Agendas of weeks and months by their first day, and what came of the meetings."""
    kinds = (kind.value,) if kind else tuple(one.value for one in MeetingKind)
    with reading(container) as connection:
        page = views.records(connection, scope, kinds, first)
    return respond(request, paged(page))


@router.get("/bulletins")
def list_bulletins(
    request: Request, scope: Scopes, container: Containers, month: ADay = None
) -> Response:
    """Monthly bulletins, by the first day of the month."""
    first = month.replace(day=1) if month else None
    with reading(container) as connection:
        page = views.records(connection, scope, ("BULLETIN",), first)
    return respond(request, paged(page))


@router.get("/assessments")
def list_assessments(request: Request, scope: Scopes, container: Containers) -> Response:
    """Frozen yearly assessments (S4)."""
    with reading(container) as connection:
        page = views.records(connection, scope, ("ASSESSMENT",))
    return respond(request, paged(page))


@router.get("/assessments/{year}/acts")
def assessed_acts(
    year: AYear,
    request: Request,
    scope: Scopes,
    caller: Callers,
    container: Containers,
    org: Filter = None,
) -> Response:
    """What each measure of a frozen assessment counted: stream, position, and whether it was met,
    as known at the position at which it was frozen."""
    first = date(year, 1, 1)
    with reading(container) as connection:
        page = views.records(connection, scope, ("ASSESSMENT",), first)
        if not page.items or scope.items is not None:
            raise Problem("not-found")
        (frozen,) = page.items
        institution = container.institutions.of(caller.region)
        period = period_of(Cycle.YEAR, first)
        known = year_of(connection, institution, period, frozen["counted_at"])
    acts = [
        {"measure": name, **one._asdict()}
        for name, measure, _ in MEASURES
        for one in measure(known)
        if (scope.orgs is None or one.org in scope.orgs) and org in (None, one.org)
    ]
    return respond(
        request, {**{k: frozen[k] for k in ("year", "scheme", "counted_at")}, "acts": acts}
    )
