"""Query parameters read strictly: a misspelt filter must not widen what an inspector believes."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from app.api.problems import Problem, printable
from domain.shared.event import FIRST_YEAR, LAST_YEAR, Instant

UNKNOWN = ("不认识的参数，请去掉", "unknown parameter: leave it out")
TWICE = ("参数重复，只能写一次", "stated more than once: state it once")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def refuse_strangers(request: Request) -> None:
    """Refuse parameters that the route does not take, and those that are stated twice.

    Raises:
        Problem: `invalid-fields`, naming each.
    """
    stated = request.query_params.multi_items()
    if not stated:
        return
    known = frozenset(taken(request.scope["route"].dependant))
    found: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    for name, _ in stated:
        if name not in known:
            found[name] = UNKNOWN
        elif name in seen:
            found[name] = TWICE
        seen.add(name)
    if found:
        fields = tuple((printable(n)[:200], zh, en) for n, (zh, en) in list(found.items())[:50])
        raise Problem("invalid-fields", fields=fields)


def taken(dependant: Dependant) -> Iterator[str]:
    """The names of the query parameters that a route takes."""
    for field in dependant.query_params:
        yield str(field.alias)
    for inner in dependant.dependencies:
        yield from taken(inner)


def _dated(value: Any) -> Any:
    """Only YYYY-MM-DD: a bare number would otherwise count as seconds since 1970."""
    if isinstance(value, str) and not _DATE.fullmatch(value):
        raise PydanticCustomError("date_parsing", "YYYY-MM-DD")
    return value


def _named(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise PydanticCustomError("date_beyond_calendars", "1900 to 2200")
    return day


FIRST, LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
Day = Annotated[
    date,
    BeforeValidator(_dated),
    AfterValidator(_named),
    Field(
        description=f"A date in Asia/Shanghai, {FIRST_YEAR} to {LAST_YEAR}",
        json_schema_extra={"pattern": "^((19|20|21)[0-9]{2}|2200)-"},
    ),
]
"""A day that a calendar of ours can name."""


def _stamped(value: Any) -> Any:
    """Only ISO 8601 with its offset: what "now" meant must not depend on where somebody sat."""
    if isinstance(value, str) and not _INSTANT.fullmatch(value):
        raise PydanticCustomError("datetime_from_date_parsing", "YYYY-MM-DDThh:mm:ss+08:00")
    return value


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
Moment = Annotated[
    Instant,
    BeforeValidator(_stamped),
    Field(
        description="An instant with its offset; + is written %2B in an address",
        json_schema_extra={"pattern": "^(19|20|21)[0-9]{2}-"},
    ),
]
"""An instant at which something was known."""
