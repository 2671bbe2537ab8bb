"""办件抽查 over HTTP: drawn by the efficiency officer, repeatable, reviewed by another."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.commands.caller import Caller
from domain.approval.commands import SubmitApplication, WithdrawApplication
from domain.approval.sampling import drawn, pool_digest
from domain.timing.days import shanghai_date
from tests.app.api.world import ITEM, A, World

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
DAY = str(shanghai_date(YESTERDAY))
BODY = {
    "draw": "CC-1", "itemCode": ITEM, "seed": "双色球2026124期", "closedFrom": DAY, "closedTo": DAY,
}  # fmt: skip
OFFICER = "efficiency-01"


@pytest.fixture(scope="module")
def finished(world: World) -> list[UUID]:
    """Cases that ended yesterday."""
    handler, institution = world.container.handler, world.container.institutions.of(A)
    post = institution.post("window-01", shanghai_date(YESTERDAY))
    assert post
    caller = Caller.of(post, A)
    ended = []
    for _ in range(3):
        opened = handler.handle_sync(
            SubmitApplication(item_code=ITEM), caller=caller, occurred_at=YESTERDAY
        )
        handler.handle_sync(
            WithdrawApplication(), caller=caller, target=opened.stream, occurred_at=YESTERDAY
        )
        ended.append(opened.stream)
    world.accepted_case()
    world.project()
    return ended


def test_finished_cases_are_drawn_and_reviewed(world: World, finished: list[UUID]):
    answer = world.call("POST", "/v1/samples", OFFICER, json=BODY)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["poolSize"], found["permille"]) == (3, 50)
    assert found["poolDigest"] == pool_digest(finished)
    assert found["cases"] == [str(one) for one in drawn(finished, BODY["seed"], 50)]
    world.project()
    assert world.call("POST", "/v1/samples", OFFICER, json=BODY).json() == found

    (case,) = found["cases"]
    review = {"sound": False, "detail": "未见送达回证"}
    world.command(f"/v1/cases/{case}/record-review-finding", review, OFFICER)
    again = world.call("POST", f"/v1/cases/{case}/record-review-finding", OFFICER, json=review)
    assert again.json()["code"] == "case-not-sampled"
    world.project()
    trail = world.call("GET", f"/v1/cases/{case}/trail", OFFICER).json()["items"]
    assert [one["type"] for one in trail].count("case.sampled") == 1


def test_the_pool_is_shown_to_who_repeats_the_draw(world: World, finished: list[UUID]):
    path = f"/v1/samples/pool?item={ITEM}&closedFrom={DAY}&closedTo={DAY}"
    found = world.call("GET", path, "discipline-01").json()
    assert found["cases"] == sorted(str(one) for one in finished)
    assert found["poolDigest"] == pool_digest(finished)
    assert world.call("GET", path, "window-01").json()["code"] == "forbidden"


def test_nobody_else_draws(world: World, finished: list[UUID]):
    for post in ("window-01", "leader-01", "discipline-01"):
        assert world.call("POST", "/v1/samples", post, json=BODY).json()["code"] == "forbidden"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"itemCode": "329901-9999"}, "item-unknown"),
        ({"closedTo": "2199-01-01"}, "sample-period-impossible"),
        ({"closedFrom": "0001-01-01"}, "sample-period-impossible"),
        ({"closedFrom": "2020-01-01", "closedTo": "2020-02-01"}, "sample-pool-empty"),
        ({"seed": ""}, "invalid-fields"),
    ],
)
def test_a_draw_that_cannot_be_says_why(
    world: World, finished: list[UUID], change: dict[str, str], code: str
):
    world.project()
    answer = world.call("POST", "/v1/samples", OFFICER, json=BODY | change)
    assert answer.json()["code"] == code
