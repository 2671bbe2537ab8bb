"""印章、委托、清单、服务时间: what the institution has published, on a date.

Public within the jurisdiction: every post may read it.
"""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.api.access import Callers, Containers
from app.api.parameters import Day
from app.api.problems import Problem
from app.api.queries import respond
from app.api.routes.cases import Filter
from app.bootstrap import Container
from app.commands.caller import Caller
from domain.registry.institution import Institution
from domain.registry.publications import hours_on, list_on
from domain.registry.published import ListKind
from domain.shared.event import Value
from domain.timing.days import shanghai_date

router = APIRouter(prefix="/v1", tags=["institution"])

ValidAt = Annotated[Day | None, Query(alias="validAt")]


def _asked(
    caller: Caller, container: Container, valid_at: date | None
) -> tuple[Institution, date, dict[str, Any]]:
    on = valid_at or shanghai_date(container.now())
    content = {"region": caller.region, "valid_at": on}
    return container.institutions.of(caller.region), on, content


@router.get("/seals")
def seals(
    request: Request,
    caller: Callers,
    container: Containers,
    org: Filter = None,
    valid_at: ValidAt = None,
) -> Response:
    """印章台账: every seal, of one organisation if it is named, and whether it may be used on
    `validAt` (default: today)."""
    institution, on, content = _asked(caller, container, valid_at)
    held = [one for _, one in sorted(institution.seals.items()) if org in (None, one.org)]
    shown = [{**asdict(one), "active": one.active_on(on)} for one in held]
    return respond(request, {**content, "items": shown})


@router.get("/delegations")
def delegations(
    request: Request,
    caller: Callers,
    container: Containers,
    item: Filter = None,
    valid_at: ValidAt = None,
) -> Response:
    """委托: who may act in whose name, of one item if it is named; `active` on `validAt`."""
    institution, on, content = _asked(caller, container, valid_at)
    grants = [one for told in institution.competence.grants.values() for one in told]
    grants.sort(key=lambda one: (one.item_code, one.delegator, one.delegate, one.valid_from))
    shown = [
        {
            **asdict(one),
            "functions": sorted(one.functions),
            "active": any(one.covers(function, on) for function in one.functions),
        }
        for one in grants
        if item in (None, one.item_code)
    ]
    return respond(request, {**content, "items": shown})


@router.get("/lists")
def lists(
    request: Request, caller: Callers, container: Containers, valid_at: ValidAt = None
) -> Response:
    """八张清单: each list in the version in force on `validAt` (default: today)."""
    institution, on, content = _asked(caller, container, valid_at)
    found = [one for kind in ListKind if (one := list_on(institution.lists, kind, on))]
    return respond(request, {**content, "items": [_said(one) for one in found]})


@router.get("/lists/{kind}")
def one_list(
    kind: Annotated[ListKind, Path()],
    request: Request,
    caller: Callers,
    container: Containers,
    version: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    valid_at: ValidAt = None,
) -> Response:
    """One list: the version asked for, or the one in force on `validAt`."""
    institution, on, _ = _asked(caller, container, valid_at)
    versions = institution.lists.get(kind, ())
    if version is None:
        found = list_on(institution.lists, kind, on)
    else:
        found = next((one for one in versions if one.list_version == version), None)
    if found is None:
        raise Problem("not-found")
    return respond(request, _said(found))


@router.get("/hours")
def hours(
    request: Request, caller: Callers, container: Containers, valid_at: ValidAt = None
) -> Response:
    """服务时间: the windows that are open on `validAt` beyond the working day."""
    institution, on, content = _asked(caller, container, valid_at)
    found = hours_on(institution.windows, on)
    return respond(request, {**content, "items": [_said(one) for one in found]})


def _said(event: Value) -> dict[str, Any]:
    return event.model_dump(mode="json")
