"""The documents of one case: what was issued, sealed and served, and what is missing."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, Scopes, note
from app.api.problems import Problem
from app.api.queries import AtLeast, reading, respond
from app.api.rendering import answer
from app.bootstrap import Container
from domain.approval import case as cases
from domain.approval.document_list import Held, missing
from domain.shared.act import Role
from projections import document_queries, monitoring_queries, trail_queries
from projections.pages import Row

TELL_AGAIN = frozenset({Role.WINDOW, Role.EFFICIENCY_OFFICER})
router = APIRouter(prefix="/v1/cases", tags=["documents"], dependencies=[AtLeast])


@router.get("/{case}/documents")
def case_documents(
    case: UUID, request: Request, caller: Callers, scope: Scopes, container: Containers
) -> Response:
    """Every document of a case, and the acts whose document, or its content, is missing (P-11)."""
    note(container, caller, "read-documents", target=str(case))
    with reading(container) as connection:
        if not trail_queries.trail(connection, scope, case, limit=1).items:
            raise Problem("not-found")
        rows, position = document_queries.of_case(connection, case)
    lacking = _missing(container, caller.region, case, rows)
    return respond(request, {"items": rows, "missing": lacking, "position": position})


@router.get("/{case}/query-code")
def query_code(case: UUID, caller: Callers, scope: Scopes, container: Containers) -> Response:
    """The applicant's query code (查询码), told again at the window; also of reported cases."""
    if caller.role not in TELL_AGAIN:
        raise Problem("forbidden")
    note(container, caller, "tell-query-code", target=str(case))
    with reading(container) as connection:
        found = monitoring_queries.case(connection, scope, case, now=container.now())
    if found is None:
        raise Problem("not-found")
    code = container.query_codes.of(scope.region, case)
    told = {"case_number": found["case_number"], "query_code": code}
    return answer(told, {"cache-control": "no-store"})


def _missing(container: Container, region: str, case: UUID, rows: list[Row]) -> list[Any]:
    """From the log itself, so that nothing an act has just done is overlooked. Blocking."""
    store = container.store
    acts = store.load(case)
    for survey in cases.fold(acts).surveys:
        acts = [*acts, *store.load(survey)]
    acts.sort(key=lambda act: act.meta.occurred_at)
    held = [Held(row["kind"], row["number"], row["documents_event"]) for row in rows]
    calendar = container.institutions.of(region).calendar
    return list(missing(acts, held, calendar))
