"""What is shown of permits: to whoever answers for their item, and to the public (A4, A5, R7)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.permit import follow_up_commands as f
from domain.shared.ids import permit_id
from domain.shared.subject import SubjectKind, SubjectRef
from domain.timing.days import shanghai_date
from tests.app.api.permit_table import in_state, system
from tests.app.api.world import ITEM, A, B, World

HOLDER = SubjectRef(subject_id=uuid4(), kind=SubjectKind.PERSON)


@pytest.fixture(scope="module")
def today(world: World) -> date:
    return shanghai_date(world.container.now())


@pytest.fixture(scope="module")
def shown(world: World, today: date) -> dict[str, str]:
    """Permits by a name for each; all are projected."""
    made = {f"in {days}": issued(world, today, days) for days in (10, 31, 45, 90)}
    made["asked"] = issued(world, today, 20)
    system(world, made["asked"], f.ApplyForRenewal(by_case=uuid4(), applied_on=today))
    made["expired"] = in_state(world, "EXPIRED")
    made["cancelled"] = in_state(world, "CANCELLED")
    world.project()
    return {name: str(permit) for name, permit in made.items()}


def issued(world: World, today: date, days: int) -> UUID:
    case = uuid4()
    command = f.IssuePermit(
        permit_number=f"号-{days}",
        case_id=case,
        item_code=ITEM,
        holder=HOLDER,
        valid_from=today - timedelta(days=100),
        valid_to=today + timedelta(days=days),
    )
    system(world, permit_id(case), command)
    return permit_id(case)


def got(world: World, path: str, post: str | None = "decider-01", region: str = A) -> Any:
    answer = world.call("GET", path, post, region)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("post", ["decider-01", "regulator-market", "enforcer-enforcement"])
def test_whoever_decides_supervises_or_enforces_the_item_sees_its_permits(
    world: World, shown: dict[str, str], post: str
):
    page = got(world, "/v1/permits?limit=100", post)
    assert {row["permitId"] for row in page["items"]} >= set(shown.values())
    assert sum(page["counts"]["byState"].values()) == len(page["items"])
    one = got(world, f"/v1/permits/{shown['asked']}", post)
    assert (one["state"], one["item"]) == ("RENEWING", ITEM)
    (found,) = got(world, f"/v1/permits?case={one['caseId']}", post)["items"]
    assert found["permitId"] == one["permitId"]


@pytest.mark.parametrize(
    ("post", "region"), [("regulator-health", A), ("admin-01", A), ("decider-01", B)]
)
def test_nobody_else_does(world: World, shown: dict[str, str], post: str, region: str):
    assert got(world, "/v1/permits?limit=100", post, region)["items"] == []
    path = f"/v1/permits/{shown['in 10']}"
    assert world.call("GET", path, post, region).status_code == 404


def test_pages_follow_each_other_by_the_date_on_which_something_is_due(
    world: World, shown: dict[str, str]
):
    whole = got(world, "/v1/permits?limit=100")["items"]
    seen, cursor = [], ""
    while True:
        page = got(world, f"/v1/permits?limit=2{cursor}")
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == whole
    dues = [row["dueOn"] or "9999" for row in whole]
    assert dues == sorted(dues)


def test_what_runs_out_and_what_waits_for_its_cancellation_is_due(
    world: World, shown: dict[str, str]
):
    rows = {row["permitId"]: row for row in got(world, "/v1/permits/due?days=40")["items"]}
    assert rows[shown["in 10"]]["bucket"] == "EXPIRING"
    assert rows[shown["in 10"]]["daysLeft"] == 10
    assert rows[shown["expired"]]["bucket"] == "TO_CANCEL"
    assert not {shown["in 45"], shown["cancelled"]} & rows.keys()


def test_holders_are_reminded_sixty_and_thirty_days_before_the_last_day(
    world: World, shown: dict[str, str], today: date
):
    rows = {row["permitId"]: row for row in got(world, "/v1/permits/reminders")["items"]}
    told = {name: rows[one]["reminder"] for name, one in shown.items() if one in rows}
    assert told == {"in 10": 30, "in 31": 60, "in 45": 60}
    assert rows[shown["in 45"]]["renewBy"] == str(today + timedelta(days=15))


def test_anybody_may_check_a_permit_and_learns_nothing_of_its_holder(
    world: World, shown: dict[str, str], today: date
):
    answer = world.call("GET", "/v1/public/permits?number=号-45", None)
    assert answer.status_code == 200
    (row,) = answer.json()["items"]
    assert (row["valid"], row["stateName"], row["reminder"]) == (True, "有效", 60)
    assert row["validTo"] == str(today + timedelta(days=45))
    assert str(HOLDER.subject_id) not in answer.text
    assert not {"holder", "caseId", "caseNumber", "permitId"} & row.keys()


def test_a_permit_that_has_ended_is_not_valid_and_a_strange_number_is_nobody_s(
    world: World, shown: dict[str, str]
):
    number = got(world, f"/v1/permits/{shown['expired']}")["permitNumber"]
    (row,) = got(world, f"/v1/public/permits?number={number}", None)["items"]
    assert (row["valid"], row["state"], row["endedBy"]) == (False, "INVALID", "EXPIRED")
    assert got(world, "/v1/public/permits?number=无此号", None)["items"] == []
    assert world.call("GET", "/v1/public/permits", None).status_code == 422
