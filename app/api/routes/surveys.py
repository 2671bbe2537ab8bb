"""踏勘: where each stands, what to schedule by district (B8), what is lacking (J4)."""

from enum import StrEnum
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, Scopes, note
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.api.routes.cases import Filter
from domain.approval.survey import SurveyPhase
from projections import survey_queries as views
from projections.survey_queries import LACKS, SurveyFilter

router = APIRouter(prefix="/v1/surveys", tags=["surveys"], dependencies=[AtLeast])
Lack = StrEnum("Lack", {name: name for name in LACKS})


@router.get("")
def list_surveys(
    request: Request,
    scope: Scopes,
    container: Containers,
    state: SurveyPhase | None = None,
    item: Filter = None,
    case: UUID | None = None,
    district: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Surveys by the instant at which what comes next is late."""
    wanted = SurveyFilter(
        state=state.value if state else None,
        item=item,
        case=str(case) if case else None,
        district=district,
    )
    with reading(container, cursor) as connection:
        page = views.surveys(connection, scope, wanted, cursor=cursor, limit=limit)
    return respond(request, paged(page))


@router.get("/to-schedule")
def to_schedule(
    request: Request,
    scope: Scopes,
    container: Containers,
    district: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What is still to be surveyed, district by district, so that what lies together may be done
    in one journey (多勘合一); and how many there are in each."""
    with reading(container, cursor) as connection:
        page = views.to_schedule(
            connection,
            scope,
            now=container.now(),
            district=district,
            cursor=cursor,
            limit=limit,
        )
        counts = views.count_to_schedule(connection, scope)
    return respond(request, {**paged(page), **counted(counts)})


@router.get("/lacking")
def lacking(
    request: Request,
    caller: Callers,
    scope: Scopes,
    container: Containers,
    lack: Lack | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Surveys that lack a filing or their return visit, and those complained of. For discipline
    inspectors alone; asking is logged."""
    note(container, caller, "read-surveys-lacking", allowed=scope.clues)
    if not scope.clues:
        raise Problem("forbidden")
    now = container.now()
    with reading(container, cursor) as connection:
        page = views.lacking(
            connection,
            scope,
            now=now,
            lack=lack.value if lack else None,
            cursor=cursor,
            limit=limit,
        )
        counts = views.count_lacking(connection, scope, now=now)
    return respond(request, {**paged(page), **counted(counts)})


@router.get("/{survey}")
def one_survey(
    survey: UUID, request: Request, caller: Callers, scope: Scopes, container: Containers
) -> Response:
    """One survey: who went, who was invited, who came, what they said. What the return visit heard
    is shown to discipline inspectors alone."""
    with reading(container) as connection:
        found = views.survey(connection, scope, survey)
    if found is None:
        raise Problem("not-found")
    if scope.clues:
        note(container, caller, "read-survey", target=str(survey))
    return respond(request, found)
