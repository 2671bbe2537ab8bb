"""期限计算接口: due dates with pauses and extension, office hours, calendar days, a year's view.

The same arithmetic that the monitoring view uses, for whoever must not do it again (peers.md).
"""

import calendar as weeks
import re
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api import language as languages
from app.api.access import Callers, Containers
from app.api.parameters import FIRST, LAST, Day, Moment
from app.api.problems import Problem
from app.api.queries import respond
from app.api.routes.calendar import calendar_for, facts
from app.api.routes.cases import explained
from domain.shared.errors import Invalid
from domain.timing.explanation import explain_case
from domain.timing.facts import (
    Approver,
    CaseTimes,
    Clock,
    Extension,
    Handling,
    ProcedureKind,
    ProcedureSpan,
)
from domain.timing.hours import (
    OFFICE_HOURS,
    add_working_hours,
    office_time_between,
    working_hours_between,
)
from domain.timing.plain_days import add_calendar_days, last_day
from domain.timing.units import CalendarDays, WorkingDays, WorkingHours

router = APIRouter(prefix="/v1/calendar", tags=["calendar"])
LONGEST = 400
"""Working days of a limit, as everywhere in the contract."""
PAUSES = 20
FURTHEST = timedelta(days=20 * 366)
"""An explanation names every day, so a case is followed for so long and no longer."""
_PAUSE = re.compile(
    r"(?P<first>\d{4}-\d\d-\d\d)/(?P<last>\d{4}-\d\d-\d\d|\.\.)"
    r"(/(?P<told>\d{1,3}))?(?P<unserved>/unserved)?", re.ASCII,
)  # fmt: skip
_ONE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}/([0-9]{4}-[0-9]{2}-[0-9]{2}|\.\.)(/[0-9]{1,3})?(/unserved)?"
_PATTERN = f"^({_ONE}(,{_ONE}){{0,{PAUSES - 1}}})?$"
_HOW = (
    "每段写作 开始/结束[/告知工作日数][/unserved],未结束写 ..,多段以逗号分隔,最多二十段",
    "write each as first/last[/days told][/unserved], .. while open, with commas, at most twenty",
)
_UNSOUND = (
    "暂停的日期不存在、先后颠倒或告知日数超过四百",
    "a pause has a day that does not exist, ends before it begins, or tells more than 400 days",
)
_TOO_FAR = ("日期距开始日超过二十年", "a day is more than twenty years after the start")
Days = Annotated[int, Query(ge=1, le=LONGEST)]
Pauses = Annotated[
    str,
    Query(
        max_length=1000,
        description="Special procedures: first/last[/working days told][/unserved], separated by "
        "commas; the last day is .. while one is open",
        examples=["2026-04-24/2026-05-11/15"],
        json_schema_extra={"pattern": _PATTERN},
    ),
]


@router.get("/due-dates")
def due_dates(
    request: Request,
    caller: Callers,
    container: Containers,
    start: Day,
    handling: Handling = Handling.SINGLE,
    legalDays: Days | None = None,  # noqa: N803 - the public name
    committedDays: Days | None = None,  # noqa: N803
    pauses: Pauses = "",
    extendedOn: Day | None = None,  # noqa: N803
    extensionDays: Days | None = None,  # noqa: N803
    extendedBy: Approver = Approver.HEAD,  # noqa: N803
    asOf: Day | None = None,  # noqa: N803
) -> Response:
    """The legal and the committed due date of a case accepted on `start`, with every day that was
    skipped. Without `legalDays` the limit is that of the law; `asOf` is today for an open pause."""
    calendar = calendar_for(container, caller)
    spans = _spans(pauses)
    if any(
        day - start > FURTHEST for day in (asOf or start, *(one.ended or start for one in spans))
    ):
        raise Invalid("too-far-ahead", *_TOO_FAR, fields=("asOf", "pauses"))
    extension = Extension(_days(extensionDays), extendedOn, extendedBy) if extendedOn else None
    times = CaseTimes(
        start, _days(legalDays), _days(committedDays), handling, tuple(spans),
        (extension,) if extension else (),
    )  # fmt: skip
    language = languages.chosen(request.headers.get("accept-language"))
    told = {
        clock: explained(explain_case(calendar, times, clock, asOf), language)
        for clock in (Clock.LEGAL, Clock.COMMITTED)
    }
    return respond(
        request,
        {
            "start": start,
            "handling": handling,
            "legal": told[Clock.LEGAL],
            "committed": told[Clock.COMMITTED] if committedDays else None,
            **facts(calendar),
        },
    )


