"""Reports in: `POST /v1/acts`, CloudEvents 1.0 in JSON, single, batch or one per line."""

from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app import reports
from app.api import language as languages
from app.api.access import Callers, Containers
from app.api.bodies import expect_type
from app.api.problems import MULTI_STATUS, OK, Problem, of_domain
from app.api.receipts import receipt_body
from app.reports import Outcome

router = APIRouter(tags=["reports"])
SINGLE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
LINES = "application/x-ndjson"
_EVENT = {"$ref": "#/components/schemas/ReportedAct"}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            SINGLE: {"schema": _EVENT},
            BATCH: {"schema": {"type": "array", "items": _EVENT}},
            LINES: {"schema": {"type": "string", "description": "One event per line"}},
        },
    }
}
ReportedAct: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0: an act that took place in another system",
    "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "Unique at the source, for ever"},
        "source": {"type": "string"},
        "type": {"type": "string", "examples": ["cn.shenguan.case.accepted.v1"]},
        "subject": {"type": "string", "description": "Number of the case at the source"},
        "time": {"type": "string", "format": "date-time", "description": "Offset is mandatory"},
        "data": {
            "type": "object",
            "required": ["itemCode", "actor", "payload"],
            "properties": {
                "itemCode": {"type": "string"},
                "actor": {"type": "object"},
                "effectiveDate": {"type": "string", "format": "date"},
                "order": {"type": "integer"},
                "payload": {"type": "object", "description": "Fields of the event"},
            },
        },
    },
}


@router.post("/v1/acts", openapi_extra=BODY)
async def report(request: Request, caller: Callers, container: Containers) -> Response:
    """Record acts. A single report answers with its receipt or its problem; many answer 200 (all
    recorded) or 207 with one result per item, in order."""
    kind = expect_type(request, SINGLE, BATCH, LINES)
    body = await request.body()
    limit = container.settings.batch_items_limit
    if kind == SINGLE:
        items = reports.read_single(body)
    elif kind == BATCH:
        items = reports.read_batch(body, limit)
    else:
        items = reports.read_lines(body, limit)
    institution = container.institutions.remembered(caller.region)
    if institution is None:
        institution = await run_in_threadpool(container.institutions.of, caller.region)
    outcomes = await reports.intake(
        items,
        caller,
        store=container.store,
        institution=institution,
        now=container.now(),
    )
    language = languages.chosen(request.headers.get("accept-language"))
    if kind == SINGLE:
        if outcomes[0].problem:
            raise of_domain(outcomes[0].problem)
        return _answer(OK, result(outcomes[0], language))
    results = [result(outcome, language) for outcome in outcomes]
    refused = sum("problem" in one for one in results)
    counts = {
        "recorded": sum(o.receipt is not None and not o.replayed for o in outcomes),
        "known": sum(o.replayed for o in outcomes),
        "refused": refused,
    }
    return _answer(MULTI_STATUS if refused else OK, {"counts": counts, "results": results})


def result(outcome: Outcome, language: languages.Language) -> dict[str, Any]:
    """One item's outcome; the place in the list is the item's place in the body."""
    if outcome.receipt is None:
        problem = of_domain(outcome.problem) if outcome.problem else Problem("internal-error")
        return {"problem": problem.body(language)}
    return {"receipt": receipt_body(outcome.receipt), "known": outcome.replayed}


def _answer(status: int, content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")
