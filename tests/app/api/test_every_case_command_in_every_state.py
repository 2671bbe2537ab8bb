"""Every state of a case is reached, every forbidden transition refused, through HTTP (§3.1)."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.commands.registry import COMMANDS, Aggregate
from domain.approval import case as cases
from tests.app.api.case_table import STATES, body_of, lines, way_to
from tests.app.api.world import APPLICANT, APPROVAL, ITEM, MARKET, World

pytestmark = pytest.mark.xdist_group("states of a case")
STANDARD: dict[str, Any] = {
    "materials": [
        {"name": "申请书"},
        {"name": "经营场所平面布局图"},
        {"name": "房屋租赁合同", "core": False},
        {"name": "营业执照", "source": "DEPARTMENT_FETCH"},
    ],
    "substantiveReviewOrg": MARKET,
    "substantiveReviewUntil": "2199-01-01",
}
ITEM_VERSION = {
    "itemCode": ITEM, "itemVersion": 2, "name": "食品经营许可", "profile": "TWO_LEVEL",
    "legalDays": 20, "committedDays": 5, "standard": STANDARD,
}  # fmt: skip


@dataclass
class Office:
    """Hands that work cases through one running application."""

    world: World
    client: httpx.AsyncClient

    async def issue(self, case: str, name: str) -> httpx.Response:
        """A command by the post that the table names."""
        post = LINES[name][0]
        return await self.client.post(
            f"/v1/cases/{case}/{name}", headers=self.world.headers(post), json=body_of(name)
        )

    async def case_in(self, state: str) -> str:
        """A fresh case, brought into a state by commands."""
        opened = await self.client.post(
            "/v1/cases/submit-application",
            headers=self.world.headers("window-01"),
            json={"itemCode": ITEM, "applicant": APPLICANT},
        )
        case = opened.json()["id"]
        for name in way_to(state):
            answer = await self.issue(case, name)
            assert answer.is_success, (state, name, answer.text)
        assert self.state_of(case) == state
        return case

    def state_of(self, case: str) -> str:
        """The state as the log has it."""
        return cases.fold(self.world.container.store.load(UUID(case))).phase.value


LINES = lines()
LINES_OF_CASES = {
    entry.name
    for entry in COMMANDS
    if entry.aggregate is Aggregate.CASE and entry.addressed and not entry.internal
}


@pytest.fixture(scope="module")
def prepared(world: World) -> World:
    """An item with a standard, and a reviewer of the regulator."""
    world.command("/v1/items/publish-item-version", ITEM_VERSION, "admin-01")
    post = {
        "post": "regrev-market", "personId": "person-regrev", "role": "REG_REVIEWER",
        "org": MARKET, "validFrom": "2026-01-01",
    }  # fmt: skip
    world.command("/v1/posts/assign-post", post, "admin-01")
    return world


@asynccontextmanager
async def office(world: World) -> AsyncGenerator[Office]:
    async with world.client() as client:
        yield Office(world, client)


def outcome(answer: httpx.Response) -> str:
    """`ok`, or the code of the refusal."""
    return "ok" if answer.is_success else answer.json()["code"]


def test_the_table_has_a_line_for_every_command_of_a_case():
    assert set(LINES) == LINES_OF_CASES


@pytest.mark.parametrize("state", STATES)
def test_what_a_state_forbids_is_refused_and_what_it_allows_is_done(prepared: World, state: str):
    expected = {name: by_state[state] for name, (_, by_state) in LINES.items()}
    moves = {name: to for name, to in expected.items() if to in STATES}
    stays = [name for name, to in expected.items() if to == "ok"]
    refused = [name for name in expected if name not in moves and name not in stays]

    async def work() -> dict[str, str]:
        found = {}
        async with office(prepared) as hands:
            case = await hands.case_in(state)
            before = [name for name in refused if expected[name] != "hearing-too-early"]
            for name in (*before, *stays, *(name for name in refused if name not in before)):
                found[name] = outcome(await hands.issue(case, name))
            assert hands.state_of(case) == state
            for name in moves:
                case = await hands.case_in(state)
                answer = await hands.issue(case, name)
                found[name] = hands.state_of(case) if answer.is_success else outcome(answer)
        return found

    assert asyncio.run(work()) == expected


def test_every_state_is_told_to_who_reads_the_case(prepared: World):
    async def work() -> dict[str, str]:
        async with office(prepared) as hands:
            return {state: await hands.case_in(state) for state in STATES}

    found = asyncio.run(work())
    prepared.project()
    for state, case in found.items():
        assert prepared.call("GET", f"/v1/cases/{case}").json()["phase"] == state


def test_a_refusal_is_delivered_without_a_certificate(prepared: World):
    async def work() -> list[str]:
        async with office(prepared) as hands:
            case = await hands.case_in("TO_DECIDE")
            names = ("refuse-permit", "make-certificate", "dispatch-result", "deliver-result")
            done = [outcome(await hands.issue(case, name)) for name in names]
            return [*done, hands.state_of(case)]

    assert asyncio.run(work()) == ["ok", "case-not-granted", "ok", "ok", "CLOSED"]


def test_a_decision_waits_for_what_was_accepted_as_missing(prepared: World):
    async def work() -> list[str]:
        async with office(prepared) as hands:
            case = await hands.case_in("RECEIVED")
            names = (
                "accept-with-gaps", "start-review", "request-substantive-opinion",
                "give-substantive-opinion", "complete-review", "grant-permit",
                "supply-gap-material", "grant-permit",
            )  # fmt: skip
            return [outcome(await hands.issue(case, name)) for name in names]

    assert asyncio.run(work()) == [*["ok"] * 5, "case-gaps-open", "ok", "ok"]


def test_a_decision_above_a_post_s_tier_goes_higher_and_a_collective_one_names_its_minutes(
    prepared: World,
):
    head = {
        "post": "bureau-head-01", "personId": "person-bureau-head", "role": "CHIEF_DECIDER",
        "org": APPROVAL, "validFrom": "2026-01-01", "tier": "BUREAU_HEAD",
    }  # fmt: skip
    prepared.command("/v1/posts/assign-post", head, "admin-01")

    async def work() -> list[str]:
        async with office(prepared) as hands:
            case = await hands.case_in("TO_DECIDE")
            up = {"tier": "COLLECTIVE", "reason": "重大公共利益"}
            minutes = {"minutesNumber": "纪要1号", "minutes": "0" * 64}
            grant = body_of("grant-permit")
            steps = (
                ("escalate-decision", "decider-01", up),
                ("grant-permit", "decider-01", grant),
                ("grant-permit", "bureau-head-01", grant),
                ("grant-permit", "bureau-head-01", grant | minutes),
            )
            return [
                outcome(
                    await hands.client.post(
                        f"/v1/cases/{case}/{name}", headers=prepared.headers(post), json=body
                    )
                )
                for name, post, body in steps
            ]

    assert asyncio.run(work()) == ["ok", "case-above-tier", "case-minutes-missing", "ok"]


def test_whose_opinion_is_asked_may_read_the_case(prepared: World):
    async def work() -> str:
        async with office(prepared) as hands:
            return await hands.case_in("REVIEWING")

    case = asyncio.run(work())
    prepared.project()
    assert prepared.call("GET", f"/v1/cases/{case}", "regrev-market").is_client_error
    prepared.command(
        f"/v1/cases/{case}/request-reviewer-opinion",
        body_of("request-reviewer-opinion"),
        "reviewer-01",
    )
    prepared.project()
    for path in (f"/v1/cases/{case}", f"/v1/cases/{case}/trail"):
        assert prepared.call("GET", path, "regrev-market").is_success


def test_what_the_clock_alone_does_has_no_address(prepared: World):
    internal = [one.name for one in COMMANDS if one.aggregate is Aggregate.CASE and one.internal]
    case = prepared.accepted_case()
    for name in internal:
        answer = prepared.call("POST", f"/v1/cases/{case}/{name}", json={})
        assert answer.json()["code"] in ("no-such-route", "method-not-allowed"), name


def test_a_refused_attempt_is_in_the_trail(prepared: World):
    case = prepared.accepted_case()
    answer = prepared.call("POST", f"/v1/cases/{case}/receive-materials", json={})
    assert answer.json()["code"] == "case-wrong-state"
    prepared.project()
    trail = prepared.call("GET", f"/v1/cases/{case}/trail").json()["items"]
    assert "command.refused" in [one["type"] for one in trail]
