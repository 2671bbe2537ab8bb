"""B3: what supervision found on the applicant of a case, and whether the decision waits for it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, Scopes, note
from app.api.problems import Problem
from app.api.queries import AtLeast, reading, respond
from app.api.routes.cases import found_case
from app.feedback import open_on
from domain.approval import case as cases
from domain.approval.case_state import UNDECIDED
from domain.approval.consulting import Feedback, FeedbackKind, consulted
from domain.supervision.feedback import OpenFinding

router = APIRouter(prefix="/v1/cases", tags=["cases"], dependencies=[AtLeast])


@router.get("/{case}/feedback")
def case_feedback(
    case: UUID, request: Request, caller: Callers, scope: Scopes, container: Containers
) -> Response:
    """Open findings of supervision on the applicant: task results, inspections and penalties,
    breached commitments; which of them were consulted, and whether a grant is blocked by the
    others. `consult-feedback` names them by `kind` and `stream`."""
    note(container, caller, "read-feedback", target=str(case))
    now = container.now()
    with reading(container) as connection:
        shown = found_case(connection, scope, case, container)
        state = cases.fold(container.store.load(case))
        found: list[OpenFinding] | None = []
        if state.applicant:
            subject = state.applicant.subject_id
            found = open_on(connection, container.store, scope.region, subject, now)
    if found is None:
        raise Problem("view-behind")
    items = [_shown(state, one) for one in found]
    unread = sum(not one["consulted"] for one in items)
    blocked = bool(unread) and state.native and state.phase in UNDECIDED
    return respond(
        request,
        {
            "case_id": case,
            "items": items,
            "unconsulted": unread,
            "blocked": blocked,
            "position": shown["as_of_position"],
        },
    )


def _shown(case: cases.Case, one: OpenFinding) -> dict[str, Any]:
    kind = FeedbackKind(one.source.upper())
    return {
        "kind": kind,
        "stream": one.stream,
        "gist": one.gist,
        "org": one.org,
        "found_at": one.at,
        "known_at": one.known,
        "position": one.position,
        "consulted": consulted(case, Feedback(kind, one.stream, one.known, one.gist)),
    }
