"""短信提醒: of what is new since the request and of what is due, once, to that day's liaison."""

import asyncio
import json
from pathlib import Path

import pytest

from adapters.sms.numbers import Numbers
from tests.app.api.world import World, push_task
from tests.app.webhooks.hands import POST, at_work

pytestmark = pytest.mark.xdist_group("webhooks")
NUMBER = "13800000000"


def sent(world: World) -> list[dict[str, str]]:
    folder = world.container.settings.var / "sms"
    files = sorted(folder.glob("*.ndjson"))
    assert all(one.stat().st_mode & 0o077 == 0 for one in files), "nobody else may read it"
    return [json.loads(line) for one in files for line in one.read_text("utf-8").splitlines()]


def test_a_liaison_is_reminded_of_a_new_task_and_of_its_claim(
    world: World, case: list[str], tmp_path: Path
):
    numbers = tmp_path / "numbers.toml"
    numbers.write_text(f'["329901"]\n{POST} = "{NUMBER}"\n', "utf-8")

    async def run() -> None:
        async with at_work(world) as hands:
            hands.worker._reminding._numbers = Numbers(numbers)
            await asyncio.to_thread(push_task, world, case[0])  # before the request: not reminded
            asked = await hands.ask(
                "request-subscription", {"channel": "SMS", "wanted": {"priorities": ["NORMAL"]}}
            )
            assert "secret" not in asked
            task = str(await asyncio.to_thread(push_task, world, case[0]))
            await hands.step()
            await hands.step()
            (line,) = sent(world)
            assert (line["post"], line["number"]) == (POST, NUMBER)
            assert "已推送" in line["text"]
            for _ in range(8):
                await hands.step(after=86400)
            due = [one for one in sent(world) if "尚未认领" in one["text"]]
            assert len({one["text"] for one in due}) == len(due) > 0, "each once, however often due"
            response = await asyncio.to_thread(world.call, "GET", "/v1/reminders?limit=200", POST)
            shown = [one for one in response.json()["items"] if one["about"] == task]
            assert [(one["reminder"], one["state"]) for one in shown] == [
                ("CLAIM_DUE", "SENT"),
                ("TASK_PUSHED", "SENT"),
            ]
            assert NUMBER not in response.text
            await hands.ask(f"{asked['id']}/end-subscription", {"reason": "测试结束"})

    asyncio.run(run())
