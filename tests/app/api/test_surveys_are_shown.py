"""Surveys to schedule by district (B8), what is lacking (J4), and who is shown a clue (P-14)."""

import asyncio
from typing import Any

import pytest

from app.policies.runner import PolicyRunner
from tests.app.api.survey_section import ITEM, Ordered, Section, prepare, section
from tests.app.api.world import World

pytestmark = pytest.mark.xdist_group("states of a survey")
EAST, WEST = "329901001", "329901002"
BAD = {"favourable": False, "demands": True, "note": "要求安排用餐"}


@pytest.fixture(scope="module")
def prepared(world: World) -> World:
    prepare(world)
    return world


def told(world: World, path: str, post: str = "discipline-01") -> dict[str, Any]:
    """What a post reads."""
    answer = world.call("GET", path, post)
    assert answer.status_code == 200, answer.text
    return answer.json()


def carried_out(world: World) -> None:
    """Let policies answer and views follow."""
    container = world.container
    runner = PolicyRunner(world.url, container.store, container.institutions, container.handler)
    try:
        runner.catch_up()
    finally:
        runner.close()
    world.project()


async def done(hands: Section, one: Ordered, *names: str, **changes: Any) -> None:
    for name in names:
        answer = await hands.issue(one, name, **changes)
        assert answer.is_success, (name, answer.text)


def badly_visited(world: World) -> Ordered:
    """A survey whose return visit heard a complaint, seen by every view."""

    async def visited() -> Ordered:
        async with section(world) as hands:
            one = await hands.survey_in("CONCLUDED")
            await done(hands, one, "record-return-visit", **BAD)
            return one

    one = asyncio.run(visited())
    carried_out(world)
    return one


def test_surveys_to_schedule_are_listed_by_district_and_merged_into_one_journey(prepared: World):
    async def ordered() -> tuple[Ordered, Ordered, Ordered]:
        async with section(prepared) as hands:
            first = await hands.survey_in("ASSIGNED", district=EAST, place="人民路1号")
            second = await hands.survey_in("ORDERED", district=EAST, place="人民路9号")
            return first, second, await hands.survey_in("ORDERED", district=WEST)

    lead, member, other = asyncio.run(ordered())
    carried_out(prepared)
    listed = told(prepared, "/v1/surveys/to-schedule", "head-01")
    assert [one["district"] for one in listed["items"]] == [EAST, EAST, WEST]
    assert listed["counts"] == {EAST: 2, WEST: 1}

    async def journey() -> list[int]:
        async with section(prepared) as hands:
            body = {
                "ground": "PLACE",
                "members": [{"surveyId": other.survey, "caseId": other.case}],
            }
            alone = await hands.issue(lead, "merge-surveys", **body)
            body = {
                "ground": "PLACE",
                "members": [{"surveyId": member.survey, "caseId": member.case}],
            }
            both = await hands.issue(lead, "merge-surveys", **body)
            await done(hands, lead, "conduct-survey")
            return [alone.status_code, both.status_code]

    assert asyncio.run(journey()) == [409, 200]
    carried_out(prepared)

    async def concluded() -> None:
        async with section(prepared) as hands:
            await done(hands, lead, "conclude-survey", passed=True)
            await done(hands, member, "conclude-survey", passed=False)

    asyncio.run(concluded())
    prepared.project()
    shown = [told(prepared, f"/v1/surveys/{one.survey}") for one in (lead, member)]
    assert [one["mode"] for one in shown] == ["ONSITE", "MERGED"]
    assert [one["passed"] for one in shown] == [True, False]
    assert shown[0]["members"] == [member.survey]
    assert shown[1]["mergedInto"] == lead.survey
    assert shown[1]["staffIds"] == shown[0]["staffIds"]
    assert told(prepared, "/v1/surveys/to-schedule", "head-01")["counts"] == {WEST: 1}
    prepared.command(f"/v1/cases/{other.case}/withdraw-application")
    prepared.project()
    assert told(prepared, "/v1/surveys/to-schedule", "head-01")["items"] == []


def test_what_is_lacking_and_what_was_heard_is_for_discipline_inspectors_alone(prepared: World):
    one = badly_visited(prepared)
    found = told(prepared, "/v1/surveys/lacking?lack=UNFAVOURABLE")
    row = next(row for row in found["items"] if row["surveyId"] == one.survey)
    assert row["lacks"] == ["NOT_FILED_BEFORE", "UNFAVOURABLE"]
    assert row["visit"]["demands"] is True
    assert found["counts"]["UNFAVOURABLE"] == len(found["items"])
    for post in ("head-01", "efficiency-01", "leader-01", "surveyor-01"):
        assert prepared.call("GET", "/v1/surveys/lacking", post).status_code == 403
        assert told(prepared, f"/v1/surveys/{one.survey}", post)["visit"] is None
    assert told(prepared, f"/v1/surveys/{one.survey}")["visit"]["note"] == BAD["note"]


def test_a_clue_is_shown_to_discipline_inspectors_alone(prepared: World):
    def rules(path: str, reader: str) -> set[str]:
        found = told(prepared, path, reader)
        return {row["rule"] for row in found.get("items", found.get("findings", ()))}

    one = badly_visited(prepared)
    listed, counts = "/v1/monitoring/findings?limit=500", "/v1/monitoring/counts"
    clocks = f"/v1/cases/{one.case}/clocks"
    assert {"P-04", "P-14"} <= rules(listed, "discipline-01")
    assert "P-14" in rules(clocks, "discipline-01")
    assert told(prepared, counts)["findings"]["P-14"]["CLUE"] >= 1
    for post in ("head-01", "efficiency-01", "leader-01", "surveyor-01"):
        assert "P-04" in rules(listed, post)
        assert "P-14" not in rules(listed, post)
        assert "P-14" not in rules(clocks, post)
        assert told(prepared, counts, post)["findings"]["P-14"] == {}


def test_surveys_are_seen_by_those_who_are_party_to_them(prepared: World):
    async def invited() -> Ordered:
        async with section(prepared) as hands:
            one = await hands.survey_in("NOTIFIED")
            await done(hands, one, "excuse-survey", reason="另有任务")
            return one

    one = asyncio.run(invited())
    prepared.project()
    path = f"/v1/surveys/{one.survey}"
    (row,) = told(prepared, path, "regulator-health")["invited"]
    assert row["attendance"] == "EXCUSED"
    assert prepared.call("GET", path, "regulator-emergency").status_code == 404
    mine = told(prepared, f"/v1/surveys?item={ITEM}&state=NOTIFIED&case={one.case}", "head-01")
    assert [found["surveyId"] for found in mine["items"]] == [one.survey]
