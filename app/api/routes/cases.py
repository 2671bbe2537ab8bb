"""Cases: list, one case, its trail with proofs, its clocks explained (domain.md §5: B1, B2, J2)."""

from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import psycopg
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from adapters.ledger.reading import LogReader
from app.api import language as languages
from app.api.access import Callers, Containers, Scopes, note
from app.api.language import CONTENT_LANGUAGE, Language
from app.api.problems import Problem
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.api.receipts import inclusion_bodies
from app.bootstrap import Container
from domain.monitoring.further_clocks import FurtherClock
from domain.shared.event import Code
from domain.timing.explanation import Explanation
from domain.timing.wording import lines
from projections import monitoring_queries as monitoring
from projections import trail_queries
from projections.monitoring_queries import CaseFilter
from projections.pages import Row
from projections.scope import Scope

router = APIRouter(prefix="/v1/cases", tags=["cases"], dependencies=[AtLeast])
MAX_PROVED = 100


class Light(StrEnum):
    """亮灯."""

    GREEN = "GREEN"
    WARN = "WARN"
    YELLOW = "YELLOW"
    RED = "RED"


class State(StrEnum):
    """Undecided cases, decided ones, or both."""

    OPEN = "open"
    DECIDED = "decided"
    ALL = "all"


Filter = Annotated[Code | None, Query()]


def filter_of(
    light: Light | None = None,
    item: Filter = None,
    org: Filter = None,
    number: Annotated[Code | None, Query(description="Prefix of the case number")] = None,
    state: State = State.OPEN,
) -> CaseFilter:
    """The filter that the parameters of a list spell."""
    open_ = None if state is State.ALL else state is State.OPEN
    return CaseFilter(light.value if light else None, item, org, number, open_)


@router.get("")
def list_cases(
    request: Request,
    scope: Scopes,
    container: Containers,
    light: Light | None = None,
    item: Filter = None,
    org: Filter = None,
    number: Annotated[Code | None, Query(description="Prefix of the case number")] = None,
    state: State = State.OPEN,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Cases with their lights and remaining working days; undecided ones by next due date."""
    wanted = filter_of(light, item, org, number, state)
    now = container.now()
    with reading(container, cursor) as connection:
        page = monitoring.cases(
            connection, scope, now=now, wanted=wanted, cursor=cursor, limit=limit
        )
    return respond(request, paged(page))


@router.get("/counts")
def count_cases(
    request: Request,
    scope: Scopes,
    container: Containers,
    item: Filter = None,
    org: Filter = None,
    number: Filter = None,
    state: State = State.OPEN,
) -> Response:
    """How many cases show each light."""
    wanted = filter_of(None, item, org, number, state)
    with reading(container) as connection:
        counts = monitoring.count_lights(connection, scope, now=container.now(), wanted=wanted)
    return respond(request, counted(counts))


def found_case(connection: psycopg.Connection[Any], scope: Scope, case: UUID, at: Container) -> Row:
    """A case in scope; one outside it is not found, so that nobody learns that it exists."""
    found = monitoring.case(connection, scope, case, now=at.now())
    if found is None:
        raise Problem("not-found")
    return found


@router.get("/{case}")
def one_case(case: UUID, request: Request, scope: Scopes, container: Containers) -> Response:
    """One case as the monitoring view has it."""
    with reading(container) as connection:
        return respond(request, found_case(connection, scope, case, container))


@router.get("/{case}/trail")
def trail(
    case: UUID,
    request: Request,
    caller: Callers,
    scope: Scopes,
    container: Containers,
    order: Literal["position", "occurrence"] = "position",
    proof: bool = False,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """Every act of a case: who, in which post, when it happened, when it was recorded, where it
    stands in the log; with `proof=true` (at most 100 rows) the inclusion proof of each."""
    note(container, caller, "read-trail", target=str(case))
    if proof:
        limit = min(limit, MAX_PROVED)
    with reading(container, cursor) as connection:
        page = trail_queries.trail(connection, scope, case, order=order, cursor=cursor, limit=limit)
        if not page.items and cursor is None:
            raise Problem("not-found")
    if proof and page.items:
        prove(container.log_reader, container, scope.region, page.items)
    return respond(request, paged(page))


def prove(reader: LogReader, container: Container, region: str, rows: list[Row]) -> None:
    """Add to each row its inclusion proof, all under the same tree size."""
    log = container.store.log(region)
    if log is None:
        return
    proofs = inclusion_bodies(reader, log, [row["log_index"] for row in rows])
    for row, proof in zip(rows, proofs, strict=True):
        row["inclusion"] = proof


@router.get("/{case}/clocks")
def clocks(case: UUID, request: Request, scope: Scopes, container: Containers) -> Response:
    """Every clock of the case, legal, committed, one-time notice, stages, special procedures,
    delivery and publicity, and why its due date is what it is: days counted, holidays, make-up
    days, pauses, extension, calendar version. In words, and as facts."""
    language = languages.chosen(request.headers.get("accept-language"))
    with reading(container) as connection:
        found = monitoring.explain(connection, scope, case, now=container.now())
    if found is None:
        raise Problem("not-found")
    return respond(
        request,
        {
            "case_id": found.case_id,
            "legal": explained(found.legal, language),
            "committed": explained(found.committed, language),
            "notice": explained(found.notice, language),
            "stated": explained(found.stated, language),
            "delivery": explained(found.further.delivery, language),
            "publicity": explained(found.further.publicity, language),
            "stages": [further(one, language) for one in found.further.stages],
            "procedures": [further(one, language) for one in found.further.procedures],
            "findings": found.findings,
            "position": found.position,
        },
    )


def further(clock: FurtherClock, language: Language) -> dict[str, Any]:
    """One clock among several of its kind."""
    told = explained(clock.explanation, language) or {}
    return {"name": clock.name, "doneAt": clock.done_at, **told}


def explained(explanation: Explanation | None, language: Language) -> dict[str, Any] | None:
    """An explanation in words and as facts."""
    if explanation is None:
        return None
    return {
        "due": explanation.due.date,
        "provisional": explanation.due.provisional,
        "lines": lines(explanation, CONTENT_LANGUAGE[language]),
        "facts": explanation,
    }
