"""事项与职责: what may be applied for, and who answers for it, in the caller's region.

The institution is public within its jurisdiction (许可§30): every post may read it, ADMIN too.
"""

from collections import Counter
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.api.access import Callers, Containers
from app.api.parameters import Day
from app.api.problems import Problem
from app.api.queries import respond
from domain.monitoring.item_rules import bad_identifier
from domain.registry.events import ItemVersionPublished
from domain.registry.identifiers import CodeFlaw
from domain.registry.institution import Institution
from domain.registry.item_diff import differences
from domain.registry.standards import Function
from domain.shared.event import Code
from domain.timing.days import shanghai_date

router = APIRouter(prefix="/v1", tags=["institution"])


def shown(institution: Institution, item: ItemVersionPublished, on: date) -> dict[str, object]:
    """An item with the organisation that answers for each function on a date (None: a gap)."""
    answers = {f.value: institution.responsible(item.item_code, f, on) for f in Function}
    responsible = {name: found.org if found else None for name, found in answers.items()}
    flaw = listed_flaw(item)
    return {
        **item.model_dump(mode="json"),
        "responsible": responsible,
        "department_code_flaw": flaw,
    }


def listed_flaw(item: ItemVersionPublished) -> CodeFlaw | None:
    """What is wrong with the department's code in the catalogue (D-08); None: nothing."""
    return next(bad_identifier(item), None)


@router.get("/items")
def items(
    request: Request,
    caller: Callers,
    container: Containers,
    valid_at: Annotated[Day | None, Query(alias="validAt")] = None,
    flaw: Annotated[CodeFlaw | None, Query()] = None,
) -> Response:
    """Every item in the version in force on `validAt` (default: today), with who answers for it.

    `flaw`: those alone whose department's code is so wrong; `counts` of all.
    """
    institution = container.institutions.of(caller.region)
    on = valid_at or shanghai_date(container.now())
    found = [one for code in sorted(institution.items) if (one := institution.item_on(code, on))]
    counts = Counter(wrong for one in found if (wrong := listed_flaw(one)))
    wanted = [one for one in found if flaw in (None, listed_flaw(one))]
    content = {"region": caller.region, "validAt": on, "counts": counts}
    return respond(request, {**content, "items": [shown(institution, i, on) for i in wanted]})


@router.get("/items/{code}")
def one_item(
    code: Annotated[Code, Path()],
    request: Request,
    caller: Callers,
    container: Containers,
    version: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    valid_at: Annotated[Day | None, Query(alias="validAt")] = None,
) -> Response:
    """One version of an item, by default the one in force on `validAt` (default: today)."""
    institution = container.institutions.of(caller.region)
    on = valid_at or shanghai_date(container.now())
    found = institution.item(code, version) if version else institution.item_on(code, on)
    if found is None:
        raise Problem("not-found")
    return respond(request, shown(institution, found, on))


@router.get("/items/{code}/diff")
def item_diff(
    code: Annotated[Code, Path()],
    request: Request,
    caller: Callers,
    container: Containers,
    before: Annotated[int, Query(alias="from", ge=1, lt=2**31)],
    after: Annotated[int, Query(alias="to", ge=1, lt=2**31)],
) -> Response:
    """事项版本比对 (B10): what version `to` says otherwise than version `from`."""
    institution = container.institutions.of(caller.region)
    old, new = institution.item(code, before), institution.item(code, after)
    if old is None or new is None:
        raise Problem("not-found")
    found = list(differences(old, new))
    content = {"item_code": code, "before": before, "after": after, "differences": found}
    return respond(request, content)


@router.get("/organisations")
def organisations(request: Request, caller: Callers, container: Containers) -> Response:
    """The departments of the region by USCC."""
    institution = container.institutions.of(caller.region)
    found = sorted(institution.organisations.items())
    content = [{"uscc": uscc, "name": name} for uscc, name in found]
    return respond(request, {"region": caller.region, "name": institution.name, "items": content})


@router.get("/me")
def me(request: Request, caller: Callers) -> Response:
    """Who the token says you are, and the post the log says you hold."""
    return respond(
        request,
        {
            "region": caller.region,
            "post": caller.post,
            "role": caller.role,
            "org": caller.org,
            "items": caller.items,
        },
    )
