"""What anybody may ask without signing in: one's own case, and what the law makes public."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api import language as languages
from app.api.access import Containers
from app.api.applicant_page import page_of
from app.api.parameters import refuse_strangers
from app.api.problems import Problem
from app.api.queries import Cursor, Limit, reading, respond
from app.api.rendering import answer
from app.bootstrap import Container
from app.publicity import lines
from domain.approval.publicity import VALID, masked
from domain.shared.event import Code
from projections import publicity_queries
from projections.pages import Row
from projections.public_queries import Numbered, numbered

router = APIRouter(prefix="/v1/public", tags=["public"], dependencies=[Depends(refuse_strangers)])
NOBODY = Numbered(UUID(int=0), "")


@router.get("/cases")
def track(
    request: Request,
    container: Containers,
    number: Annotated[Code, Query(description="办件编号, as on the receipt")],
    code: Annotated[Code, Query(description="查询码, as on the receipt")],
) -> Response:
    """Where an application stands: stage, next step, due date, why it is paused, everything that
    is missing, and whom to ask. A wrong code is answered as an unknown number is."""
    address = request.client.host if request.client else "-"
    guesses = request.app.state.guesses
    mark = guesses.take(address)
    zh = languages.chosen(request.headers.get("accept-language")) == "zh"
    try:
        with reading(container) as connection:
            regions = [log.region for log in container.database.logs()]
            own = opened(container, numbered(connection, regions, number), code)
            page = page_of(container, connection, own, zh=zh) if own else None
    except BaseException:  # no fault of who asked
        guesses.give_back(address, mark)
        raise
    if page is None:
        raise Problem("not-found")
    guesses.give_back(address, mark)
    headers = {"cache-control": "no-store", "vary": "Accept-Language"}
    return answer(page, headers)


@router.get("/notices")
def notices(
    request: Request,
    container: Containers,
    region: Annotated[Code, Query(description="区划, six digits of GB/T 2260")],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Permits that were granted and made public (双公示), newest first (A8)."""
    with reading(container, cursor) as connection:
        page = publicity_queries.published(connection, region, cursor=cursor, limit=limit)
        found = lines(container, connection, region, page.items, masked) if page.items else []
    items = [notice(row, line) for row, line in zip(page.items, found, strict=True)]
    return respond(request, {"items": items, "next": page.next, "position": page.position})


def notice(row: Row, line: dict[str, str]) -> dict[str, Any]:
    """One public grant; nothing of the row but what is named here."""
    return {
        "decision": line["XK_XKWS"],
        "decision_number": row["decision_number"],
        "holder": line["XK_XDR_MC"],
        "holder_kind": line["XK_XDR_LB"],
        "holder_code": line["XK_XDR_SHXYM"] or None,
        "content": line["XK_NR"],
        "decided_on": row["decided_on"],
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
        "valid": line["XK_ZT"] == VALID,
        "org": line["XK_XKJGDM"],
        "org_name": line["XK_XKJG"],
        "published_on": row["published_on"],
    }


def opened(container: Container, found: list[Numbered], code: str) -> Numbered | None:
    """The case that the code opens. Every candidate is compared, and a number that nobody bears
    costs as much as one that somebody does."""
    codes = container.query_codes
    fitting = [one for one in found or [NOBODY] if codes.fits(one.region, one.case_id, code)]
    return fitting[0] if fitting and found else None
