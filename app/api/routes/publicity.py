"""双公示: what the bureau still has to publish and deliver, the export, and what is public."""

from enum import StrEnum
from typing import Annotated, Any

import orjson
import psycopg
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, Scopes, note
from app.api.contract.publicity import CSV
from app.api.parameters import Day
from app.api.problems import OK, Problem
from app.api.queries import AtLeast, Cursor, Limit, paged, reading, respond
from app.bootstrap import Container
from app.publicity import as_csv, lines
from domain.shared.act import Role
from projections import publicity_queries
from projections.pages import Row
from projections.publicity_queries import Wanted
from projections.scope import Scope

router = APIRouter(prefix="/v1/publicity", tags=["publicity"], dependencies=[AtLeast])
EXPORTED = 5000
"""Most lines of one export [D]: a month of a large county."""
_PAGE = 500
EXPORTERS = frozenset(
    {
        Role.WINDOW, Role.CHIEF_DECIDER, Role.CERT_MAKER, Role.LEADER, Role.EFFICIENCY_OFFICER,
        Role.DISCIPLINE,
    }
)  # fmt: skip
"""They read the names of applicants."""


class State(StrEnum):
    """Grants that are not public yet, not delivered yet, public, or all."""

    UNPUBLISHED = "unpublished"
    UNDELIVERED = "undelivered"
    PUBLISHED = "published"
    ALL = "all"


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSON = "json"


From = Annotated[Day | None, Query(alias="decidedFrom", description="First day of the decisions")]
To = Annotated[Day | None, Query(alias="decidedTo", description="Last day of the decisions")]


@router.get("")
def list_grants(
    request: Request,
    scope: Scopes,
    container: Containers,
    state: State = State.UNPUBLISHED,
    start: From = None,
    end: To = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Grants by the last of their seven working days, with the days that are left (B6)."""
    wanted = Wanted(state.value, start, end)
    with reading(container, cursor) as connection:
        page = publicity_queries.grants(
            connection, scope, now=container.now(), wanted=wanted, cursor=cursor, limit=limit
        )
    return respond(request, paged(page))


@router.get("/export")
def export(
    caller: Callers,
    scope: Scopes,
    container: Containers,
    format: Format = Format.CSV,  # noqa: A002 - the public name
    state: State = State.ALL,
    start: From = None,
    end: To = None,
) -> Response:
    """The form of 双公示 for these decisions: every field by its code; a person has no codes of an
    organisation, and no number of an identity card is given out. The reading is logged."""
    if caller.role not in EXPORTERS:
        raise Problem("forbidden")
    note(container, caller, "export-publicity", target=f"{start or ''}..{end or ''}")
    with reading(container) as connection:
        rows = _all(container, scope, connection, Wanted(state.value, start, end))
        found = lines(container, connection, scope.region, rows)
    name = f"publicity-{scope.region}-{start or 'all'}-{end or 'now'}.{format.value}"
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{name}"',
    }
    if format is Format.CSV:
        return Response(as_csv(found), OK, headers, CSV)
    return Response(orjson.dumps({"items": found}), OK, headers, "application/json")


def _all(
    container: Container, scope: Scope, connection: psycopg.Connection[Any], wanted: Wanted
) -> list[Row]:
    rows: list[Row] = []
    cursor: str | None = None
    while True:
        page = publicity_queries.grants(
            connection, scope, now=container.now(), wanted=wanted, cursor=cursor, limit=_PAGE
        )
        rows += page.items
        if len(rows) > EXPORTED:
            raise Problem(
                "too-many", f"超过 {EXPORTED} 条，请缩短起止日期",
                f"more than {EXPORTED} decisions: ask for fewer days",
            )  # fmt: skip
        if page.next is None:
            return rows
        cursor = page.next
