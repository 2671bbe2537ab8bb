"""The SSE feed: own deliveries only, in order, resumed from any point, ended with the right."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.app.api.world import MARKET, A, B, World, push_task, served

HEALTH = "11329901MB03A90101"


async def events(
    response: httpx.Response, count: int, seconds: float = 10
) -> list[tuple[int, dict[str, Any]]]:
    """The next `count` events of a stream: (id, CloudEvent)."""
    found: list[tuple[int, dict[str, Any]]] = []

    async def collect(lines: AsyncIterator[str]) -> None:
        number = 0
        async for line in lines:
            if line.startswith("id: "):
                number = int(line[4:])
            elif line.startswith("data: ") and number:
                found.append((number, json.loads(line[6:])))
                if len(found) == count:
                    return

    await asyncio.wait_for(collect(response.aiter_lines()), seconds)
    return found


def subjects(found: list[tuple[int, dict[str, Any]]]) -> list[str]:
    return [event["subject"] for _, event in found]


@pytest.fixture(scope="module")
def tasks(world: World) -> list[str]:
    """Three tasks for the market department of A, one for health, one for the market of B."""
    case = world.accepted_case(A)
    pushed = [str(push_task(world, case)) for _ in range(3)]
    push_task(world, case, HEALTH)
    push_task(world, world.accepted_case(B), MARKET, B)
    world.project()
    return pushed


def run(world: World, path: str, headers: dict[str, str], count: int) -> Any:
    async def main() -> list[tuple[int, dict[str, Any]]]:
        async with (
            served(world) as url,
            httpx.AsyncClient(base_url=url, timeout=10) as client,
            client.stream("GET", path, headers=headers) as response,
        ):
            assert response.status_code == 200
            assert response.headers["content-type"].startswith("text/event-stream")
            return await events(response, count)

    return asyncio.run(main())


def test_a_stream_shows_the_own_organisations_deliveries_in_order(world: World, tasks: list[str]):
    found = run(world, "/v1/stream?after=0", world.headers("regulator-market"), 3)
    assert subjects(found) == tasks
    assert [number for number, _ in found] == sorted(number for number, _ in found)
    assert found[0][1]["type"] == "cn.shenguan.linkage.task.pushed.v1"


def test_last_event_id_resumes_without_loss_or_repetition(world: World, tasks: list[str]):
    signed = world.headers("regulator-market")
    first = run(world, "/v1/stream?after=0", signed, 1)
    rest = run(world, "/v1/stream", {**signed, "last-event-id": str(first[0][0])}, 2)
    assert subjects(first + rest) == tasks


def test_a_new_delivery_arrives_at_once(world: World, tasks: list[str]):
    case = world.accepted_case(A)

    async def main() -> list[tuple[int, dict[str, Any]]]:
        async with (
            served(world) as url,
            httpx.AsyncClient(base_url=url, timeout=10) as client,
            client.stream(
                "GET", "/v1/stream", headers=world.headers("regulator-market")
            ) as response,
        ):
            waiting = asyncio.create_task(events(response, 1))
            await asyncio.sleep(0.2)
            task = await asyncio.to_thread(push_task, world, case)
            await asyncio.to_thread(world.project)
            found = await waiting
            assert subjects(found) == [str(task)]
            return found

    assert len(asyncio.run(main())) == 1


def test_other_departments_and_counties_hear_nothing_of_it(world: World, tasks: list[str]):
    for post, region in (("regulator-health", A), ("regulator-market", B)):
        found = run(world, "/v1/stream?after=0", world.headers(post, region), 1)
        assert not set(subjects(found)) & set(tasks)


def test_a_cursor_beyond_the_last_delivery_is_told_also_where_the_push_is_behind(
    world: World, tasks: list[str]
):
    """Listening from there on would leave out, without a word, what comes until then."""

    def beyond() -> str:
        signed = {"last-event-id": "999999"}
        answer = world.call("GET", "/v1/stream", post="regulator-market", headers=signed)
        return answer.json()["code"]

    assert beyond() == "invalid-cursor"
    push_task(world, world.accepted_case(A))
    assert beyond() == "view-behind"
    world.project()
    assert beyond() == "invalid-cursor"


@pytest.mark.parametrize("bad", ["-1", "x", "9" * 40, "1.5", ""])
def test_a_last_event_id_that_is_no_number_is_refused(world: World, bad: str):
    headers = {"last-event-id": bad}
    response = world.call("GET", "/v1/stream", post="regulator-market", headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "malformed-request")


def test_a_feed_tells_its_length_and_hash(world: World, tasks: list[str]):
    feeds = world.call("GET", "/v1/feeds", post="regulator-market").json()["items"]
    assert [(feed["recipient"], feed["region"]) for feed in feeds] == [(MARKET, A)]
    assert len(feeds[0]["hash"]) == 64


def test_a_regulator_works_its_inbox(world: World, tasks: list[str]):
    inbox = world.call("GET", "/v1/tasks", post="liaison-market").json()
    assert set(tasks) <= {task["taskId"] for task in inbox["items"]}
    assert inbox["counts"]["byState"]["PUSHED"] >= 3
    answer = world.command(f"/v1/tasks/{tasks[0]}/sign-task", post="liaison-market")
    world.project()
    at = answer["position"]
    task = world.call("GET", f"/v1/tasks/{tasks[0]}?atLeast={at}", post="liaison-market").json()
    assert task["state"] == "SIGNED"
