"""工作日接口: the working-day calendar of the caller's region (peers.md, complaints 2 and 3)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api import language as languages
from app.api.access import Callers, Containers
from app.api.language import CONTENT_LANGUAGE
from app.api.parameters import Day
from app.api.queries import respond
from app.bootstrap import Container
from app.commands.caller import Caller
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays
from domain.timing.explanation import explain_limit
from domain.timing.limits import Limit
from domain.timing.wording import lines

router = APIRouter(prefix="/v1/calendar", tags=["calendar"])


def calendar_for(container: Container, caller: Caller) -> WorkCalendar:
    """The calendar in force in the caller's region."""
    return container.institutions.of(caller.region).calendar


def facts(calendar: WorkCalendar) -> dict[str, Any]:
    """Which calendar it was, and for which dates holidays are published."""
    return {
        "calendarVersion": calendar.version,
        "knownFrom": calendar.known_from,
        "knownTo": calendar.known_to,
    }


@router.get("")
def calendar(request: Request, caller: Callers, container: Containers) -> Response:
    """Every day that differs from the week: holidays and make-up workdays."""
    found = calendar_for(container, caller)
    days = [
        {"date": day, "name": named.name, "working": named.working}
        for day, named in sorted(found.days.items())
    ]
    return respond(request, {"region": caller.region, **facts(found), "days": days})


@router.get("/add-workdays")
def add_workdays(
    request: Request,
    caller: Callers,
    container: Containers,
    start: Day,
    days: Annotated[int, Query(ge=0, le=5000)],
) -> Response:
    """The day on which a period of working days ends; `start` is not counted (民法典 §201)."""
    found = calendar_for(container, caller)
    due = found.add_workdays(start, WorkingDays(days))
    limit = Limit("asked", "期限", "period", WorkingDays(days), "民法典 §201")
    language = languages.chosen(request.headers.get("accept-language"))
    reason = explain_limit(found, start, limit) if days <= 1000 else None
    return respond(
        request,
        {
            "start": start,
            "workingDays": days,
            "due": due.date,
            "provisional": due.provisional,
            **facts(found),
            "explanation": lines(reason, CONTENT_LANGUAGE[language]) if reason else None,
        },
    )


@router.get("/workdays-between")
def workdays_between(
    request: Request, caller: Callers, container: Containers, start: Day, end: Day
) -> Response:
    """Working days after `start` up to and including `end`; negative if `end` comes first."""
    found = calendar_for(container, caller)
    first, last = min(start, end), max(start, end)
    return respond(
        request,
        {
            "start": start,
            "end": end,
            "workingDays": found.workdays_between(start, end),
            "provisional": not found.is_known(first, last),
            **facts(found),
        },
    )
