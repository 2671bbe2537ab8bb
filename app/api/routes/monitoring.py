"""电子监察: lights, counts and findings (domain.md §5 J1, §6)."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import Containers, Scopes
from app.api.queries import AtLeast, Cursor, Limit, counted, paged, reading, respond
from app.api.routes.cases import Filter, Light, State, filter_of
from domain.monitoring.rules import RULES
from domain.shared.event import Code
from projections import finding_queries
from projections import monitoring_queries as views

router = APIRouter(prefix="/v1/monitoring", tags=["monitoring"], dependencies=[AtLeast])


class Severity(StrEnum):
    """What a finding weighs."""

    INFO = "INFO"
    HINT = "HINT"
    WARN = "WARN"
    YELLOW = "YELLOW"
    RED = "RED"
    CLUE = "CLUE"


@router.get("")
def monitoring(
    request: Request,
    scope: Scopes,
    container: Containers,
    light: Light | None = None,
    item: Filter = None,
    org: Filter = None,
    number: Filter = None,
    state: State = State.OPEN,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Cases by next due date, with lights, and how many show each light."""
    now, wanted = container.now(), filter_of(light, item, org, number, state)
    with reading(container, cursor) as connection:
        page = views.cases(connection, scope, now=now, wanted=wanted, cursor=cursor, limit=limit)
        counts = views.count_lights(
            connection, scope, now=now, wanted=filter_of(None, item, org, number, state)
        )
    return respond(request, {**paged(page), **counted(counts)})


@router.get("/counts")
def counts(request: Request, scope: Scopes, container: Containers) -> Response:
    """Lights of open cases, findings by rule and severity, and stated deadlines kept or missed."""
    now = container.now()
    with reading(container) as connection:
        lights = views.count_lights(connection, scope, now=now)
        found = finding_queries.count_findings(connection, scope, now=now)
        stated = views.ended_late(connection, scope)
    return respond(
        request,
        {
            "lights": lights.buckets,
            "findings": found.buckets,
            "statedDeadlines": stated.buckets,
            "position": lights.position,
        },
    )


@router.get("/findings")
def findings(
    request: Request,
    scope: Scopes,
    container: Containers,
    rule: Annotated[Code | None, Query(examples=["T-03"])] = None,
    severity: Severity | None = None,
    case: UUID | None = None,
    cancelled: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What the rules found, newest first, each with its legal article and its evidence: the
    positions in the log that it rests on. `cancelled=true` lists those that a late report has
    mooted instead: they are kept, since somebody may have been told of them."""
    with reading(container, cursor) as connection:
        page = finding_queries.findings(
            connection,
            scope,
            now=container.now(),
            case=case,
            rule=rule,
            severity=severity.value if severity else None,
            cancelled=cancelled,
            cursor=cursor,
            limit=limit,
        )
    return respond(request, paged(page))


@router.get("/rules")
def rules(request: Request, _: Scopes) -> Response:
    """The rules themselves."""
    return respond(
        request,
        {
            "items": [
                {
                    "id": rule.id,
                    "title": rule.zh,
                    "titleEn": rule.en,
                    "law": rule.law,
                    "severity": rule.severity,
                    "notify": rule.notify,
                }
                for rule in RULES
            ]
        },
    )
