"""受理先后: which cases come before one whose item is limited in number (许可§57)."""

from collections.abc import Generator
from typing import Any

from app.commands.effects import Ahead, Effect, Load
from app.commands.request import Request
from domain.approval import case as cases
from domain.approval.commands import GrantPermit, StartReview
from domain.approval.turns import competes, holds_place
from domain.registry.events import ItemVersionPublished

_IN_TURN = (StartReview, GrantPermit)


def waiting_before(
    request: Request, case: cases.Case, item: ItemVersionPublished | None
) -> Generator[Effect, Any, int | None]:
    """How many cases must be decided first; None while that is not known.

    The view tells which were accepted earlier; it may be a moment behind, so what has become of
    them is read from the log. Asked only where it matters.
    """
    asked = isinstance(request.command, _IN_TURN) and case.accepted_on is not None
    if not asked or not competes(case, item):
        return 0
    assert request.target
    found = yield Ahead(request.target)
    if found is None:
        return None
    starting = isinstance(request.command, StartReview)
    waiting = 0
    for one in found:
        earlier = cases.fold((yield Load(one)))
        waiting += holds_place(earlier, starting=starting)
    return waiting
