"""R3: the whole dossier of a pushed outcome, for whoever answers for its supervision."""

from typing import Any
from uuid import UUID

import psycopg
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, Scopes, note
from app.api.problems import Problem
from app.api.queries import AtLeast, reading, respond
from app.bootstrap import Container
from app.feedback import open_on
from domain.approval import case as cases
from domain.approval import dossier
from domain.commitment import commitment as commitments
from domain.commitment.events import CommitmentOffered, CommitmentSigned, CommitmentTookEffect
from domain.shared.act import Act
from domain.shared.ids import commitment_id, permit_id
from domain.supervision.dispute_events import ResponsibilityDisputeOpened
from domain.supervision.events import SupervisionTaskPushed, TaskRerouted
from projections import document_queries, permit_queries, survey_queries, task_queries
from projections.pages import Row
from projections.permit_queries import Field
from projections.scope import Scope

router = APIRouter(prefix="/v1/tasks", tags=["tasks"], dependencies=[AtLeast])


@router.get("/{task}/dossier")
def task_dossier(
    task: UUID, request: Request, caller: Callers, scope: Scopes, container: Containers
) -> Response:
    """The dossier of what was pushed: application and materials by digest, conditions checked,
    opinions, survey record, decision, commitment, permit, documents by digest, and what supervision
    has found on the subject and not settled. Its recipient reads it, who leads, and who answers in
    the interim; without personal data in the clear. Reading is logged under the case."""
    store = container.store
    with reading(container) as connection:
        row = task_queries.task(connection, scope, task, now=container.now())
    acts = store.load(task)
    if row is None or row["case_id"] is None or not _may_read(scope, row, acts):
        note(container, caller, "read-dossier", target=str(task), allowed=False)
        raise Problem("not-found")
    note(container, caller, "read-dossier", target=str(row["case_id"]))
    with reading(container) as connection:
        return respond(request, _dossier(connection, container, scope.region, row, acts))


def _may_read(scope: Scope, row: Row, acts: list[Act]) -> bool:
    """Whoever has the task in hand, not whoever has passed it on."""
    if scope.orgs is None:
        return True
    named = {row["recipient"]}
    for act in acts:
        match act.event:
            case SupervisionTaskPushed(lead=str() as org):
                named.add(org)
            case ResponsibilityDisputeOpened(interim_org=org):
                named.add(org)
            case TaskRerouted():
                named = {row["recipient"]}
    return bool(named & set(scope.orgs))


def _dossier(
    connection: psycopg.Connection[Any],
    container: Container,
    region: str,
    row: Row,
    acts: list[Act],
) -> dict[str, Any]:
    case_id, store = row["case_id"], container.store
    case = cases.fold(store.load(case_id))
    whole = Scope(region)  # of this one case: the task is the right to see it
    surveys = [survey_queries.survey(connection, whole, one) for one in case.surveys]
    pushed = next((a.event for a in acts if isinstance(a.event, SupervisionTaskPushed)), None)
    about = pushed.permit_id if pushed and pushed.permit_id else permit_id(case_id)
    documents, position = document_queries.of_case(connection, case_id)
    subject = case.applicant or (pushed.applicant if pushed else None)
    found = []
    if subject:
        found = open_on(connection, store, region, subject.subject_id, container.now())
    if found is None:
        raise Problem("view-behind")
    return {
        "task_id": row["task_id"],
        "case_id": case_id,
        "application": dossier.application(case),
        "review": dossier.review(case),
        "opinions": dossier.opinions(case),
        "surveys": [one for one in surveys if one],
        "decision": dossier.decision(case),
        "commitment": _commitment(store.load(commitment_id(case_id)), commitment_id(case_id)),
        "permit": permit_queries.permit(connection, Field(whole), about),
        "documents": documents,
        "findings": [
            {
                "kind": one.source.upper(),
                "stream": one.stream,
                "gist": one.gist,
                "org": one.org,
                "found_at": one.at,
                "known_at": one.known,
                "position": one.position,
            }
            for one in found
        ],
        "position": position,
    }


def _commitment(acts: list[Act], stream: UUID) -> dict[str, Any] | None:
    if not acts:
        return None
    offered = _last(acts, CommitmentOffered)
    signed = _last(acts, CommitmentSigned)
    effect = _last(acts, CommitmentTookEffect)
    text = signed or offered
    return {
        "commitment_id": stream,
        "state": commitments.fold(acts).phase,
        "text_digest": text.text_digest if text else None,
        "promise": signed.promise if signed else None,
        "verify_days": effect.verify_days if effect else None,
        "verifier": effect.verifier if effect else None,
    }


def _last(acts: list[Act], kind: type[Any]) -> Any:
    return next((a.event for a in reversed(acts) if isinstance(a.event, kind)), None)
