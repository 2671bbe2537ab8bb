"""办件抽查: an efficiency officer draws finished cases; anybody can repeat the draw (S2)."""

import asyncio
from datetime import date, datetime, time
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.access import Callers, Containers
from app.api.bodies import model_body
from app.api.contract.samples import BODY, DrawSample
from app.api.parameters import Day
from app.api.problems import Problem
from app.api.queries import AtLeast, at_least, reading, recorded, respond
from app.api.rendering import answer
from app.api.scope import WHOLE_REGION
from app.bootstrap import Container
from app.commands.caller import Caller
from domain.approval.aftermath_commands import SampleCase
from domain.approval.sampling import SAMPLE_PERMILLE, drawn, pool_digest
from domain.shared.act import Role
from domain.shared.errors import Invalid, Refused
from domain.shared.event import FIRST_YEAR
from domain.timing.days import end_of
from projections import sample_pool

router = APIRouter(prefix="/v1/samples", tags=["samples"])
MOST_DRAWN = 2000
AT_ONCE = 16


@router.post("", openapi_extra=BODY)
async def draw(request: Request, caller: Callers, container: Containers) -> Response:
    """Draw finished cases of an item for review, by the share that its standard states. What
    repeats the draw is recorded with every case that it picks."""
    if caller.role is not Role.EFFICIENCY_OFFICER:
        raise Problem("forbidden")
    body = await model_body(request, DrawSample)
    period = (body.item_code, body.closed_from, body.closed_to)
    terms = await run_in_threadpool(terms_of, container, caller, *period)
    await at_least(request, container, caller, await run_in_threadpool(recorded, container))
    cases = await run_in_threadpool(pool_of, container, caller, body.item_code, terms)
    chosen, digest = drawn(cases, body.seed, terms.permille), pool_digest(cases)
    if len(chosen) > MOST_DRAWN:
        raise Invalid(
            "sample-too-large",
            f"一次至多抽取{MOST_DRAWN}件，请缩短期间",
            f"a draw picks at most {MOST_DRAWN} cases: name a shorter period",
            fields=("closedFrom", "closedTo"),
        )
    command = SampleCase(draw=body.draw, seed=body.seed, pool_size=len(cases), pool_digest=digest)
    for start in range(0, len(chosen), AT_ONCE):
        await asyncio.gather(
            *(
                container.handler.handle(
                    command,
                    target=case,
                    caller=caller,
                    idempotency_key=f"draw:{body.draw}:{case}",
                    correlation_id=request.scope["state"]["trace_id"],
                )
                for case in chosen[start : start + AT_ONCE]
            )
        )
    return answer(
        {
            "draw": body.draw, "permille": terms.permille, "pool_size": len(cases),
            "pool_digest": digest, "cases": chosen,
        }
    )  # fmt: skip


@router.get("/pool", dependencies=[AtLeast])
def pool(
    request: Request,
    caller: Callers,
    container: Containers,
    item: Annotated[str, Query(min_length=1, max_length=120)],
    closed_from: Annotated[Day, Query(alias="closedFrom")],
    closed_to: Annotated[Day, Query(alias="closedTo")],
) -> Response:
    """The finished cases that a draw of this item and period picks from, for who watches over the
    whole jurisdiction."""
    if caller.role not in WHOLE_REGION:
        raise Problem("forbidden")
    terms = terms_of(container, caller, item, closed_from, closed_to)
    cases = pool_of(container, caller, item, terms)
    content = {"pool_size": len(cases), "pool_digest": pool_digest(cases), "cases": cases}
    return respond(request, content)


class Terms(NamedTuple):
    """The share to be drawn, and [since, until) in which the cases ended."""

    permille: int
    since: datetime
    until: datetime


def terms_of(
    container: Container, caller: Caller, item_code: str, closed_from: date, closed_to: date
) -> Terms:
    """What a draw is drawn by. Blocking.

    Raises:
        Invalid: no such item, or a period that is not over or begins after its end.
    """
    institution = container.institutions.of(caller.region)
    item = institution.item(item_code)
    if item is None:
        raise Invalid("item-unknown", "事项不存在", "no such item", fields=("itemCode",))
    calendar = institution.calendar
    today = calendar.local_date(container.now())
    if closed_from.year < FIRST_YEAR or not closed_from <= closed_to < today:
        raise Invalid(
            "sample-period-impossible",
            "抽查期间起止颠倒或尚未结束",
            "the period begins after its end, or is not over yet",
            fields=("closedFrom", "closedTo"),
        )
    stated = item.standard.sample_permille if item.standard else None
    return Terms(
        SAMPLE_PERMILLE if stated is None else stated,
        datetime.combine(closed_from, time(), calendar.zone),
        end_of(closed_to, calendar.zone),
    )


def pool_of(container: Container, caller: Caller, item: str, terms: Terms) -> list[UUID]:
    """The finished cases to draw from. Blocking.

    Raises:
        Refused: no case ended in the period.
    """
    with reading(container) as connection:
        pool = sample_pool.finished(connection, caller.region, item, terms.since, terms.until)
    if not pool:
        raise Refused("sample-pool-empty", "该期间无办结办件", "no case ended in this period")
    return pool
