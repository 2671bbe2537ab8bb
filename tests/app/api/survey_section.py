"""Hands of a survey section, its surveyors and those it invites, through HTTP."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from app.api.contract.examples import BODIES
from domain.approval import survey as surveys
from domain.shared.ids import survey_id
from domain.timing.days import SHANGHAI
from tests.app.api.survey_table import lines, way_to
from tests.app.api.world import APPLICANT, World

ITEM = "329901-0102"
HEALTH = "11329901MB03A90101"
ITEM_VERSION = {
    "itemCode": ITEM, "itemVersion": 3, "name": "药品零售企业许可", "profile": "FIVE_STAGE",
    "legalDays": 20, "committedDays": 12, "surveyRequired": True,
    "standard": {"surveyMode": "ONSITE", "surveyFiling": True},
}  # fmt: skip
ENTRUSTED = {
    "kind": "ENTRUSTED_SURVEY", "listVersion": 1, "validFrom": "2026-01-01",
    "entries": [{"code": "WT-01", "name": "药店现场核查"}],
}  # fmt: skip
LINES = lines()


@dataclass(frozen=True)
class Ordered:
    """A survey and its case."""

    case: str
    survey: str


@dataclass
class Section:
    """Hands that work surveys through one running application."""

    world: World
    client: httpx.AsyncClient

    async def post(self, path: str, post: str, body: Any = None) -> httpx.Response:
        return await self.client.post(path, headers=self.world.headers(post), json=body or {})

    async def issue(self, one: Ordered, name: str, **changes: Any) -> httpx.Response:
        """A command by the post that the table names."""
        body = {**self.body(one, name), **changes}
        return await self.post(f"/v1/surveys/{one.survey}/{name}", LINES[name][0], body)

    def body(self, one: Ordered, name: str) -> dict[str, Any]:
        """The published example, where it fits the surveys of this test."""
        far = str((datetime.now(SHANGHAI) + timedelta(days=60)).date())
        staff = ["person-surveyor-01", "person-surveyor-02"]
        said = {"caseId": one.case, "staff": staff, "invited": [HEALTH], "plannedOn": far}
        return {key: said.get(key, value) for key, value in BODIES[name].items()}

    async def survey_in(self, state: str, **order: str) -> Ordered:
        """A survey of a fresh case, brought into a state by commands."""
        opening = {"itemCode": ITEM, "applicant": APPLICANT}
        opened = await self.post("/v1/cases/submit-application", "window-01", opening)
        case = opened.json()["id"]
        for name, post in (
            ("receive-materials", "window-01"), ("accept-case", "window-01"),
            ("start-review", "reviewer-01"), ("order-survey", "reviewer-01"),
        ):  # fmt: skip
            body = order if name == "order-survey" else {}
            answer = await self.post(f"/v1/cases/{case}/{name}", post, body)
            assert answer.is_success, answer.text
        one = Ordered(case, str(survey_id(UUID(case), 1)))
        for name in way_to(state):
            answer = await self.issue(one, name)
            assert answer.is_success, (state, name, answer.text)
        return one

    def state_of(self, one: Ordered) -> str:
        """The state as the log has it."""
        return surveys.fold(self.world.container.store.load(UUID(one.survey))).phase.value


def prepare(world: World) -> None:
    """An item whose standard says how it is surveyed, and a list of what may be entrusted."""
    world.command("/v1/items/publish-item-version", ITEM_VERSION, "admin-01")
    world.command("/v1/lists/publish-list", ENTRUSTED, "admin-01")


@asynccontextmanager
async def section(world: World) -> AsyncGenerator[Section]:
    async with world.client() as client:
        yield Section(world, client)


def outcome(answer: httpx.Response) -> str:
    """`ok`, or the code of the refusal."""
    return "ok" if answer.is_success else answer.json()["code"]