@router.get("/add-working-hours")
def add_hours(
    request: Request,
    caller: Callers,
    container: Containers,
    at: Moment,
    hours: Annotated[int, Query(ge=0, le=5000)],
) -> Response:
    """When so many office hours have passed since an instant."""
    calendar = calendar_for(container, caller)
    due = add_working_hours(calendar, at, WorkingHours(hours))
    content = {
        "at": at.astimezone(calendar.zone),
        "workingHours": hours,
        "due": due.at.astimezone(calendar.zone),
        "provisional": due.provisional,
    }
    return respond(request, {**content, **_office(), **facts(calendar)})


@router.get("/working-hours-between")
def hours_between(
    request: Request, caller: Callers, container: Containers, start: Moment, end: Moment
) -> Response:
    """Office time after `start` up to `end`: minutes (negative if `end` comes first), and hours,
    a begun one counted as one."""
    calendar = calendar_for(container, caller)
    first, last = sorted((calendar.local_date(start), calendar.local_date(end)))
    content = {
        "start": start.astimezone(calendar.zone),
        "end": end.astimezone(calendar.zone),
        "minutes": office_time_between(calendar, start, end) // timedelta(minutes=1),
        "workingHours": working_hours_between(calendar, start, end),
        "provisional": not calendar.is_known(first, last),
    }
    return respond(request, {**content, **_office(), **facts(calendar)})


@router.get("/add-calendar-days")
def add_plain_days(
    request: Request,
    caller: Callers,
    container: Containers,
    start: Day,
    days: Annotated[int, Query(ge=0, le=5000)],
) -> Response:
    """The last day of a period of calendar days, and the working day that it moves to if nobody
    works on it (民法典 §203)."""
    calendar = calendar_for(container, caller)
    due = last_day(calendar, start, CalendarDays(days))
    content = {
        "start": start,
        "calendarDays": days,
        "day": add_calendar_days(start, CalendarDays(days)),
        "lastDay": due.date,
        "provisional": due.provisional,
    }
    return respond(request, {**content, **facts(calendar)})


@router.get("/years/{year}")
def year_view(year: int, request: Request, caller: Callers, container: Containers) -> Response:
    """A year by months: how many days are worked, which are not, and what holidays move."""
    if not FIRST.year <= year <= LAST.year:
        raise Problem("not-found")
    calendar = calendar_for(container, caller)
    months, worked = [], 0
    for month in range(1, 13):
        days = [date(year, month, n + 1) for n in range(weeks.monthrange(year, month)[1])]
        off = [day for day in days if not calendar.is_workday(day)]
        months.append({"month": month, "workingDays": len(days) - len(off), "daysOff": off})
        worked += len(days) - len(off)
    named = [
        {"date": day, "name": one.name, "working": one.working}
        for day, one in sorted(calendar.days.items())
        if day.year == year
    ]
    content = {
        "year": year,
        "workingDays": worked,
        "provisional": not calendar.is_known(date(year, 1, 1), date(year, 12, 31)),
        "months": months,
        "days": named,
    }
    return respond(request, {**content, **facts(calendar)})


def _days(value: int | None) -> WorkingDays | None:
    return None if value is None else WorkingDays(value)


def _office() -> dict[str, Any]:
    return {"officeHours": [f"{first:%H:%M}-{last:%H:%M}" for first, last in OFFICE_HOURS.spans]}


def _spans(text: str) -> list[ProcedureSpan]:
    """Special procedures from `pauses`.

    Raises:
        Problem: it is not written as it must be.
        Invalid: it is, and says what cannot be.
    """
    found = [_PAUSE.fullmatch(part) for part in text.split(",")] if text else []
    sound = [one for one in found if one is not None]
    if len(sound) < len(found) or len(found) > PAUSES:
        raise Problem("invalid-fields", fields=(("pauses", *_HOW),))
    try:
        return [_span(one) for one in sound]
    except ValueError:
        raise Invalid("pause-unsound", *_UNSOUND, fields=("pauses",)) from None


def _span(found: re.Match[str]) -> ProcedureSpan:
    first = date.fromisoformat(found["first"])
    last = None if found["last"] == ".." else date.fromisoformat(found["last"])
    told = int(found["told"]) if found["told"] else None
    if not FIRST <= first <= (last or first) <= LAST or (told or 0) > LONGEST:
        raise ValueError(found.string)
    return ProcedureSpan(
        ProcedureKind.OTHER_LAW, first, last, _days(told), notice_served=not found["unserved"]
    )
