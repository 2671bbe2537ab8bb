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
from app.api.contract.reported import BATCH, BODY, LINES, SINGLE
from app.api.problems import MULTI_STATUS, OK, Problem, of_domain
from app.api.receipts import receipt_body
from app.metrics import REPORTS
from app.query_codes import QueryCodes
from app.reports import Outcome
from domain.approval.events import ApplicationSubmitted, MaterialsReceived

router = APIRouter(tags=["reports"])
TELLING = frozenset({ApplicationSubmitted.TYPE, MaterialsReceived.TYPE})
PIECE = 50
"""Results written before others get the event loop: under a millisecond."""


@router.post("/v1/acts", openapi_extra=BODY)
async def report(request: Request, caller: Callers, container: Containers) -> Response:
    """Record acts. A single report answers with its receipt or its problem; many answer 200 (all
    recorded) or 207 with one result per item, in order."""
    kind = expect_type(request, SINGLE, BATCH, LINES)
    body = await request.body()
    turn = request.scope["state"].get("turn", reports.give_way)
    limit = container.settings.batch_items_limit
    if kind == SINGLE:
        items = reports.read_single(body)
    else:
        items = await reports.read_patiently(body, limit, turn, lines=kind == LINES)
    institution = container.institutions.remembered(caller.region)
    if institution is None:
        institution = await run_in_threadpool(container.institutions.of, caller.region)
    outcomes = await reports.intake(
        items,
        caller,
        store=container.store,
        institution=institution,
        now=container.now(),
        turn=turn,
    )
    language = languages.chosen(request.headers.get("accept-language"))
    if kind == SINGLE:
        if outcomes[0].problem:
            raise outcomes[0].problem  # its cause says whether the queue is full: 429, and when
        return _answer(OK, result(outcomes[0], language, container.query_codes))
    results = []
    for start in range(0, len(outcomes), PIECE):
        results += [
            result(outcome, language, container.query_codes)
            for outcome in outcomes[start : start + PIECE]
        ]
        await turn()
    refused = sum("problem" in one for one in results)
    counts = {
        "recorded": sum(o.receipt is not None and not o.replayed for o in outcomes),
        "known": sum(o.replayed for o in outcomes),
        "refused": refused,
    }
    for outcome, count in counts.items():
        REPORTS.labels(outcome).inc(count)
    return _answer(MULTI_STATUS if refused else OK, {"counts": counts, "results": results})


def result(outcome: Outcome, language: languages.Language, codes: QueryCodes) -> dict[str, Any]:
    """One item's outcome; the place in the list is the item's place in the body. A reported
    application or receipt is told its query code, for the applicant."""
    if outcome.receipt is None:
        problem = of_domain(outcome.problem) if outcome.problem else Problem("internal-error")
        return {"problem": problem.body(language)}
    receipt = outcome.receipt
    body: dict[str, Any] = {"receipt": receipt_body(receipt), "known": outcome.replayed}
    if receipt.type in TELLING:
        body["queryCode"] = codes.of(receipt.region, receipt.stream)
    return body


def _answer(status: int, content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")
