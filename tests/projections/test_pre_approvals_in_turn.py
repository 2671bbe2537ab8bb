"""B7: which pre-approvals wait, in which order, and for whom (domain.md §5)."""

from datetime import date
from typing import Any

import psycopg

from domain.approval import pre_approval_events as pre
from projections.engine import Projector
from projections.pre_approval_queries import pre_approvals
from projections.scope import NOTHING, Scope
from tests.projections.county import REGULATOR, County, at

ALL = Scope("320412")
OPINED = pre.PreApprovalOpined(opinion="可以准予", favourable=True, valid_until=date(2026, 3, 20))
AWAITS = OPINED.model_copy(update={"preconditions": ("图纸", "用地")})


def numbers(page: Any) -> list[str]:
    return [row["case_number"].removeprefix("320412-") for row in page.items]


def test_what_waits_for_nothing_comes_first_and_what_is_past_comes_last(
    county: County, projector: Projector, reader: psycopg.Connection[Any]
) -> None:
    against = OPINED.model_copy(update={"favourable": False})
    met = [pre.PreconditionMet(name=name) for name in ("图纸", "用地")]
    county.record(*county.accepted("met", at(2)), county.act("met", AWAITS, at(2)))
    county.record(county.act("met", met[0], at(4)), county.act("met", met[1], at(5)))
    county.record(*county.accepted("half", at(2)), county.act("half", AWAITS, at(3)))
    county.record(county.act("half", met[0], at(4)), county.act("half", met[1], at(2)))
    county.record(*county.opened("new", at(2)), county.act("new", OPINED, at(2, 5)))
    county.record(*county.accepted("no", at(2)), county.act("no", against, at(2)))
    county.record(*county.accepted("ready", at(2)), county.act("ready", OPINED, at(2, 1)))
    county.record(*county.accepted("used", at(2)), county.act("used", OPINED, at(2)))
    county.record(county.act("used", pre.PreApprovalConverted(), at(3)))
    county.record(*county.accepted("over", at(2)), county.act("over", OPINED, at(2)))
    county.record(county.granted("over", at(6)), *county.accepted("none", at(2)))
    county.record(county.act("stray", met[0], at(4)))
    projector.catch_up()

    def seen(scope: Scope = ALL, day: int = 10, **wanted: Any) -> list[str]:
        return numbers(pre_approvals(reader, scope, now=at(day), **wanted))

    assert seen() == ["met", "ready", "new", "half", "no"]
    assert seen(ready=True) == ["met", "ready"]
    assert seen(day=23) == ["met", "no", "ready", "new", "half"]
    assert seen(day=23, ready=True) == seen(NOTHING) == []
    assert seen(Scope("320412", orgs=(REGULATOR,))) == []
    first = pre_approvals(reader, ALL, now=at(10), limit=3)
    rest = pre_approvals(reader, ALL, now=at(10), cursor=first.next)
    assert (numbers(rest), rest.next) == (["half", "no"], None)
