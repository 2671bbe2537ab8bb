"""One absurd date in one report must not stop the views and the push of every county."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from app.commands.caller import Caller
from app.reports import Site, intake, prepare
from domain.shared.act import Role
from domain.shared.errors import DomainError
from domain.supervision.commands import PlanSupervision
from projections.engine import Projector
from tests.app.county import ITEM, REGION, REGULATOR, opened_world
from tests.app.reports.conftest import NOW, SOURCE, Items, report
from tests.app.reports.conftest import REGION as AT
from tests.support.servers import role_url

CALLER = Caller("system-01", Role.SOURCE, REGION, "source-platform")
EFFECT = {"verifyDays": 400, "verifier": REGULATOR}
FIRST, LAST = "1900-01-01T00:00:00+08:00", "2200-12-31T23:59:59Z"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"data__effectiveDate": "9999-12-31"}, "data.effectiveDate"),
        ({"data__effectiveDate": "0001-01-01"}, "data.effectiveDate"),
        ({"data__payload": {"statedDue": "9999-12-31T23:59:59Z"}}, "data.payload.statedDue"),
        ({"data__payload": {"statedDue": "0002-01-01T00:00:00Z"}}, "data.payload.statedDue"),
    ],
)
def test_a_date_to_which_nobody_can_count_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as caught:
        prepare(report(**changes), Site(AT, UUID(int=7), Items()), SOURCE, NOW)
    assert (caught.value.code, caught.value.fields) == ("payload-invalid", (field,))


def test_a_visit_is_planned_for_a_day_that_has_a_next_one() -> None:
    plan = {"mode": "SPECIAL", "planned_date": date(9999, 12, 31)}
    with pytest.raises(ValidationError, match="planned"):
        PlanSupervision.model_validate(plan)


def test_the_outermost_dates_pass_every_follower(database: str) -> None:
    kinds: list[tuple[str, dict[str, Any]]] = [
        *(("case.accepted", {"statedDue": due, "legalDays": 400}) for due in (FIRST, LAST)),
        *(("case.step_recorded", {"code": "x", "stepDue": due}) for due in (FIRST, LAST)),
        *(("case.permit_granted", {"validTo": day}) for day in ("0001-01-01", "9999-12-31")),
        ("case.deadline_extended", {"days": 400, "noticeServed": True}),
        ("case.supplement_noticed", {"missing": ["x"], "applicantDays": 400}),
        ("commitment.took_effect", EFFECT),
    ]
    items = [
        report(
            type=f"cn.shenguan.{kind}.v1", id=f"{kind}-{number}-{day}", subject=f"{number}-{day}",
            time="1900-01-01T00:00:00+08:00", data__effectiveDate=day, data__itemCode=ITEM,
            data__actor={"personId": "p", "role": "WINDOW"}, data__payload=payload,
        )
        for number, (kind, payload) in enumerate(kinds)
        for day in ("1900-01-01", "2200-12-31")
    ]  # fmt: skip
    url = role_url(database, "shenguan_app")
    with opened_world(url) as world:
        outcomes = asyncio.run(
            intake(
                items,
                CALLER,
                store=world.store,
                institution=world.institutions.of(REGION),
                now=datetime.now(UTC),
            )
        )
        assert [outcome.problem for outcome in outcomes] == [None] * len(items)
        world.policies.catch_up()
    projector = Projector(url)
    projector.catch_up()
    status = projector.status()
    projector.close()
    assert status
    assert (status.stopped_because, status.lag) == (None, 0)
