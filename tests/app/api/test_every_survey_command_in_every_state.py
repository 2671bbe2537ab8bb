"""Every state of a survey is reached, every forbidden transition refused, through HTTP (§3.1)."""

import asyncio

import pytest

from app.commands.registry import COMMANDS, Aggregate
from tests.app.api.survey_section import LINES, outcome, prepare, section
from tests.app.api.survey_table import STATES
from tests.app.api.world import World

pytestmark = pytest.mark.xdist_group("states of a survey")
ADDRESSED = {e.name for e in COMMANDS if e.aggregate is Aggregate.SURVEY and not e.internal}


@pytest.fixture(scope="module")
def prepared(world: World) -> World:
    prepare(world)
    return world


def test_the_table_has_a_line_for_every_command_of_a_survey():
    assert set(LINES) == ADDRESSED


@pytest.mark.parametrize("state", STATES)
def test_what_a_state_forbids_is_refused_and_what_it_allows_is_done(prepared: World, state: str):
    expected = {name: by_state[state] for name, (_, by_state) in LINES.items()}
    moves = {name: to for name, to in expected.items() if to in STATES}
    stays = [name for name, to in expected.items() if to == "ok"]
    refused = [name for name in expected if name not in moves and name not in stays]

    async def work() -> dict[str, str]:
        found = {}
        async with section(prepared) as hands:
            one = await hands.survey_in(state)
            for name in (*refused, *stays):
                found[name] = outcome(await hands.issue(one, name))
            assert hands.state_of(one) == state
            for name in moves:
                one = await hands.survey_in(state)
                answer = await hands.issue(one, name)
                found[name] = hands.state_of(one) if answer.is_success else outcome(answer)
        return found

    assert asyncio.run(work()) == expected
